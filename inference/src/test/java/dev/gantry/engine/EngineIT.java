// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.config.InferenceSettings;
import dev.gantry.config.ModelSettings.Unsigned;
import dev.gantry.config.ModelSettings;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.engine.Analysis.Kind;
import dev.gantry.engine.Analysis.Refusal;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.model.Applicability;
import dev.gantry.model.Checksums;
import dev.gantry.model.Gate;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Provider;
import dev.gantry.schedule.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineIT {
    private static final String BLACK =
            "{file: black.dcm, label: pneumonia, probability: 0.018, result: negative}";
    private static final String WHITE =
            "{file: white.dcm, label: pneumonia, probability: 0.982, result: positive}";
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Path models;

    @BeforeEach
    void installed() throws IOException {
        models = Files.createDirectories(folder.resolve("models"));
    }

    private PackageOnDisk model(String id, String graph, String... golden) throws IOException {
        return PackageOnDisk.write(models, id, graph)
                .golden(golden)
                .object("black.dcm", Radiograph.file(0))
                .object("white.dcm", Radiograph.file(255));
    }

    private Engine start() {
        return start(8);
    }

    private Engine start(int queue) {
        return start(queue, System::nanoTime);
    }

    private Engine start(int queue, LongSupplier nanoClock) {
        return Engine.start(
                new ModelSettings(models, models.resolveSibling("state"), Optional.empty(), Unsigned.ALLOW),
                new InferenceSettings(InferenceSettings.Provider.AUTO, 1, queue),
                Path.of("target", "natives"),
                nanoClock);
    }

    private ModelStatus.Refused refusal() {
        try (var engine = start()) {
            assertThat(engine.active()).isEmpty();
            assertThat(engine.models()).hasSize(1);
            return (ModelStatus.Refused) engine.models().getFirst();
        }
    }

    private static RecordingReceiver analyse(Engine engine, Supplier<Decoding> pixels, Duration left) {
        var receiver = new RecordingReceiver();
        engine.analyse(engine.active().getFirst(), () -> Picture.of(pixels.get()),
                Deadline.after(left, System.nanoTime()), receiver);
        return receiver;
    }

    private static Supplier<Decoding> grey(float grey) {
        return () -> Radiograph.pixels(grey);
    }

    @Test
    void answersWithFindingsTimingAndProvenance() throws IOException {
        model("chest/1.0.0", "mean", BLACK, WHITE);
        try (var engine = start()) {
            var end = analyse(engine, grey(204), LONG).await();

            assertThat(end.late()).isFalse();
            var completed = (Analysis.Completed) end.analysis();
            assertThat(completed.positive()).isTrue();
            assertThat(completed.findings()).hasSize(1);
            assertThat(completed.findings().getFirst().probability()).isCloseTo(0.9168, offset(1e-3));
            assertThat(completed.findings().getFirst().code().meaning()).isEqualTo("Pneumonia");
            assertThat(completed.provenance().model()).hasToString("chest/1.0.0");
            assertThat(completed.provenance().provider()).isEqualTo(Provider.CPU);
            assertThat(completed.provenance().fallbacks()).isEmpty();
            assertThat(completed.windowMissing()).isFalse();
            assertThat(completed.timing().queuedNanos()).isPositive();
            assertThat(completed.timing().stages().decodedNanos()).isPositive();
            assertThat(completed.timing().stages().preparedNanos()).isPositive();
            assertThat(completed.timing().stages().computedNanos()).isPositive();
        }
    }

    @Test
    void activatesTheHighestOfTwoVersionsSideBySide() throws IOException {
        model("chest/1.9.0", "mean", BLACK, WHITE);
        model("chest/1.10.0", "mean", BLACK);
        model("hand/0.1.0", "mean", WHITE);
        try (var engine = start()) {
            assertThat(engine.active().stream().map(model -> model.id().toString()))
                    .containsExactly("chest/1.10.0", "hand/0.1.0");
            assertThat(engine.models())
                    .extracting(status -> status.id() + " " + status.getClass().getSimpleName())
                    .containsExactly("chest/1.9.0 Standby", "chest/1.10.0 Active", "hand/0.1.0 Active");
        }
    }

    @Test
    void keepsTheOlderVersionWhenTheNewerIsRefused() throws IOException {
        model("chest/1.0.0", "mean", BLACK, WHITE);
        model("chest/2.0.0", "wrong", BLACK, WHITE);
        try (var engine = start()) {
            assertThat(engine.active().getFirst().id()).hasToString("chest/1.0.0");
            assertThat(engine.models().getLast()).isInstanceOf(ModelStatus.Refused.class);
            assertThat(((Analysis.Completed) analyse(engine, grey(255), LONG).await().analysis()).positive())
                    .isTrue();
        }
    }

    @Test
    void tellsOfEachActiveModelWhetherItApplies() throws IOException {
        model("chest/1.0.0", "mean", BLACK);
        model("hand/1.0.0", "mean", BLACK).manifest("body-part: [CHEST]", "body-part: [HAND]");
        try (var engine = start()) {
            assertThat(engine.matching(Radiograph.header("003Y"))).extracting(Match::answer).containsExactly(
                    new Applicability.Applies(), new Applicability.Contradicts("body-part"));
            assertThat(engine.matching(Radiograph.header("030Y"))).extracting(Match::answer).containsExactly(
                    new Applicability.OutOfScope("age outside 1Y to 5Y"),
                            new Applicability.Contradicts("body-part"));
        }
    }

    /// The gate takes white for pneumonia and black for nothing; the model behind it is asked of what the gate lets in.
    private void gated(String gate) throws IOException {
        model("chest/1.0.0", "mean", BLACK, WHITE).manifest("severity: urgent", "severity: urgent\ninput-gate: " + gate);
        model("look/1.0.0", "mean", BLACK, WHITE).manifest("severity: urgent", "severity: urgent\nanswers: as-gate");
    }

    @Test
    void turnsAwayWhatDoesNotLookLikeWhatTheModelWasMadeFor() throws IOException {
        gated("{model: look, labels: [pneumonia]}");
        try (var engine = start()) {
            assertThat(analyse(engine, grey(0), LONG).await().analysis()).isEqualTo(new Analysis.TurnedAway(
                    "the picture does not look like pneumonia (0.02) but like pneumonia (0.02), says look/1.0.0"));
            var letIn = (Analysis.Completed) analyse(engine, grey(255), LONG).await().analysis();
            assertThat(letIn.provenance().model()).hasToString("chest/1.0.0");
            assertThat(letIn.timing().stages().decodedNanos()).as("decoded once, by the gate").isPositive();
            assertThat(analyse(engine, () -> new Decoding.Unreadable("cut"), LONG).await().analysis())
                    .isInstanceOf(Analysis.Unreadable.class);
        }
    }

    @Test
    void asksAGateOfNothingButPictures() throws IOException {
        gated("{model: look, labels: [pneumonia]}");
        try (var engine = start()) {
            assertThat(engine.matching(Radiograph.header("003Y"))).singleElement()
                    .satisfies(match -> assertThat(match.model().id()).hasToString("chest/1.0.0"));
        }
    }

    @Test
    void letsTheGateDecideWhereTheHeaderDoesNotNameABodyPart() throws IOException {
        var silent = new DataSetBuilder().put(Tag.SOP_INSTANCE_UID, "2.25.1").put(Tag.MODALITY, "CR")
                .put(Tag.VIEW_POSITION, "PA").put(Tag.PATIENT_AGE, "003Y");
        var noView = new DataSetBuilder().put(Tag.SOP_INSTANCE_UID, "2.25.1").put(Tag.MODALITY, "CR")
                .put(Tag.PATIENT_AGE, "003Y").build();
        gated("{model: look, labels: [pneumonia]}");
        try (var engine = start()) {
            assertThat(engine.matching(silent.build())).extracting(Match::answer)
                    .containsExactly(new Applicability.Applies());
            assertThat(engine.matching(noView)).extracting(Match::answer)
                    .containsExactly(new Applicability.Unknown("body-part"));
        }
    }

    @Test
    void hasNoGateWhereItsModelIsMissingOrKnowsOtherLabels() throws IOException {
        gated("{model: look, labels: [hand]}");
        try (var engine = start()) {
            assertThat(analyse(engine, grey(0), LONG).await().analysis()).isInstanceOf(Analysis.Completed.class);
        }
    }

    @Test
    void startsWithoutAnyGoodModel() throws IOException {
        Files.createDirectories(models.resolve("chest/1.0.0"));

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.MANIFEST);
        assertThat(refusal.id()).hasToString("chest/1.0.0");
    }

    @Test
    void refusesATamperedGraph() throws IOException {
        var disk = model("chest/1.0.0", "mean", BLACK);
        Files.writeString(disk.folder().resolve("model.onnx"), "tampered");

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.CHECKSUM);
        assertThat(refusal.detail()).matches("model.onnx: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}");
    }

    @Test
    void saysInWordsWhyAGraphDoesNotLoad() throws IOException {
        var disk = model("chest/1.0.0", "mean", BLACK);
        var graph = disk.folder().resolve("model.onnx");
        var cut = Arrays.copyOf(Files.readAllBytes(graph), 100);
        Files.write(graph, cut);
        disk.manifest(disk.text().replaceFirst("(?s).*sha256: ([0-9a-f]{64}).*", "$1"), Checksums.sha256(cut));

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.GRAPH);
        assertThat(refusal.detail()).isEqualTo(
                "cpu: the file is no whole ONNX graph, it may have been cut short or changed: copy it again");
    }

    @Test
    void namesTheOperatorThatNobodyKnows() throws IOException {
        var disk = model("chest/1.0.0", "mean", BLACK);
        var graph = disk.folder().resolve("model.onnx");
        var text = new String(Files.readAllBytes(graph), StandardCharsets.ISO_8859_1);
        var custom = text.replace("GlobalAveragePool", "GlobalAverageCool").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(custom).isNotEqualTo(Files.readAllBytes(graph));
        Files.write(graph, custom);
        disk.manifest(disk.text().replaceFirst("(?s).*sha256: ([0-9a-f]{64}).*", "$1"), Checksums.sha256(custom));

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.GRAPH);
        assertThat(refusal.detail()).contains("GlobalAverageCool").contains("export the graph with operators of ONNX only");
    }

    @Test
    void admitsASeriesByItsGoldenFolder() throws IOException {
        var disk = model("chest/1.0.0", "mean", "{series: one, label: pneumonia, probability: 0.982, result: positive}");
        Files.createDirectories(disk.folder().resolve("golden/one"));
        disk.object("one/a.dcm", Radiograph.file(255));

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.GOLDEN);
        assertThat(refusal.detail()).as("this model looks at one image").startsWith("one: ");
    }

    @Test
    void runsImagesTogetherWhenSeveralWaitAndTheGraphTakesThem() throws Exception {
        model("chest/1.0.0", "many", BLACK, WHITE).manifest("severity: urgent", "severity: urgent\nbatch: 4");
        var events = new ConcurrentLinkedQueue<String>();
        var prepared = new HashSet<Long>();
        var go = new CountDownLatch(1);
        try (var engine = start()) {
            var first = analyse(engine, () -> {
                await(go);
                return Radiograph.pixels(0);
            }, LONG);
            var waiting = new ArrayList<RecordingReceiver>();
            for (int i = 0; i < 4; i++) {
                int grey = 255 * (i % 2);
                waiting.add(analyse(engine, () -> {
                    events.add("looked");
                    return Radiograph.pixels(grey);
                }, LONG));
            }
            go.countDown();

            assertThat(((Analysis.Completed) first.await().analysis()).positive()).isFalse();
            for (int i = 0; i < 4; i++) {
                var completed = (Analysis.Completed) waiting.get(i).await().analysis();
                prepared.add(completed.timing().stages().preparedNanos());
                assertThat(completed.positive()).isEqualTo(i % 2 == 1);
                assertThat(completed.findings().getFirst().probability())
                        .isCloseTo(i % 2 == 1 ? 0.982 : 0.018, offset(1e-3));
            }
            assertThat(events).hasSize(4);
            assertThat(prepared).as("those that run together are prepared in the same nanoseconds").hasSizeLessThan(4);
        }
    }

    @Test
    void refusesAGraphThatMixesUpWhatRunsTogether() throws IOException {
        model("chest/1.0.0", "mixing", BLACK).manifest("severity: urgent", "severity: urgent\nbatch: 4");

        assertThat(refusal().gate()).isEqualTo(Gate.GOLDEN);
        assertThat(refusal().detail()).contains("two of it run together: ");
    }

    @Test
    void refusesABatchForAGraphThatTakesOneImage() throws IOException {
        model("chest/1.0.0", "mean", BLACK).manifest("severity: urgent", "severity: urgent\nbatch: 4");

        assertThat(refusal().gate()).isEqualTo(Gate.SIGNATURE);
        assertThat(refusal().detail()).startsWith("batch: the manifest lets 4 images run together");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void letsASmallerModelAnswerWhenTheLargerOneWouldNotKeepItsDeadline() throws Exception {
        model("chest/1.0.0", "loop", BLACK).manifest("severity: urgent", "severity: urgent\ninstead: small");
        model("small/1.0.0", "mean", BLACK);
        try (var engine = start()) {
            var slow = (Analysis.Completed) analyse(engine, grey(2), LONG).await().analysis();
            assertThat(slow.provenance().model()).hasToString("chest/1.0.0");
            long tookNanos = slow.timing().stages().computedNanos();

            var quick = analyse(engine, grey(2), Duration.ofNanos(tookNanos / 2)).await();

            assertThat(((Analysis.Completed) quick.analysis()).provenance().model()).hasToString("small/1.0.0");
            assertThat(quick.late()).isFalse();
        }
    }

    @Test
    void refusesAGraphOfAnotherForm() throws IOException {
        model("chest/1.0.0", "three", BLACK);
        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.SIGNATURE);
        assertThat(refusal.detail())
                .isEqualTo("output: manifest says logit FLOAT or FLOAT16 with 1 value(s), "
                        + "graph has logit FLOAT[1, 3]");
    }

    @Test
    void refusesAnInputOfAnotherShape() throws IOException {
        model("chest/1.0.0", "mean", BLACK).manifest("[1, 1, 8, 8]", "[1, 3, 8, 9]");

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.SIGNATURE);
        assertThat(refusal.detail()).isEqualTo(
                "input: manifest says image FLOAT[1, 3, 8, 9], graph has image FLOAT[1, 1, 8, 8]");
    }

    @Test
    void refusesAModelThatAnswersItsGoldenCasesOtherwise() throws IOException {
        model("chest/1.0.0", "wrong", BLACK, WHITE);

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.GOLDEN);
        assertThat(refusal.detail()).isEqualTo("black.dcm: pneumonia expected negative 0.0180 within 0.0500, "
                + "got positive 0.9820");
    }

    @Test
    void refusesAModelThatIsOffByMoreThanTheTolerance() throws IOException {
        model("chest/1.0.0", "mean",
                "{file: white.dcm, label: pneumonia, probability: 0.9, result: positive}");

        assertThat(refusal().detail())
                .isEqualTo(
                        "white.dcm: pneumonia expected positive 0.9000 within 0.0500, got positive 0.9820");
    }

    @Test
    void refusesAModelWhoseGoldenObjectCannotBeRead() throws IOException {
        model("chest/1.0.0", "mean", BLACK).object("black.dcm", new byte[] {1, 2, 3});

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.GOLDEN);
        assertThat(refusal.detail()).startsWith("black.dcm: unreadable: ");
    }

    @Test
    void refusesAModelThatCannotKeepItsBudget() throws IOException {
        // Grey 1 makes 400 000 turns of the loop.
        model("chest/1.0.0", "loop",
                "{file: grey.dcm, label: pneumonia, probability: 0.02, result: negative}")
                .object("grey.dcm", Radiograph.file(1))
                .manifest("budget: 500ms", "budget: 1ms");

        var refusal = refusal();
        assertThat(refusal.gate()).isEqualTo(Gate.WARM_UP);
        assertThat(refusal.detail()).matches("expected inside 1 ms, took [0-9.]+ ms");
    }

    @Test
    void readsASoftmaxModel() throws IOException {
        model("chest/1.0.0", "three",
                "{file: white.dcm, label: pneumonia, probability: 0.576, result: positive}")
                .manifest("head: sigmoid", "head: softmax")
                .manifest("threshold: 0.4}]", "threshold: 0.4}, {name: none}, {name: other}]");
        try (var engine = start()) {
            var completed = (Analysis.Completed) analyse(engine, grey(0), LONG).await().analysis();

            assertThat(completed.findings()).hasSize(1);
            assertThat(completed.findings().getFirst().probability()).isCloseTo(0.2119, offset(1e-3));
            assertThat(completed.positive()).isFalse();
        }
    }

    @Test
    void tellsTheDeadlineOnceAndTheLateResultAfterwards() throws Exception {
        model("chest/1.0.0", "loop", BLACK);
        try (var engine = start()) {
            var receiver = analyse(engine, grey(1), Duration.ofMillis(20));

            receiver.deadline.get(60, TimeUnit.SECONDS);
            assertThat(receiver.over()).as("the loop takes longer than the watch").isFalse();
            var end = receiver.await();

            assertThat(end.late()).isTrue();
            assertThat(end.analysis()).isInstanceOf(Analysis.Completed.class);
            assertThat(receiver.calls).containsExactly("deadlinePassed", "Completed late");
        }
    }

    @Test
    void abortsALateRunThatIsNotToFinishAndServesTheNext() throws Exception {
        model("chest/1.0.0", "loop", BLACK).manifest("late: finish", "late: drop");
        try (var engine = start()) {
            var slow = analyse(engine, grey(255), Duration.ofMillis(100));
            assertThat(slow.await().analysis()).isEqualTo(new Analysis.Dropped());
            assertThat(slow.calls).containsExactly("deadlinePassed", "Dropped late");

            assertThat(analyse(engine, grey(0), LONG).await().analysis())
                    .isInstanceOf(Analysis.Completed.class);
        }
    }

    @Test
    void refusesOverloadAtOnceAndFinishesWhatItAccepted() throws Exception {
        model("chest/1.0.0", "loop", BLACK);
        try (var engine = start(2)) {
            var slow = analyse(engine, grey(1), LONG);
            for (int i = 0; i < 1000 && engine.waiting() > 0; i++) {
                Thread.sleep(1);
            }
            var accepted = new ArrayList<RecordingReceiver>();
            accepted.add(analyse(engine, grey(0), LONG));
            accepted.add(analyse(engine, grey(0), LONG));

            var refused = analyse(engine, grey(0), LONG);

            assertThat(refused.over()).as("told before analyse returned").isTrue();
            assertThat(refused.await().analysis()).isEqualTo(new Analysis.Refused(Refusal.OVERLOAD));
            accepted.add(slow);
            assertThat(accepted).allSatisfy(
                    each -> assertThat(each.await().analysis()).isInstanceOf(Analysis.Completed.class));
        }
    }

    @Test
    void makesNoFindingOfAnOutputThatIsNoNumber() throws IOException {
        model("chest/1.0.0", "log",
                "{file: white.dcm, label: pneumonia, probability: 0.5, result: positive}");
        try (var engine = start()) {
            assertThat(analyse(engine, grey(0), LONG).await().analysis())
                    .isEqualTo(new Analysis.Failed(Kind.MODEL_OUTPUT, "logit holds -Infinity"));
        }
    }

    @Test
    void passesOnWhyPixelsAreUnreadable() throws IOException {
        model("chest/1.0.0", "mean", BLACK);
        try (var engine = start()) {
            assertThat(analyse(engine, () -> new Decoding.Unreadable("too few pixels"), LONG).await()
                    .analysis())
                    .isEqualTo(new Analysis.Unreadable("too few pixels"));
            assertThat(analyse(engine, grey(Float.NaN), LONG).await().analysis())
                    .isInstanceOf(Analysis.Unreadable.class);
        }
    }

    @Test
    void outlivesADecoderThatThrows() throws IOException {
        model("chest/1.0.0", "mean", BLACK);
        try (var engine = start()) {
            var failed = analyse(engine, () -> {
                throw new IllegalStateException("our own mistake");
            }, LONG);

            assertThat(failed.await().analysis())
                    .isEqualTo(new Analysis.Failed(Kind.INTERNAL, "IllegalStateException"));
            assertThat(analyse(engine, grey(0), LONG).await().analysis())
                    .isInstanceOf(Analysis.Completed.class);
        }
    }

    @Test
    void finishesWhatWaitsWhenItClosesAndRefusesTheRest() throws IOException {
        model("chest/1.0.0", "loop", BLACK);
        var engine = start();
        var running = analyse(engine, grey(1), LONG);
        var waiting = analyse(engine, grey(0), LONG);

        engine.close();

        assertThat(running.await().analysis()).isInstanceOf(Analysis.Completed.class);
        assertThat(waiting.await().analysis()).isInstanceOf(Analysis.Completed.class);
        assertThat(analyse(engine, grey(0), LONG).await().analysis())
                .isEqualTo(new Analysis.Refused(Refusal.CLOSING));
    }

    @Test
    void abortsARunThatTakesLongerThanAnyMay() throws IOException {
        model("chest/1.0.0", "loop", BLACK);
        LongSupplier tenTimesFaster = () -> 10 * System.nanoTime();
        try (var engine = start(8, tenTimesFaster)) {
            var receiver = new RecordingReceiver();
            var deadline = Deadline.after(Duration.ofMillis(500), tenTimesFaster.getAsLong());
            engine.analyse(engine.active().getFirst(), () -> Picture.of(grey(255).get()), deadline, receiver);

            assertThat(receiver.await().analysis())
                    .isEqualTo(new Analysis.Failed(Kind.INTERNAL, "ran longer than 10000 ms"));
            assertThat(receiver.calls).containsExactly("deadlinePassed", "Failed late");
        }
    }

    @Test
    void doesNotStartWithoutAModelsFolder() {
        models = models.resolve("none");

        assertThatThrownBy(this::start).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("models.path");
    }
}
