// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.Judge;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.natives.NativeCodecs;
import dev.gantry.dicom.pixel.FrameTrial.Judged;
import dev.gantry.dicom.pixel.FrameTrial.Verdict;
import dev.gantry.dicom.pixel.FrameTrial.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Compressed objects, real ones and many of our own making, against the decoders of others; and the page that says how
/// it went.
///
/// A sample by default: of each object of ours one compression into each transfer syntax, of the real ones the smallest of
/// each kind. All of them, and a new page, with `mvn verify -Ppixels`.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PixelExactnessIT {
    private static final Path PAGE = Path.of("..", "docs", "pixel-exactness.md");
    private static final boolean ALL = "all".equals(System.getProperty("gantry.pixels"));
    private static final List<Judged> OWN = new ArrayList<>();
    private static final List<Judged> DEBIAN = new ArrayList<>();
    private static final List<Judged> SHARED = new ArrayList<>();

    /// Most of the time is the judges' own, programs of one thread each.
    private static final int BENCHES = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    private static NativeCodecs natives;
    private static final BlockingQueue<Bench> IDLE = new ArrayBlockingQueue<>(BENCHES);

    /// Judges with files of their own.
    private record Bench(PixelJudges judges, FrameTrial trial, Path folder) {}

    private interface Judging<T> {
        List<Judged> of(T object, Bench bench) throws Exception;
    }

    @TempDir
    private static Path folder;

    @BeforeAll
    static void judgesMustBeHere() throws IOException {
        PixelJudges.mustBeHere();
        natives = NativeCodecs.open(DicomSettings.NativeCodecs.PROCESS);
        for (int i = 0; i < BENCHES; i++) {
            var judges = new PixelJudges();
            IDLE.add(new Bench(judges, new FrameTrial(judges, Decoders.of(natives.decoders())),
                    Files.createDirectory(folder.resolve("bench-" + i))));
        }
    }

    @AfterAll
    static void close() throws IOException {
        if (natives != null) {
            natives.close();
        }
        for (var bench : IDLE) {
            bench.judges().close();
        }
    }

    /// All of them, a few at a time; what was found stands in the order of the objects.
    private static <T> List<Judged> eachOf(List<T> objects, Judging<T> judging) throws Exception {
        var all = new ArrayList<Judged>();
        try (var threads = Executors.newFixedThreadPool(BENCHES)) {
            var found = objects.stream().map(object -> threads.submit(() -> {
                var bench = IDLE.take();
                try {
                    return judging.of(object, bench);
                } finally {
                    IDLE.add(bench);
                }
            })).toList();
            for (var judged : found) {
                all.addAll(judged.get());
            }
        }
        return all;
    }

    @Test
    @Order(1)
    void decodesObjectsOfOurOwnMakingAsTheyWere() throws Exception {
        OWN.addAll(eachOf(IntStream.range(0, OwnObject.ALL.size()).boxed().toList(), (i, bench) -> {
            var all = new ArrayList<Judged>();
            for (var family : OwnObject.ENCODERS) {
                all.addAll(compressed(OwnObject.ALL.get(i), family, i, bench));
            }
            return all;
        }));

        report("Objects of our own making", OWN);
        assertThat(OWN).extracting(Judged::syntax).contains(
                TransferSyntax.JPEG_BASELINE, TransferSyntax.JPEG_EXTENDED, TransferSyntax.JPEG_LOSSLESS,
                TransferSyntax.JPEG_LOSSLESS_SV1, TransferSyntax.JPEG_LS_LOSSLESS,
                TransferSyntax.JPEG_LS_NEAR_LOSSLESS, TransferSyntax.JPEG_2000_LOSSLESS, TransferSyntax.JPEG_2000,
                TransferSyntax.RLE_LOSSLESS);
        assertThat(OWN).extracting(Judged::way).contains(Way.SHIPPED, Way.JAVA);
    }

    /// An object by each encoder of a family that takes it; of the sample, by the first that does, counted from
    /// another one for each object.
    private static List<Judged> compressed(OwnObject object, List<List<String>> family, int start, Bench bench)
            throws Exception {
        var plain = bench.folder().resolve("plain.dcm");
        var coded = bench.folder().resolve("compressed.dcm");
        object.write(plain);
        var all = new ArrayList<Judged>();
        for (int i = 0; i < family.size() && (ALL || all.isEmpty()); i++) {
            var encoder = family.get((start + i) % family.size());
            if (PixelJudges.converted(plain, coded, encoder.toArray(String[]::new))) {
                all.addAll(bench.trial().judge(coded, object.name() + ", " + String.join(" ", encoder),
                        Optional.of(plain)));
            }
        }
        return all;
    }

    @Test
    @Order(2)
    void decodesTheObjectsOfPydicom() throws Exception {
        var files = Judge.debian();
        assumeThat(files).as("objects of python3-pydicom").isNotEmpty();
        DEBIAN.addAll(judged(files));

        report("Objects of Debian's python3-pydicom", DEBIAN);
    }

    @Test
    @Order(3)
    void decodesTheSharedObjects() throws Exception {
        var files = Judge.shared();
        assumeThat(files).as("objects of shared/dicom").isNotEmpty();
        SHARED.addAll(judged(files));

        report("Objects of shared/dicom", SHARED);
    }

    private static List<Judged> judged(List<Path> files) throws Exception {
        var kinds = new HashSet<String>();
        var chosen = new ArrayList<Path>();
        var inOrder = ALL ? files : files.stream().sorted(Comparator.comparing(file -> file.toFile().length())).toList();
        for (var file : inOrder) {
            if (ALL || kind(file).filter(kinds::add).isPresent()) {
                chosen.add(file);
            }
        }
        return eachOf(chosen, (file, bench) -> bench.trial().judge(file, file.getFileName().toString()));
    }

    /// Transfer syntax and layout; of files without pixels, none.
    private static Optional<String> kind(Path file) throws IOException {
        if (!(Part10.open(file) instanceof Part10.Opened opened) || opened.transferSyntax().isEmpty()) {
            return Optional.empty();
        }
        var parsed = opened.parse();
        return parsed.pixels().map(place -> {
            var layout = Layout.of(parsed.header(), opened.transferSyntax().get(), place);
            return String.join(" ", opened.transferSyntax().get().uid(), layout.photometric().toString(),
                    Integer.toString(layout.samplesPerPixel()), Integer.toString(layout.bitsAllocated()),
                    Integer.toString(layout.bitsStored()), Boolean.toString(layout.signed()),
                    Boolean.toString(layout.frames() > 1));
        });
    }

    /// All of them are there, and none of them skipped.
    @Test
    @Order(4)
    void writesThePage() throws Exception {
        assumeThat(ALL).as("only a sample was decoded: no page").isTrue();
        assumeThat(List.of(OWN, DEBIAN, SHARED)).as("objects are missing: no page").noneMatch(List::isEmpty);

        Files.writeString(PAGE, ExactnessPage.page(PixelJudges.versions(), List.of(
                ExactnessPage.section("Objects of our own making", of(Way.SHIPPED, OWN)),
                ExactnessPage.section("Objects of Debian's python3-pydicom", of(Way.SHIPPED, DEBIAN)),
                ExactnessPage.section("Objects of shared/dicom", of(Way.SHIPPED, SHARED)),
                ExactnessPage.section("JPEG-LS and JPEG 2000 of our own making, decoded in Java", of(Way.JAVA, OWN)),
                ExactnessPage.section("JPEG-LS and JPEG 2000 of the two others, decoded in Java",
                        of(Way.JAVA, Stream.concat(DEBIAN.stream(), SHARED.stream()).toList())))));
    }

    private static List<Judged> of(Way way, List<Judged> all) {
        return all.stream().filter(judged -> judged.way() == way).toList();
    }

    /// Prints the table and what is not plainly exact; nothing may be wrong, and nothing refused but what the page says.
    private static void report(String title, List<Judged> all) throws Exception {
        for (var way : Way.values()) {
            System.out.print(ExactnessPage.section(title + (way == Way.JAVA ? ", decoded in Java" : ""), of(way, all)));
        }
        all.stream().filter(judged -> !judged.detail().isEmpty())
                .forEach(judged -> System.out.println(judged.way() + " " + judged.syntax() + " " + judged.verdict()
                        + " " + judged.file() + " frame " + judged.frame() + ": " + judged.detail()));
        assertThat(all).as(title).noneMatch(judged -> judged.verdict() == Verdict.WRONG);
        if (!ALL) {
            var page = Files.readString(PAGE);
            if (page.contains(PixelJudges.versions())) {
                assertThat(all.stream().filter(judged -> judged.verdict() == Verdict.REFUSED))
                        .allMatch(judged -> page.contains(ExactnessPage.refusal(judged)),
                                "refused as docs/pixel-exactness.md says; write it anew with mvn verify -Ppixels");
            } else {
                System.out.println("other judges than those of docs/pixel-exactness.md: not compared with it");
            }
        }
    }
}
