// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole line with DCMTK in front and mosquitto behind.
class LineIT {
    private static final Path STUDIES = Path.of("src/test/studies");

    private static final Path SCHEMAS = Path.of("../docs/schema");

    @TempDir
    Path folder;

    Broker broker;
    Hospital hospital;
    Site site;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeEach
    void open() throws Exception {
        broker = new Broker(folder); // skips the test where there is none
        opened.push(() -> broker.close());
        hospital = new Hospital(broker.url());
        opened.push(() -> hospital.close());
        site = new Site(folder, broker.url(), "exam: {silence: 300ms}");
        opened.push(() -> site.close());
        opened.push(this::allPayloadsAreAsPromised);
    }

    @AfterEach
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
    }

    /// Whatever a test provoked: what went over the wire obeys the contract.
    private void allPayloadsAreAsPromised() throws IOException {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (var message : hospital.messages()) {
            var last = message.topic().substring(message.topic().lastIndexOf('/') + 1);
            var kind = List.of("status", "ledger", "metrics").contains(last) ? last : "outcome";
            var schema = registry.getSchema(Files.readString(SCHEMAS.resolve(kind + ".schema.json")));
            assertThat(schema.validate(message.payload())).as(message.topic()).isEmpty();
        }
    }

    private Site.Printed store(CrObject... objects) throws IOException, InterruptedException {
        var files = Stream.of(objects).map(object -> {
            try {
                return object.write(folder.resolve("objects"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }).toList();
        var printed = site.storescu(List.of(), files);
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        return printed;
    }

    @Test
    void answersEachDemoStudyAsItsNameSays() throws Exception {
        var files = Files.list(STUDIES).filter(f -> f.toString().endsWith(".dcm")).sorted().toList();
        site.storescu(List.of(), files);

        var outcomes = hospital.awaitOutcomes(files.size());

        assertThat(outcomes).hasSameSizeAs(files).allSatisfy(message -> {
            assertThat(message.topic()).startsWith("gantry/st-anna/cr-room-2/test/outcome/");
            assertThat(message.text("mode")).isEqualTo("test");
        });
        long opacity = files.stream().filter(f -> f.toString().contains("phantom-opacity")).count();
        long without = files.stream().filter(f -> f.toString().contains("phantom-no-opacity")).count();
        assertThat(outcomes.stream().filter(m -> m.text("result").equals("positive"))).hasSize((int) opacity);
        assertThat(outcomes.stream().filter(m -> m.text("result").equals("negative"))).hasSize((int) without);
        assertThat(opacity).isPositive();
        assertThat(without).isPositive();
        keepsAHeatMapOfEachPositive(outcomes);
    }

    /// On the appliance; no message holds one.
    private void keepsAHeatMapOfEachPositive(List<Hospital.Message> outcomes) throws InterruptedException {
        for (var message : outcomes.stream().filter(m -> m.text("result").equals("positive")).toList()) {
            var map = folder.resolve("spool/explanations")
                    .resolve(message.payload().path("exam").path("instance").asString() + "-chest-pneumonia.png");
            for (int i = 0; i < 1000 && !Files.exists(map); i++) {
                Thread.sleep(20);
            }
            assertThat(map).exists();
        }
    }

    @Test
    void saysOutOfScopeForAnAdult() throws Exception {
        store(CrObject.named("adult").ofAge("045Y"));

        var outcome = hospital.awaitOutcomes(1).getFirst();

        assertThat(outcome.text("result")).isEqualTo("not_analysed");
        assertThat(outcome.text("reason")).isEqualTo("out_of_scope");
        assertThat(outcome.topic()).endsWith("/outcome/CR/chest-pneumonia");
    }

    @Test
    void saysNoModelOncePerExam() throws Exception {
        store(CrObject.named("a").ofStudy("s").ofModality("US"), CrObject.named("b").ofStudy("s").ofModality("US"));

        hospital.awaitOutcomes(1);
        Thread.sleep(600); // twice the exam's silence: a second one would have come

        assertThat(hospital.outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.text("reason")).isEqualTo("no_model");
            assertThat(outcome.topic()).endsWith("/outcome/US/_none");
        });
    }

    @Test
    void saysNothingNewWhenAnExamNoModelAppliesToIsSentAgain() throws Exception {
        var image = CrObject.named("a").ofModality("US");
        store(image);
        hospital.awaitOutcomes(1);

        store(image, image); // twice in one exam
        store(CrObject.named("chest"));
        Thread.sleep(600); // twice the exam's silence

        assertThat(hospital.awaitOutcomes(2)).hasSize(2)
                .extracting(m -> m.text("reason")).containsOnlyOnce("no_model");
    }

    @Test
    void saysUnreadableWhenPixelsAreMissing() throws Exception {
        store(CrObject.named("short").withPixelBytes(1000));

        var outcome = hospital.awaitOutcomes(1).getFirst();

        assertThat(outcome.text("reason")).isEqualTo("unreadable");
        assertThat(outcome.text("detail")).contains("1000 bytes");
    }

    @Test
    void saysTooLargeForMorePixelsThanAreLookedAt() throws Exception {
        var large = CrObject.named("large");
        store(new CrObject(large.name(), large.study(), large.modality(), large.age(), 20_000, 1000, -1));

        var outcome = hospital.awaitOutcomes(1).getFirst();

        assertThat(outcome.text("reason")).isEqualTo("too_large");
        assertThat(outcome.text("detail")).contains("20000 x 20000");
    }

    @Test
    void answersARepeatedImageOnlyOnceAlsoAfterARestart() throws Exception {
        store(CrObject.named("same"));
        hospital.awaitOutcomes(1);

        store(CrObject.named("same"));
        site.stop();
        site.start();
        store(CrObject.named("same"));
        store(CrObject.named("other"));

        assertThat(hospital.awaitOutcomes(2)).hasSize(2)
                .extracting(m -> m.text("id")).doesNotHaveDuplicates();
    }

    @Test
    void takesBackNoModelWhenAModelAppliesToALaterImage() throws Exception {
        store(CrObject.named("scout").ofStudy("s").ofModality("US"));
        var first = hospital.awaitOutcomes(1).getFirst();
        assertThat(first.text("reason")).isEqualTo("no_model");

        store(CrObject.named("chest").ofStudy("s"));

        var outcomes = hospital.awaitOutcomes(3);
        assertThat(outcomes).anySatisfy(m -> {
            assertThat(m.text("id")).isEqualTo(first.text("id"));
            assertThat(m.text("state")).isEqualTo("retracted");
        });
        assertThat(outcomes).anySatisfy(m -> assertThat(m.topic()).endsWith("/chest-pneumonia"));
    }

    @Test
    void deliversWhatItFoundWhileTheBrokerWasAway() throws Exception {
        hospital.close();
        broker.close();
        store(CrObject.named("a"), CrObject.named("b"));

        broker.restart();
        hospital = new Hospital(broker.url());

        assertThat(hospital.awaitOutcomes(2)).extracting(m -> m.text("id")).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void carriesNoPatientDataAnywhere() throws Exception {
        var secret = CrObject.named("secret");
        store(secret);
        hospital.awaitOutcomes(1);

        assertThat(hospital.messages()).allSatisfy(message -> assertThat(message.topic() + message.payload())
                .doesNotContain("NOBODY", "4711", secret.studyUid(), secret.instanceUid()));
        assertThat(Site.everythingIn(folder.resolve("spool").toFile()).map(File::toString).toList())
                .noneMatch(name -> name.contains(secret.instanceUid()) || name.contains("4711"));
    }

    @Test
    void rejectsAnAssociationForAnotherTitle() throws Exception {
        var printed = site.storescu(List.of("-v", "-aec", "ARCHIVE"), List.of(CrObject.named("x").write(folder)));

        assertThat(printed.exitCode()).isNotZero();
        assertThat(printed.text()).contains("Called AE Title Not Recognized");
    }

    @Test
    void closesAConnectionThatDoesNotSpeakDicomAndLivesOn() throws Exception {
        try (var socket = new Socket("127.0.0.1", site.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes(); // ends when the appliance closes
        }

        store(CrObject.named("after"));
        assertThat(hospital.awaitOutcomes(1)).hasSize(1);
    }

    @Test
    void forgetsAnObjectWhoseConnectionWasLost() throws Exception {
        var storescu = Peers.program("storescu", "dcmtk").toString();
        var big = new CrObject("big", "big", "CR", "003Y", 8000, 64_000_000, -1).write(folder);
        var sending = new ProcessBuilder(storescu, "-aec", "GANTRY", "127.0.0.1", Integer.toString(site.port()),
                big.toString()).start();
        for (int i = 0; i < 400 && parts() == 0; i++) {
            Thread.sleep(5);
        }
        assertThat(parts()).as("caught in mid-object").isPositive();

        sending.destroyForcibly().waitFor();

        for (int i = 0; i < 400 && parts() > 0; i++) {
            Thread.sleep(5);
        }
        assertThat(parts()).isZero();
        store(CrObject.named("after"));
        assertThat(hospital.awaitOutcomes(1)).hasSize(1);
    }

    private long parts() {
        return Site.everythingIn(folder.resolve("spool/objects").toFile())
                .filter(file -> file.getName().endsWith(".dcm") && file.length() > 0).count();
    }

    @Test
    void showsARetainedStatusToWhoeverComesLater() throws Exception {
        hospital.awaitMessage();
        try (var later = new Hospital(broker.url(), "later")) {
            later.awaitMessage();
            assertThat(later.messages()).anySatisfy(message -> {
                assertThat(message.topic()).isEqualTo("gantry/st-anna/cr-room-2/status");
                assertThat(message.retained()).isTrue();
                assertThat(message.text("state")).isEqualTo("online");
            });
        }
    }
}
