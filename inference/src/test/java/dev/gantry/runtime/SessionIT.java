// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.config.InferenceSettings;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelPackage;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SessionIT {
    private static final String GOLDEN =
            "{file: a.dcm, label: pneumonia, probability: 0.9, result: positive}";

    @TempDir
    Path models;

    private static OnnxRuntime runtime(InferenceSettings.Provider provider) {
        return OnnxRuntime.start(new InferenceSettings(provider, 1, 8), Path.of("target", "natives"));
    }

    private ModelPackage model(String graph) throws IOException {
        PackageOnDisk.write(models, "chest/1.0.0", graph).golden(GOLDEN);
        return ((Candidate.Sound) ModelFolder.read(models).getFirst()).model();
    }

    private Session open(String graph) throws IOException {
        var model = model(graph);
        var opened = runtime(InferenceSettings.Provider.CPU).open(model.manifest(), model.folder());
        return ((Opened.Ready) opened).session();
    }

    private static Map<String, Tensor> image(float grey) {
        var image = Tensor.allocate(ElementType.FLOAT, 1, 1, 8, 8);
        for (int i = 0; i < image.size(); i++) {
            image.set(i, grey);
        }
        return Map.of("image", image);
    }

    private static void awaitRun(Session session) throws InterruptedException {
        for (int i = 0; i < 1000 && session.runs() == 0; i++) {
            Thread.sleep(5);
        }
        Thread.sleep(50); // well inside the native call
    }

    private static CompletableFuture<Ran> start(Session session, float grey, Brake brake) {
        var ran = new CompletableFuture<Ran>();
        Thread.ofPlatform().daemon().start(() -> ran.complete(session.run(image(grey), brake)));
        return ran;
    }

    private static float logit(Ran ran) {
        return ((Ran.Completed) ran).outputs().get("logit").get(0);
    }

    @Test
    void computesAndTellsWhatRan() throws IOException {
        try (var session = open("mean")) {
            assertThat(logit(session.run(image(1), new Brake()))).isCloseTo(4, offset(1e-5f));
            assertThat(logit(session.run(image(0.25f), new Brake()))).isCloseTo(-2, offset(1e-5f));
            assertThat(session.signature()).hasToString(
                    "Signature[inputs=[image FLOAT[1, 1, 8, 8]], outputs=[logit FLOAT[1, 1]]]");
            assertThat(session.provenance().model()).hasToString("chest/1.0.0");
            assertThat(session.provenance().provider()).isEqualTo(Provider.CPU);
            assertThat(session.provenance().precision()).isEqualTo("fp32");
            assertThat(session.provenance().sha256()).hasSize(64);
            assertThat(session.provenance().fallbacks()).isEmpty();
        }
    }

    @Test
    void stopsARunWithinASecondAndStaysUsable() throws Exception {
        try (var session = open("loop")) {
            var brake = new Brake();
            var ran = start(session, 1, brake);
            awaitRun(session);
            assertThat(ran).isNotDone();

            brake.pull();

            assertThat(ran.get(60, TimeUnit.SECONDS)).isEqualTo(new Ran.Stopped());
            assertThat(logit(session.run(image(0), new Brake()))).isCloseTo(-4, offset(1e-5f));
        }
    }

    @Test
    void doesNotStartARunWhoseBrakeIsPulled() throws IOException {
        try (var session = open("mean")) {
            var brake = new Brake();
            brake.pull();

            assertThat(session.run(image(1), brake)).isEqualTo(new Ran.Stopped());
        }
    }

    @Test
    void takesABrakeThatIsPulledAfterTheRun() throws IOException {
        try (var session = open("mean")) {
            var brake = new Brake();
            session.run(image(1), brake);

            brake.pull();

            assertThat(session.run(image(1), new Brake())).isInstanceOf(Ran.Completed.class);
        }
    }

    @Test
    void survivesBrakesPulledAtAnyMoment() throws Exception {
        try (var session = open("loop")) {
            for (int i = 0; i < 200; i++) {
                var brake = new Brake();
                var ran = start(session, 0.0001f, brake); // 10 000 turns: a few milliseconds
                LockSupport.parkNanos((i % 50) * 100_000L);
                brake.pull();
                assertThat(ran.get(60, TimeUnit.SECONDS))
                        .isInstanceOfAny(Ran.Stopped.class, Ran.Completed.class);
            }
        }
    }

    @Test
    void doesNotEndARunWhenItsThreadIsInterrupted() throws Exception {
        try (var session = open("loop")) {
            var brake = new Brake();
            var ran = new CompletableFuture<Ran>();
            var thread = Thread.ofPlatform().daemon().start(() -> ran.complete(session.run(image(1), brake)));
            awaitRun(session);

            thread.interrupt();
            Thread.sleep(100);

            assertThat(ran).as("only the brake stops it").isNotDone();
            brake.pull();
            assertThat(ran.get(60, TimeUnit.SECONDS)).isEqualTo(new Ran.Stopped());
        }
    }

    @Test
    void showsAWatchdogThatARunIsUnderWay() throws Exception {
        try (var session = open("loop")) {
            assertThat(session.beats()).isZero();
            session.run(image(0), new Brake());
            assertThat(session.beats()).isEqualTo(2);
            var brake = new Brake();
            var ran = start(session, 1, brake);
            awaitRun(session);
            assertThat(session.beats()).isEqualTo(3);

            brake.pull();

            ran.get(60, TimeUnit.SECONDS);
            assertThat(session.beats()).isEqualTo(4);
        }
    }

    @Test
    void freesItsNativeSessionOnlyAfterTheLastRun() throws Exception {
        var session = open("loop");
        var brake = new Brake();
        var ran = start(session, 1, brake);
        awaitRun(session);

        session.close();

        assertThat(session.freed()).isFalse();
        assertThat(session.run(image(0), new Brake())).isEqualTo(new Ran.Closed());
        assertThat(ran).isNotDone();
        brake.pull();
        assertThat(ran.get(60, TimeUnit.SECONDS)).isEqualTo(new Ran.Stopped());
        for (int i = 0; i < 1000 && !session.freed(); i++) {
            Thread.sleep(5);
        }
        assertThat(session.freed()).isTrue();
        session.close();
    }

    @Test
    void fallsBackToTheCpuAndSaysSo() throws IOException {
        var folder = PackageOnDisk.write(models, "chest/1.0.0", "mean").golden(GOLDEN);
        var sha = folder.text().replaceFirst("(?s).*sha256: ([0-9a-f]{64}).*", "$1");
        folder.manifest("  cpu: {",
                "  cuda: {path: model.onnx, precision: fp16, sha256: " + sha + "}\n  cpu: {");
        var model = ((Candidate.Sound) ModelFolder.read(models).getFirst()).model();

        var opened = runtime(InferenceSettings.Provider.CUDA).open(model.manifest(), model.folder());

        try (var session = ((Opened.Ready) opened).session()) {
            assertThat(session.provenance().provider()).isEqualTo(Provider.CPU);
            assertThat(session.provenance().precision()).isEqualTo("fp32");
            assertThat(session.provenance().fallbacks()).hasSize(1)
                    .first().asString().startsWith("cuda: this is not the GPU build of ONNX Runtime");
        }
    }

    @Test
    void saysWhyAGraphDoesNotLoad() throws IOException {
        var model = model("mean");
        Files.writeString(model.folder().resolve("model.onnx"), "no graph");

        assertThat(runtime(InferenceSettings.Provider.CPU).open(model.manifest(), model.folder()))
                .isInstanceOfSatisfying(Opened.Refused.class,
                        it -> assertThat(it.detail()).startsWith("cpu: "));
    }
}
