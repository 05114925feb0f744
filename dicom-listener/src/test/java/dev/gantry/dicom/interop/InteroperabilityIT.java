// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.Judge;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.interop.InteroperabilityPage.Delivery;
import dev.gantry.dicom.interop.Tally.Fate;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Other implementations as senders to us and as receivers of what we send, with objects of our own making and, as far
/// as they are there, real ones; and the page that says how it went.
///
/// What a sender makes of an object on its way differs from its file, so each sends twice: to dcmtk's storescp, which
/// keeps data sets bit by bit (`+B`), and to us. Both must have the same.
@Timeout(1200)
class InteroperabilityIT {
    private static final Path PAGE = Path.of("..", "docs", "interoperability.md");
    private static final boolean ALL = "all".equals(System.getProperty("gantry.interop"));
    /// A part of the name of the only peers that are wanted, for a person who looks into one.
    private static final String PEER = System.getProperty("interop.peer", "");
    private static final boolean WRITE = "write".equals(System.getProperty("interop.page"));

    @TempDir
    static Path shared;

    private static final Vertx VERTX = Vertx.vertx();
    private static final InteroperabilityPage RESULTS = new InteroperabilityPage();
    private static OrthancCaller orthanc;
    private static Scripted odil;
    private static Scripted dcmjs;
    private static List<Ware> own = List.of();
    private static List<Ware> wares = List.of();
    private static int folders;

    @BeforeAll
    static void makeObjects() throws Exception {
        Programs.mustBeHere(Files.exists(DcmtkReceiver.PROFILES) && Stream.of("storescp", "dcmcjpeg", "dcmcjpls")
                .allMatch(tool -> Programs.find(tool).isPresent()), "dcmtk (Debian package dcmtk)");
        Programs.mustBeHere(Programs.find("gdcmconv").isPresent(), "gdcmconv (Debian package libgdcm-tools)");
        orthanc = new OrthancCaller(shared.resolve("orthanc"));
        odil = Scripted.odil();
        dcmjs = Scripted.dcmjs();
        own = Wares.own(Files.createDirectories(shared.resolve("own")));
        var all = new ArrayList<>(own);
        all.addAll(Wares.ofOthers(ALL));
        wares = List.copyOf(all);
    }

    @AfterAll
    static void tell() throws Exception {
        VERTX.close().await(60, TimeUnit.SECONDS);
        System.out.println(RESULTS.text());
        if (WRITE) {
            Files.writeString(PAGE, new MarkedPage(Files.readString(PAGE)).with(RESULTS.parts(objects())).text());
        }
        if (orthanc instanceof OrthancCaller started) {
            started.close();
        }
    }

    private static String objects() {
        return "Objects: %d of our own making, %d of others.".formatted(own.size(), wares.size() - own.size());
    }

    private static Path folder() {
        return shared.resolve("run" + folders++);
    }

    static Stream<Arguments> callers() throws Exception {
        return Stream.of(new Dcmtk.StoreScu(), new Dcmtk.DcmSend(), orthanc, odil, dcmjs,
                        new Gdcm(), new Ours(VERTX))
                .filter(caller -> caller.name().contains(PEER))
                .map(caller -> Arguments.of(Named.of(caller.name(), caller)));
    }

    static Stream<Arguments> echoers() throws Exception {
        return callers().filter(arguments -> !arguments.get()[0].toString().contains("dcmsend")); // it has no C-ECHO
    }

