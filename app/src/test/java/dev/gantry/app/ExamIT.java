// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Storage.Incoming;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.model.ModelFolder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exams from DCMTK's first byte to what a hospital hears: complete, corrected, rejected, late, in conflict.
class ExamIT {
    private static final String LONG = "exam: {silence: 10m}";
    private static final String SHORT = "exam: {silence: 300ms}";

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Hospital hospital;
    private Site site;

    private void open(String exam) throws Exception {
        var broker = new Broker(folder); // skips the test where there is none
        opened.push(broker::close);
        hospital = new Hospital(broker.url());
        opened.push(hospital::close);
        site = new Site(folder, broker.url(), exam);
        opened.push(site::close);
    }

    @AfterEach
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
    }

    private void store(CrObject... objects) throws Exception {
        send(Stream.of(objects).map(this::written).toList());
    }

    private void send(List<Path> files) throws Exception {
        var printed = site.storescu(List.of(), files);
        assertThat(printed.exitCode()).as(printed.text()).isZero();
    }

    private Path written(CrObject object) {
        try {
            return object.write(folder.resolve("objects"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Hospital.Message> states(String state) {
        return hospital.outcomes().stream().filter(message -> message.text("state").equals(state)).toList();
    }

    private String studyOf(Hospital.Message message) {
        return message.payload().path("exam").path("study").asString();
    }

    @Test
    void takesBackWhatWasSaidOfACorrectedImageAndAnswersAnew() throws Exception {
        open(LONG);
        var wrong = CrObject.named("image").ofStudy("wrong");
        store(wrong);
        var first = hospital.awaitOutcomes(1).getFirst();

        var right = wrong.ofStudy("right").with(Tag.PATIENT_ID, "SECRET-ID-4712");
        store(right);
        hospital.awaitOutcomes(3);

        assertThat(states("retracted")).singleElement().satisfies(message -> {
            assertThat(message.text("id")).isEqualTo(first.text("id"));
            assertThat(message.text("detail")).contains("patient, study");
        });
        assertThat(states("final")).hasSize(2).extracting(this::studyOf).containsExactly(
                site.pseudonyms().study(wrong.studyUid()), site.pseudonyms().study(right.studyUid()));
        assertThat(states("final")).extracting(message -> message.text("id")).doesNotHaveDuplicates();
    }

    @Test
    void takesBackWhatWasSaidOfARejectedImage() throws Exception {
        open(LONG);
        var bad = CrObject.named("bad").ofStudy("s");
        store(bad, CrObject.named("good").ofStudy("s"));
        hospital.awaitOutcomes(2);

        send(List.of(RejectingNote.write(folder, "113001", bad)));
        hospital.awaitOutcomes(3);

        assertThat(states("retracted")).singleElement().satisfies(message -> {
            assertThat(message.payload().path("exam").path("instance").asString())
                    .isEqualTo(site.pseudonyms().instance(bad.instanceUid()));
            assertThat(message.text("detail")).isEqualTo("rejected for quality reasons");
        });
    }

    @Test
    void saysNothingOfAnImageThatWasRejectedBeforeItCame() throws Exception {
        open(SHORT);
        var bad = CrObject.named("bad");
        send(List.of(RejectingNote.write(folder, "113037", bad)));

        store(bad, CrObject.named("after"));

        assertThat(hospital.awaitOutcomes(1)).singleElement().satisfies(message ->
                assertThat(studyOf(message)).isEqualTo(site.pseudonyms().study(CrObject.named("after").studyUid())));
    }

    @Test
    void leavesTheOutcomeOfAnImageThatWasOnlyTooOld() throws Exception {
        open(LONG);
        var old = CrObject.named("old");
        store(old);
        hospital.awaitOutcomes(1);

        send(List.of(RejectingNote.write(folder, "113039", old)));
        store(CrObject.named("after"));
        hospital.awaitOutcomes(2);

        assertThat(states("retracted")).isEmpty();
    }

    @Test
    void answersAgainForAnExamThatALateImageOpened() throws Exception {
        open(SHORT);
        store(CrObject.named("a").ofStudy("s").ofModality("US"));
        var first = hospital.awaitOutcomes(1).getFirst();

        store(CrObject.named("b").ofStudy("s").ofModality("US"));

        assertThat(hospital.awaitOutcomes(2).getLast()).satisfies(message -> {
            assertThat(message.text("id")).isEqualTo(first.text("id"));
            assertThat(message.text("state")).isEqualTo("amended");
            assertThat(message.text("reason")).isEqualTo("no_model");
        });
    }

    @Test
    void answersForAnExamWhileItsAssociationSendsTheNextPatient() throws Exception {
        open(SHORT);
        var one = CrObject.named("one").ofModality("US");
        var other = new CrObject("other", "other", "US", "003Y", 8000, 64_000_000, -1)
                .with(Tag.PATIENT_ID, "SECRET-ID-4712");
        var storescu = Peers.program("storescu", "dcmtk").toString();
        var sending = new ProcessBuilder(storescu, "-aec", "GANTRY", "-aet", "CR1", "127.0.0.1",
                Integer.toString(site.port()), written(one).toString(), written(other).toString()).start();
        try {
            for (int i = 0; i < 4000 && parts() == 0; i++) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            new ProcessBuilder("kill", "-STOP", Long.toString(sending.pid())).start().waitFor();

            var first = hospital.awaitOutcomes(1); // in the middle of the next patient's image, as if it took all day

            assertThat(sending.isAlive()).isTrue();
            assertThat(first).extracting(this::studyOf).containsExactly(site.pseudonyms().study(one.studyUid()));
        } finally {
            sending.destroyForcibly().waitFor(); // DCMTK cannot go on after a stop
        }
        store(other);
        assertThat(hospital.awaitOutcomes(2)).hasSize(2)
                .allSatisfy(message -> assertThat(message.text("reason")).isEqualTo("no_model"));
    }

    private long parts() {
        return Site.everythingIn(folder.resolve("spool/objects").toFile())
                .filter(file -> file.getName().endsWith(".dcm") && file.length() > 100_000).count();
    }

    private static void signal(String name, Process process) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Test
    void completesAnExamByItsCountLongBeforeTheSilence() throws Exception {
        open(LONG);
        store(CrObject.named("a").ofStudy("s").ofModality("US").with(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, "2"),
                CrObject.named("b").ofStudy("s").ofModality("US").with(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, "2"));

        assertThat(hospital.awaitOutcomes(1)).extracting(m -> m.text("reason")).containsExactly("no_model");
    }

    @Test
    void saysThatTwoPatientsShareAStudyAndTakesItBackWhenThatIsCorrected() throws Exception {
        open(SHORT);
        var mine = CrObject.named("mine").ofStudy("s").ofModality("US");
        var wrong = CrObject.named("other").ofStudy("s").ofModality("US").with(Tag.PATIENT_ID, "SECRET-ID-4712");
        store(mine, wrong);
        var conflict = hospital.awaitOutcomes(1).getFirst();
        assertThat(conflict.text("reason")).isEqualTo("identity_conflict");

        store(wrong.with(Tag.PATIENT_ID, "SECRET-ID-4711"));
        hospital.awaitOutcomes(2);

        assertThat(hospital.outcomes().getLast().text("reason")).isEqualTo("no_model");
        assertThat(hospital.outcomes().getLast().text("id")).isEqualTo(conflict.text("id"));
    }

    @Test
    void triesNothingAgainThatTookTheProcessDownTwice() throws Exception {
        var image = CrObject.named("deadly");
        var vertx = Vertx.vertx();
        try {
            var life = folder.resolve("life");
            die(vertx, life, folder.resolve("second"), image);
            die(vertx, folder.resolve("second"), folder.resolve("spool"), image);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }

        open(LONG);

        assertThat(hospital.awaitOutcomes(1)).singleElement().satisfies(message -> {
            assertThat(message.text("reason")).isEqualTo("crash");
            assertThat(message.topic()).endsWith("/chest-pneumonia");
        });
    }

    /// The version of the chest model that looks at films.
    private static String answering() {
        return ModelFolder.packages(Site.MODELS).keySet().stream().filter(id -> id.name().equals("chest-pneumonia"))
                .max(Comparator.naturalOrder()).orElseThrow().toString();
    }

    /// A life of the process: takes the image, or finds it, begins to analyse it, and is gone. What is then
    /// on the disk is in `after`.
    private static void die(Vertx vertx, Path before, Path after, CrObject image) throws Exception {
        var told = new ArrayList<StoredObject>();
        var settings = new SpoolSettings(before, Durability.FSYNC, Role.COPY, 98, 99);
        try (var spool = Spool.open(settings, vertx, told::add, Clock.systemUTC(), System::nanoTime)) {
            if (spool.replay() == 0) {
                var reception = spool.begin(new Incoming(1, new AeTitle("CR1"), new AeTitle("GANTRY"), "127.0.0.1",
                        CrObject.CR_IMAGE_STORAGE, image.instanceUid(), TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
                reception.write(ByteBuffer.wrap(image.dataSet()));
                reception.finish().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            }
            try (var _ = spool.attempt(told.getFirst().id(), answering())) {
                copy(before, after);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
