// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.config.InferenceSettings;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.label.Classes;
import dev.gantry.label.Labelled.LeftOut;
import dev.gantry.label.Labelled;
import dev.gantry.measure.Binary.Draws;
import dev.gantry.measure.Counts;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationIT {
    private static final Draws DRAWS = new Draws(200, 1);

    @TempDir
    Path folder;

    private final List<Tested> open = new ArrayList<>();
    private LabelledSet set;

    @BeforeEach
    void set() throws IOException {
        set = LabelledSet.in(folder.resolve("set"), "file,label")
                .picture("white.png", 250).label("white.png,1")
                .picture("bright.png", 200).label("bright.png,0")
                .picture("grey.png", 150).label("grey.png,1")
                .picture("dark.png", 60).label("dark.png,0")
                .picture("black.png", 5).label("black.png,0");
    }

    @AfterEach
    void close() {
        open.forEach(Tested::close);
    }

    private Tested model(String id, String graph, Optional<String> file) throws IOException {
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
        var tested = Tested.open(runtime, PackageOnDisk.write(folder, id, graph).folder(), file);
        open.add(tested);
        return tested;
    }

    private Result run(Tested... models) throws IOException {
        var labelled = Labelled.read(List.of(set.folder()), set.labels(), Classes.of(models[0].manifest(), Map.of()));
        return new Evaluation(List.of(models), new Pixels(Decoders.java())).run(labelled, DRAWS, (_, _) -> {});
    }

    @Test
    void judgesEachPictureAsProductionWould() throws IOException {
        var result = run(model("mean/1.0.0", "mean", Optional.empty()));

        var question = result.judged().questions().getFirst();
        assertThat(result.leftOut()).isEmpty();
        assertThat(question.area().orElseThrow().area()).as("5 of 6 pairs in order").isCloseTo(5 / 6.0, within(1e-12));
        assertThat(question.counts()).isEqualTo(new Counts(2, 1, 2, 0));
        // the second by name is bright.png: 8 * (200 / 255 - 0.5) by the manifest's window and the graph
        assertThat(result.judged().answers().get(1)[0])
                .isCloseTo(1 / (1 + Math.exp(-8 * (200 / 255.0 - 0.5))), within(1e-5));
        assertThat(result.worst("pneumonia", true, 5)).hasSize(1);
        assertThat(result.cases().get(result.worst("pneumonia", true, 5).getFirst().number()).name())
                .isEqualTo("bright.png");
        assertThat(result.worst("pneumonia", false, 5)).isEmpty();
    }

    @Test
    void givesTheSameAnswersAgain() throws IOException {
        var first = run(model("mean/1.0.0", "mean", Optional.empty()));
        var second = run(model("mean/1.0.0", "mean", Optional.empty()));

        assertThat(second.cases()).isEqualTo(first.cases());
        assertThat(second.judged().answers()).usingRecursiveComparison().isEqualTo(first.judged().answers());
        assertThat(second.judged().questions().getFirst().drawnInterval())
                .isEqualTo(first.judged().questions().getFirst().drawnInterval());
    }

    @Test
    void countsAndNamesWhatItCannotJudge() throws IOException {
        Files.writeString(set.folder().resolve("torn.png"), "no picture at all");
        set.label("torn.png,1").label("gone.png,0").picture("extra.png", 9);

        var result = run(model("mean/1.0.0", "mean", Optional.empty()));

        assertThat(result.cases()).hasSize(5);
        assertThat(result.leftOut().stream().map(LeftOut::name)).containsExactlyInAnyOrder(
                "torn.png", "gone.png", "extra.png");
    }

    @Test
    void leavesACaseOutForBothWhenOneModelHasNoAnswer() throws IOException {
        set.picture("nothing.png", 0).label("nothing.png,0"); // the logarithm of 0

        var result = run(model("mean/1.0.0", "mean", Optional.empty()), model("log/1.0.0", "log", Optional.empty()));

        assertThat(result.models()).allSatisfy(model -> assertThat(model.answers()).hasSize(5));
        assertThat(result.leftOut()).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("nothing.png");
            assertThat(one.why()).contains("log/1.0.0");
        });
    }

    @Test
    void comparesTwoGraphsOfOneManifest() throws IOException {
        var other = PackageOnDisk.write(folder, "wrong/1.0.0", "wrong").folder().resolve("model.onnx");
        var result = run(model("mean/1.0.0", "mean", Optional.empty()),
                model("mean/1.0.0", "mean", Optional.of(other.toString())));

        var paired = result.paired().get("pneumonia");
        assertThat(paired.area().orElseThrow().difference()).isCloseTo(1 / 6.0 - 5 / 6.0, within(1e-12));
        assertThat(paired.changed()).isEqualTo(result.changed("pneumonia").size()).isPositive();
        assertThat(result.models().get(1).model().provenance().sha256())
                .isNotEqualTo(result.judged().model().provenance().sha256());
    }

    @Test
    void tellsClassesApart() throws IOException {
        set = LabelledSet.in(folder.resolve("classes"), "file,label")
                .picture("white.png", 250).label("white.png,cat")
                .picture("black.png", 5).label("black.png,dog")
                .picture("bright.png", 220).label("bright.png,other");
        var packed = PackageOnDisk.write(folder, "three/1.0.0", "three").manifest("head: sigmoid", "head: softmax")
                .manifest("{name: pneumonia, code: {scheme: SCT, value: \"1\", meaning: Pneumonia}, threshold: 0.4}",
                        "{name: cat, code: {scheme: SCT, value: \"1\", meaning: Cat}, threshold: 0.4},"
                                + "{name: dog, code: {scheme: SCT, value: \"2\", meaning: Dog}, threshold: 0.4},"
                                + "{name: other}");
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
        var tested = Tested.open(runtime, packed.folder(), Optional.empty());
        open.add(tested);
        var confusion = run(tested).judged().confusion().orElseThrow();

        assertThat(confusion.classes()).containsExactly("cat", "dog", "none of these");
        assertThat(confusion.count(0, 0)).isEqualTo(1);
        assertThat(confusion.count(1, 1)).isEqualTo(1);
        assertThat(confusion.count(2, 0)).isEqualTo(1);
        assertThat(run(tested).judged().macroArea()).isPresent();
    }

    @Test
    void refusesAGraphThatIsNotTheOneThatWasPacked() throws IOException {
        var packed = PackageOnDisk.write(folder, "mean/1.0.0", "mean").folder();
        Files.copy(PackageOnDisk.write(folder, "wrong/1.0.0", "wrong").folder().resolve("model.onnx"),
                packed.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));

        assertThatThrownBy(() -> Tested.open(runtime, packed, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the file that was packed");
        assertThatThrownBy(() -> Tested.open(runtime, packed, Optional.of("cuda")))
                .hasMessageContaining("--file cuda: neither a graph of").hasMessageContaining("(cpu)");
    }

    @Test
    void refusesToJudgeNothing() throws IOException {
        set = LabelledSet.in(folder.resolve("none"), "file,label").label("gone.png,1");

        assertThatThrownBy(() -> run(model("mean/1.0.0", "mean", Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no case can be judged").hasMessageContaining("gone.png");
    }
}