    static Stream<Arguments> receivers() throws Exception {
        return Called.all(odil, dcmjs).stream().filter(called -> called.name().contains(PEER)).map(called -> Arguments.of(Named.of(called.name(), called)));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("callers")
    void keepsWhatStorescpKeeps(Caller caller) throws Exception {
        caller.mustBeHere();
        var there = new HashMap<Ware, Ware>();
        var here = new HashMap<Ware, Ware>();
        var said = new ArrayList<String>();
        for (var lot : Wares.lots(wares)) {
            try (var reference = DcmtkReceiver.storescp(folder()); var gantry = new Gantry(folder())) {
                caller.store(reference.port(), reference.title(), lot);
                said.addAll(caller.store(gantry.port(), Gantry.TITLE, lot));
                there.putAll(matched(lot, reference.received()));
                here.putAll(matched(lot, gantry.kept()));
            }
        }

        var tally = new Tally(caller.name(), caller.version(), wares, there, here);
        RESULTS.add(tally, said);
        assertThat(tally.of(Fate.LOST)).as("kept by storescp only, and the sender said %s", said).isEmpty();
        assertThat(tally.of(Fate.DIFFERENT)).as("kept otherwise than by storescp").isEmpty();
        assertThat(tally.of(Fate.SAME)).as("kept as by storescp").extracting(Ware::syntax).contains(
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN.text(), TransferSyntax.IMPLICIT_LITTLE_ENDIAN.text());
        if (caller instanceof Ours) {
            assertThat(tally.of(Fate.NOT_SENT)).as("we refuse: %s", said)
                    .allMatch(ware -> aboutNoPatient(ware) || ware.name().contains("truncated"));
            assertThat(tally.asInTheFile()).isEqualTo(wares.size() - said.size());
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("echoers")
    void answersTheEcho(Caller caller) throws Exception {
        caller.mustBeHere();
        try (var gantry = new Gantry(folder())) {
            assertThat(caller.echoes(gantry.port(), Gantry.TITLE)).isTrue();
            assertThat(caller.echoes(gantry.port(), "OTHER")).as("called by another title").isFalse();
            RESULTS.echoed(caller.name());
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("receivers")
    void deliversWhatIsInTheFile(Called called) throws Exception {
        called.mustBeHere();
        var there = new HashMap<Ware, Ware>();
        var said = new ArrayList<String>();
        for (var lot : Wares.lots(wares)) {
            try (var receiver = called.starting().in(folder())) {
                said.addAll(new Ours(VERTX).store(receiver.port(), receiver.title(), lot));
                there.putAll(matched(lot, receiver.received()));
            }
        }

        var delivery = new Delivery(called, wares, there, said);
        RESULTS.add(delivery);
        assertThat(delivery.taken()).as("taken, and we were told %s", said).hasSize(wares.size() - said.size());
        switch (called.keeping()) {
            case AS_IT_COMES -> assertThat(delivery.different()).isEmpty();
            case SAME_VALUES -> assertThat(otherValues(delivery)).isEmpty();
            case IN_ITS_WAY -> assertThat(otherValues(delivery)).noneMatch(
                    line -> line.contains("(0008, 0018)") || line.contains("(7fe0, 0010)"));
        }
    }

    /// Of what was written anew: each file with the elements in which it is not what we sent.
    private static List<String> otherValues(Delivery delivery) throws Exception {
        Judge.mustBeHere();
        var pairs = delivery.different().stream().map(ware -> ware.file() + "\t" + delivery.there().get(ware).file())
                .toList();
        var input = Files.write(folder(), pairs);
        return Programs.run("sh", "-c", "exec /usr/bin/python3 -B src/test/resources/peers/same_values.py <\"$0\"",
                input.toString()).output().lines().toList();
    }

    /// Colour palettes among the objects of pydicom, see [dev.gantry.dicom.dimse.Provider].
    private static boolean aboutNoPatient(Ware ware) {
        return ware.sopClassUid().equals("1.2.840.10008.5.1.4.39.1");
    }

    private static Map<Ware, Ware> matched(List<Ware> lot, Map<String, Ware> kept) {
        return lot.stream().filter(ware -> kept.containsKey(ware.sopInstanceUid()))
                .collect(Collectors.toMap(ware -> ware, ware -> kept.get(ware.sopInstanceUid())));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("receivers")
    void echoes(Called called) throws Exception {
        called.mustBeHere();
        try (var receiver = called.starting().in(folder())) {
            assertThat(new Ours(VERTX).echoes(receiver.port(), receiver.title())).isTrue();
            RESULTS.answered(called.name());
        }
    }

    @Test
    void takesASeriesThatOrthancSendsInOneJob() throws Exception {
        orthanc.mustBeHere();
        try (var gantry = new Gantry(folder())) {
            assertThat(orthanc.orthanc().storeAtOnce(gantry.port(), Gantry.TITLE, own)).isEmpty();

            assertThat(gantry.kept()).hasSize(own.size());
        }
    }

    /// What a validator finds fault with in the files that the spool writes it finds in the senders' files too: the
    /// meta information that we put before each data set adds nothing.
    @Test
    void writesFilesInWhichAValidatorFindsNothingNew() throws Exception {
        Programs.mustBeHere(Programs.find("dciodvfy").isPresent(), "dciodvfy (Debian package dicom3tools)");
        try (var gantry = new Gantry(folder())) {
            var lot = Wares.lots(wares).getFirst();
            new Ours(VERTX).store(gantry.port(), Gantry.TITLE, lot);
            var kept = gantry.kept();

            assertThat(lot).filteredOn(ware -> kept.containsKey(ware.sopInstanceUid())).hasSizeGreaterThan(own.size() - 1)
                    .allSatisfy(ware -> assertThat(faults(kept.get(ware.sopInstanceUid()).file()))
                    .as(ware.name()).isSubsetOf(faults(ware.file())));
        }
    }

    private static List<String> faults(Path file) throws Exception {
        return Programs.run("dciodvfy", file.toString()).output().lines()
                .filter(line -> line.startsWith("Error"))
                .filter(line -> !line.contains("Media Storage SOP Instance UID")) // the object's own, right or wrong
                .distinct().toList();
    }
}
