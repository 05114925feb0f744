// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.BoxFormat.Form;
import dev.gantry.model.BoxFormat.Priors;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Belonging;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Head.Limits;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head.Quantity;
import dev.gantry.model.Head.Scale;
import dev.gantry.model.Head.Shapes;
import dev.gantry.model.Head.Suppression;
import dev.gantry.model.Output.Label;
import dev.gantry.yaml.CheckedYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputYamlTest {
    private static final Pattern SNIPPET = Pattern.compile("```yaml\n(output:.*?)```", Pattern.DOTALL);
    private static final Pattern ONLY_HEAD = Pattern.compile("(?m)^output:\n(  .*\n)+");
    private static final String LABELS =
            "labels: [{name: a, code: {scheme: SCT, value: \"1\", meaning: A}, threshold: 0.4}, {name: b}]";

    @TempDir
    Path models;

    /// Reads a manifest with this `output`, and no golden cases.
    private Candidate read(String output) throws IOException {
        var disk = PackageOnDisk.write(models, "chest/1.0.0", "mean").golden();
        var old = ONLY_HEAD.matcher(disk.text()).results().findFirst().orElseThrow().group();
        disk.manifest(old, output.endsWith("\n") ? output : output + "\n");
        Files.writeString(disk.folder().resolve("golden/cases.yaml"),
                "tolerance: 0.05\ncases: [{file: x.dcm, label: a, probability: 1, result: positive}]\n");
        return ModelFolder.read(models).getFirst();
    }

    private Output output(String yaml) throws IOException {
        return ((Candidate.Sound) read("output:\n  " + yaml.replace("\n", "\n  "))).model().manifest().output();
    }

    private Head head(String yaml) throws IOException {
        return output(yaml).heads().getFirst();
    }

    private String refusal(String yaml) throws IOException {
        return ((Candidate.Unsound) read("output:\n  " + yaml.replace("\n", "\n  "))).detail();
    }

    @Test
    void readsEachSnippetOfTheDocumentation() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "heads.md"));
        var heads = new ArrayList<Head>();
        for (var snippet : SNIPPET.matcher(page).results().toList()) {
            var candidate = read(snippet.group(1));

            // What is wrong then are the golden cases, which tell of another label.
            assertThat(((Candidate.Unsound) candidate).detail()).as(snippet.group(1))
                    .contains("cases.yaml").doesNotContain("manifest.yaml");
            var yaml = CheckedYaml.read(
                    models.resolve("chest/1.0.0/manifest.yaml"), "/schema/manifest.schema.json");
            heads.addAll(OutputYaml.output(yaml).heads());
        }

        assertThat(heads).hasSizeGreaterThan(12);
        assertThat(heads.stream().map(Object::getClass).distinct())
                .as("each kind of head").hasSize(Head.class.getPermittedSubclasses().length);
        assertThat(heads.stream().filter(Head.Boxes.class::isInstance)
                .map(it -> ((Head.Boxes) it).format().getClass()).distinct())
                .as("each format of boxes").hasSize(BoxFormat.class.getPermittedSubclasses().length);
    }

    @Test
    void readsScores() throws IOException {
        var scores = (Head.Scores) head("head: probabilities\ntensor: p\nattention: w\n" + LABELS);

        assertThat(scores.tensor()).isEqualTo("p");
        assertThat(scores.activation()).isEqualTo(Activation.NONE);
        assertThat(scores.attention()).contains("w");
        assertThat(scores.labels()).extracting(Label::name).containsExactly("a", "b");
        assertThat(((Head.Scores) head("head: softmax\ntensor: p\n" + LABELS)).activation())
                .isEqualTo(Activation.SOFTMAX);
    }

    @Test
    void readsSlices() throws IOException {
        var slices = (Head.Slices) head("head: slices\ntensor: s\npool: mean\nactivation: none\n" + LABELS);

        assertThat(slices.pool()).isEqualTo(Pool.MEAN);
        assertThat(slices.activation()).isEqualTo(Activation.NONE);
        assertThat(((Head.Slices) head("head: slices\ntensor: s\n" + LABELS)).pool()).isEqualTo(Pool.MAX);
    }

    @Test
    void readsFinishedBoxes() throws IOException {
        var boxes = (Head.Boxes) head("head: boxes\ntensors: {boxes: x, scores: y, labels: z, masks: m}\n"
                + "first-label: 0\nnumbers: centre\nnormalized: true\nnms: {iou: 0.3, across-labels: true}\n"
                + "min-score: 0.2\ncandidates: 30\nmost: 7\n" + LABELS);

        assertThat(boxes.format()).isEqualTo(
                new BoxFormat.Finished("x", "y", "z", 0, new Form(true, true), Optional.of("m")));
        assertThat(boxes.keeping()).isEqualTo(new Keeping(0.2, 30, 7, Optional.of(new Suppression(0.3, true))));
        var usual = (Head.Boxes) head("head: boxes\ntensors: {boxes: x, scores: y, labels: z}\n" + LABELS);
        assertThat(usual.format()).isEqualTo(
                new BoxFormat.Finished("x", "y", "z", 1, new Form(false, false), Optional.empty()));
        assertThat(usual.keeping()).isEqualTo(new Keeping(0.05, 1000, 100, Optional.empty()));
    }

    @Test
    void readsBoxesOfTheYoloFamily() throws IOException {
        assertThat(((Head.Boxes) head("head: yolo\ntensor: t\n" + LABELS)).format()).isEqualTo(
                new BoxFormat.Yolo("t", true, false, Activation.NONE, new Form(true, false)));
        var across = (Head.Boxes) head(
                "head: yolo\ntensor: t\nlayout: across\nobjectness: false\nactivation: sigmoid\nnumbers: edges\n"
                        + LABELS);
        assertThat(across.format()).isEqualTo(
                new BoxFormat.Yolo("t", false, true, Activation.SIGMOID, new Form(false, false)));
        assertThat(across.keeping().suppression()).contains(new Suppression(0.5, false));
        assertThat(((Head.Boxes) head("head: yolox\ntensor: t\nstrides: [8, 16]\n" + LABELS)).format())
                .isEqualTo(new BoxFormat.YoloX("t", List.of(8, 16), Activation.NONE));
    }

    @Test
    void readsPriors() throws IOException {
        var given = (Head.Boxes) head("head: ssd\ntensors: {scores: s, deltas: d}\n"
                + "priors: {tensor: p, numbers: edges}\nvariances: [1, 1, 1, 1]\nbackground: false\nactivation: sigmoid\n" + LABELS);

        assertThat(given.format()).isEqualTo(new BoxFormat.Ssd("s", "d", new Priors.Given("p", new Form(false, true)),
                List.of(1.0, 1.0, 1.0, 1.0), false, Activation.SIGMOID));
        var made = (BoxFormat.Ssd) ((Head.Boxes) head("head: ssd\ntensors: {scores: s, deltas: d}\n"
                + "priors: {levels: [{map: [4, 6], scale: 0.2}], clip: false}\n" + LABELS)).format();
        assertThat(made.priors()).isEqualTo(new Priors.Made(
                List.of(new BoxFormat.PriorLevel(4, 6, OptionalDouble.empty(), 0.2, List.of())), 1, false));
        assertThat(made.variances()).containsExactly(0.1, 0.1, 0.2, 0.2);
    }

    @Test
    void readsMaps() throws IOException {
        assertThat(((Head.Boxes) head("head: anchor-free\ndistances: pixels\ncentre: 0\n"
                + "levels: [{stride: 8, scores: s, distances: d}]\n" + LABELS)).format())
                .isEqualTo(new BoxFormat.AnchorFree(
                        List.of(new BoxFormat.PointLevel(8, "s", "d", Optional.empty())), false, 0,
                        Activation.SIGMOID));
        assertThat(((Head.Boxes) head(
                "head: centernet\ntensors: {heat-map: h, size: s}\nstride: 4\n" + LABELS)).format())
                .isEqualTo(new BoxFormat.CenterNet("h", "s", Optional.empty(), 4, Activation.SIGMOID));
    }

    @Test
    void readsMasks() throws IOException {
        var usual = (Head.Mask) head("head: mask\ntensor: m\n" + LABELS);

        assertThat(usual.belonging()).isEqualTo(new Belonging.Over(Activation.SIGMOID, 0.5));
        assertThat(usual.shapes()).isEqualTo(new Shapes(1, 0, 100, 64, Pool.MEAN));
        var mask = (Head.Mask) head("head: mask\ntensor: m\nactivation: none\ncut: 0.3\nmin-cells: 4\nmin-size: 2.5\n"
                + "most: 3\noutline-points: 0\nscore: max\n" + LABELS);
        assertThat(mask.belonging()).isEqualTo(new Belonging.Over(Activation.NONE, 0.3));
        assertThat(mask.shapes()).isEqualTo(new Shapes(4, 2.5, 3, 0, Pool.MAX));
        assertThat(((Head.Mask) head("head: mask\ntensor: m\nactivation: softmax\n" + LABELS)).belonging())
                .isEqualTo(new Belonging.Highest());
        assertThat(((Head.Mask) head("head: mask\ntensor: m\nactivation: labels\n" + LABELS)).belonging())
                .isEqualTo(new Belonging.Number());
    }

    @Test
    void readsQuantities() throws IOException {
        var value = (Head.Value) head("head: value\ntensor: v\nquantities:\n"
                + "  - {name: a, code: {scheme: SCT, value: \"1\", meaning: A}, unit: mm, "
                + "factor: 2, offset: 3, above: 4}");

        var code = new Output.Code("SCT", "1", "A");
        assertThat(value.quantities()).containsExactly(new Quantity("a", code, "mm", new Scale(2, 3),
                new Limits(OptionalDouble.of(4), OptionalDouble.empty())));
        assertThat(value.labels().getFirst().reported().orElseThrow().threshold()).isEqualTo(1);
    }

    @Test
    void readsAListOfHeads() throws IOException {
        var output = output("- head: sigmoid\n  tensor: p\n  labels:\n"
                + "    - {name: a, code: {scheme: SCT, value: \"1\", meaning: A}, threshold: 0.4}\n"
                + "- head: image\n  name: shown\n  tensor: i\n  range: [-1, 1]");

        assertThat(output.heads()).hasSize(2);
        assertThat(output.heads().getLast()).isEqualTo(new Head.Image("shown", "i", -1, 1, Optional.empty()));
        assertThat(output.labels()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "head: yolo; tensor: t; strides: [8]; LABELS | output.strides: unknown key",
        "head: yolo; tensro: t; LABELS | output.tensro: unknown key, did you mean tensor?",
        "head: yolo; LABELS | output.tensor: is required",
        "head: boxes; tensors: {boxes: x, scores: y}; LABELS | output.tensors.labels: is required",
        "head: ssd; tensors: {scores: s, deltas: d}; priors: {tensor: p, clip: true}; LABELS | "
                + "output.priors.clip: unknown key",
        "head: mask; tensor: m; outline-points: 3; LABELS | output.outline-points: must be 0 or 4 to 1024",
        "head: mask; tensor: m; cut: 1; LABELS | output.cut",
        "head: yolo; tensor: t; min-score: 0.5; LABELS | output.min-score: must be at most the lowest threshold, 0.4",
        "head: image; name: x; tensor: i; range: [1, 0] | output.range: must be the value of black and a higher one",
        "head: sigmoid; tensor: t; labels: [{name: a}] | output.labels: must have a label with code and threshold",
        "- {head: sigmoid, tensor: t, LABELS}; - {head: sigmoid, tensor: u, LABELS} | "
                + "output[1].labels[0].name: must differ from the names before",
        "- {head: sigmoid, LABELS}; - {head: masc, tensor: u, LABELS} | output[0].tensor: is required",
        "tensor: t; LABELS | output.head: is required"
    })
    void saysWhichKeyOfAHeadIsWrong(String yaml, String message) throws IOException {
        assertThat(refusal(yaml.replace("LABELS", LABELS).replace("; ", "\n"))).contains(message);
    }
}
