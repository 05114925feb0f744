// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.model.Candidate.Sound;
import dev.gantry.model.Candidate.Unsound;
import dev.gantry.model.GoldenCases.Expected;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.model.Manifest.Target;
import dev.gantry.model.Manifest.Task;
import dev.gantry.select.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFolderTest {
    private static final String WHITE =
            "{file: white.dcm, label: pneumonia, probability: 0.982, result: positive}";

    @TempDir
    Path models;

    private PackageOnDisk sound(String id) throws IOException {
        return PackageOnDisk.write(models, id, "mean").golden(WHITE);
    }

    private Candidate only() {
        var all = ModelFolder.read(models);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private Unsound refusal() {
        return (Unsound) only();
    }

    @Test
    void readsAWholePackage() throws IOException {
        var disk = sound("chest/1.2.3");

        var model = ((Sound) only()).model();

        var manifest = model.manifest();
        assertThat(model.folder()).isEqualTo(disk.folder());
        assertThat(manifest.id()).hasToString("chest/1.2.3");
        assertThat(manifest.question()).isEqualTo(new Manifest.Question(Task.CLASSIFICATION, Scope.IMAGE));
        assertThat(manifest.files()).containsOnlyKeys(Target.CPU);
        assertThat(manifest.files().get(Target.CPU).path()).isEqualTo("model.onnx");
        assertThat(manifest.appliesTo().bodyPart()).containsExactly("CHEST");
        assertThat(manifest.appliesTo().presentationIntent()).isEmpty();
        assertThat(manifest.appliesTo().age()).hasToString("Optional[1Y to 5Y]");
        assertThat(manifest.input()).isEqualTo(new Input(
                "image", List.of(1, 1, 8, 8), new Samples.FixedWindow(128, 256), Resize.STRETCH,
                        new Normalize.None()));
        assertThat(manifest.output().heads()).singleElement()
                .isEqualTo(new Head.Scores("logit", Head.Activation.SIGMOID, manifest.output().labels()));
        assertThat(manifest.output().labels().getFirst().reported().orElseThrow().code().value())
                .isEqualTo("1");
        assertThat(manifest.service())
                .isEqualTo(new Manifest.Service(Duration.ofMillis(500), Late.FINISH, Severity.URGENT, 1, Optional.empty(),
                        Manifest.Answers.ALWAYS, Optional.empty()));
        assertThat(model.golden().cases()).containsExactly(new GoldenCases.Case(
                "white.dcm", List.of(disk.folder().resolve("golden/white.dcm")), false,
                List.of(new Expected.Answer("pneumonia", true, OptionalDouble.of(0.982), List.of()))));
        assertThat(model.golden().tolerance("cpu")).isEqualTo(0.05);
    }

    @Test
    void readsTheManifestOfTheArchitecture() throws IOException {
        var sha = "0".repeat(64);
        sound("chest/1.0.0")
                .manifest("  cpu: {",
                        "  tensorrt: {path: t.onnx, precision: symmetric int8, sha256: " + sha + "}\n"
                        + "  cpu-no-vnni: {path: r.onnx, precision: int8 reduced range, sha256: " + sha
                                + "}\n"
                        + "  cuda: {path: c.onnx, precision: fp16, sha256: " + sha
                                + ", evidence: {auroc: 0.9}}\n"
                        + "  cpu: {")
                .manifest("samples: {center: 128, width: 256}", "samples: {window: dicom}")
                .manifest("resize: stretch", "resize: letterbox\n  normalize: {mean: [0.5], std: [0.25]}")
                .manifest("age: [1Y, 5Y]", "presentation-intent: [FOR PRESENTATION]")
                .manifest("licence",
                        "select: {exclude-image-type: [LOCALIZER], prefer: thinnest}\nexplain: cam\n"
                        + "evidence: {dataset: d, n: 624, auroc: 0.97}\nlicence");

        assertThat(refusal().gate()).as("all but the files is right").isEqualTo(Gate.CHECKSUM);
        assertThat(refusal().detail()).contains("expected sha256 " + sha).contains("cannot be read");
    }

    @Test
    void ordersNamesAndVersionsAndLeavesOtherFoldersAlone() throws IOException {
        sound("b/1.10.0");
        sound("b/1.9.0");
        sound("a/2.0.0");
        Files.createDirectories(models.resolve("recipes/chest"));
        Files.writeString(models.resolve("README.md"), "no model");

        assertThat(ModelFolder.read(models).stream()
                .map(each -> ((Sound) each).model().manifest().id().toString()))
                .containsExactly("a/2.0.0", "b/1.9.0", "b/1.10.0");
    }

    @Test
    void namesBothChecksumsOfATamperedFile() throws IOException {
        var disk = sound("chest/1.0.0");
        var graph = disk.folder().resolve("model.onnx");
        var expected = PackageOnDisk.sha256(Files.readAllBytes(graph));
        var tampered = Files.readAllBytes(graph);
        tampered[tampered.length / 2] ^= 1;
        Files.write(graph, tampered);

        assertThat(refusal()).isEqualTo(new Unsound(
                refusal().id(),
                Gate.CHECKSUM,
                "model.onnx: expected sha256 " + expected + ", got " + PackageOnDisk.sha256(tampered)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "version: 1.0.0 | versoin: 1.0.0 | manifest.yaml:2: versoin",
        "budget: 500ms | budget: fast | manifest.yaml:17: budget: must be a duration like 150ms or 30s",
        "shape: [1, 1, 8, 8] | shape: [1, 1, 8] | manifest.yaml:10: input.shape",
        "samples: {center: 128, width: 256} | samples: {center: 1} | "
                + "manifest.yaml:11: input.samples: must be one of",
        "head: sigmoid | head: sigmoyd | manifest.yaml:15: output.head",
        "threshold: 0.4 | threshold: 40 | manifest.yaml:16: output.labels[0].threshold",
        "path: model.onnx | path: ../model.onnx | manifest.yaml:6: files.cpu.path: must be a plain file name",
        "age: [1Y, 5Y] | age: [1, 5] | manifest.yaml:7: applies-to.age[0]"
    })
    void saysFileLineAndKeyOfAManifestThatIsWrong(String right, String wrong,
            String message) throws IOException {
        sound("chest/1.0.0").manifest(right, wrong);

        assertThat(refusal().gate()).isEqualTo(Gate.MANIFEST);
        assertThat(refusal().detail()).contains(message);
    }

    @Test
    void wantsOneMeanAndStdPerChannel() throws IOException {
        sound("chest/1.0.0")
                .manifest("resize: stretch", "resize: stretch\n  normalize: {mean: [0, 0], std: [1, 1]}");

        assertThat(refusal().detail())
                .contains("input.normalize.mean: must have one mean and one std per channel");
    }

    @Test
    void wantsALabelToReport() throws IOException {
        sound("chest/1.0.0").manifest(
                "code: {scheme: SCT, value: \"1\", meaning: Pneumonia}, threshold: 0.4", "");

        assertThat(refusal().detail()).contains("output.labels: must have a label with code and threshold");
    }

    @Test
    void refusesAFolderThatIsNotCalledAsTheManifestSays() throws IOException {
        sound("chest/1.0.0").manifest("version: 1.0.0", "version: 1.0.1");

        assertThat(refusal().detail()).isEqualTo("the folder is chest/1.0.0, the manifest says chest/1.0.1");
    }

    @Test
    void refusesAPackageWithoutGoldenCases() throws IOException {
        PackageOnDisk.write(models, "chest/1.0.0", "mean");

        assertThat(refusal().gate()).isEqualTo(Gate.MANIFEST);
        assertThat(refusal().detail()).contains("cases.yaml");
    }

    @Test
    void refusesGoldenCasesThatContradictTheManifest() throws IOException {
        sound("chest/1.0.0").golden(
                "{file: white.dcm, label: pneumonia, probability: 0.2, result: positive}",
                "{file: white.dcm, label: measles, probability: 0.2, result: negative}");

        assertThat(refusal().detail())
                .contains("cases.yaml:3: cases[0].result: must follow from probability and threshold 0.4")
                .contains("cases.yaml:4: cases[1].label: must be a reported label of the manifest");
    }

    @Test
    void wantsGoldenCasesAwayFromTheThresholdUnlessToldOtherwise() throws IOException {
        var near = "{file: white.dcm, label: pneumonia, probability: 0.45, result: positive";
        var disk = sound("chest/1.0.0").golden(near + "}");

        assertThat(refusal().detail()).contains("cases.yaml:3: cases[0].probability: must be at least 0.1 from the"
                + " threshold 0.4, as rounding on another machine may turn the result; near-threshold: true allows it");
        disk.golden(near + ", near-threshold: true}");
        assertThat(only()).isInstanceOf(Sound.class);
    }

    @Test
    void readsEveryKindOfExpectation() throws IOException {
        var disk = sound("chest/1.0.0").golden(
                "{series: ct-1, label: pneumonia, result: positive, boxes: [{left: 1, top: 2, right: 3, bottom: 4}]}",
                "{series: [a.dcm, ct-1/b.dcm], measures: [{name: volume, value: 12.5, unit: ml, within: 0.1}]}",
                "{file: a.dcm, pictures: [{name: clean, mean: 0.5, deviation: 0.2}]}");
        Files.createDirectories(disk.folder().resolve("golden/ct-1"));
        disk.object("ct-1/b.dcm", new byte[1]).object("ct-1/a.dcm", new byte[1]);

        var cases = ((Sound) only()).model().golden().cases();

        assertThat(cases.get(0).files()).extracting(file -> file.getFileName().toString())
                .containsExactly("a.dcm", "b.dcm");
        assertThat(cases.get(0).expected()).containsExactly(new Expected.Answer(
                "pneumonia", true, OptionalDouble.empty(), List.of(new GoldenCases.Place(1, 2, 3, 4, 0.5))));
        assertThat(cases.get(1).files()).hasSize(2);
        assertThat(cases.get(1).expected()).containsExactly(
                new Expected.Measure(Optional.empty(), "volume", 12.5, Optional.of("ml"), 0.1));
        assertThat(cases.get(2).expected()).containsExactly(new Expected.Picture("clean", 0.5, 0.2, 0.02));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{label: pneumonia, result: positive} | cases[0]: must have either file, for one object, or series",
        "{file: a.dcm} | cases[0].near-threshold: stands in a case that expects nothing",
        "{file: a.dcm, label: pneumonia} | cases[0]",
        "{series: none, measures: [{name: v, value: 1}]} | cases[0].series: must be a folder beside cases.yaml",
        "{file: a.dcm, label: pneumonia, result: positive, boxes: [{left: 3, top: 2, right: 3, bottom: 4}]} | "
                + "cases[0].boxes[0].left: left must be less than right",
        "{file: ../../a.dcm, label: pneumonia, result: positive} | cases[0].file: must be a plain file name"
    })
    void saysWhatIsWrongWithAGoldenCase(String golden, String message) throws IOException {
        sound("chest/1.0.0").golden(golden);

        assertThat(refusal().gate()).isEqualTo(Gate.MANIFEST);
        assertThat(refusal().detail()).contains(message);
    }

    @Test
    void readsSelectionAndCard() throws IOException {
        sound("chest/1.0.0")
                .manifest("scope: image", "scope: series")
                .manifest("licence", """
                        select: {exclude-image-type: [LOCALIZER], presentation: FOR PRESENTATION, kernel: [B30F, B50F], \
                        thickness-mm: [0.5, 3], fewest-images: 10, prefer: thinnest}
                        explain: occlusion
                        evidence: {n: 624, ct: {auroc: 0.97, scanners: [a, b]}}
                        licence""");

        var manifest = ((Sound) only()).model().manifest();

        assertThat(manifest.selection()).isEqualTo(new Selection(List.of("LOCALIZER"), Optional.of("FOR PRESENTATION"),
                List.of("B30F", "B50F"), Optional.of(new Selection.Thickness(0.5, 3)), 10, Selection.Prefer.THINNEST));
        assertThat(manifest.card().explain()).isEqualTo(Manifest.Explain.OCCLUSION);
        assertThat(manifest.card().evidence())
                .containsExactly(Map.entry("n", "624"), Map.entry("ct.auroc", "0.97"), Map.entry("ct.scanners", "a, b"));
        assertThat(manifest.card().licence()).isEqualTo("Apache-2.0");
    }

    @Test
    void looksAtTheChecksumsOfOtherFilesToo() throws IOException {
        var disk = sound("chest/1.0.0").object("white.dcm", new byte[] {1});
        disk.manifest("licence", "checksums: {golden/white.dcm: " + PackageOnDisk.sha256(new byte[] {1}) + "}\nlicence");
        assertThat(only()).isInstanceOf(Sound.class);

        disk.object("white.dcm", new byte[] {2});

        assertThat(refusal().gate()).isEqualTo(Gate.CHECKSUM);
        assertThat(refusal().detail()).matches("golden/white.dcm: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}");
    }

    @Test
    void refusesToStartWithoutAModelsFolder() {
        assertThatThrownBy(() -> ModelFolder.read(models.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("models.path: there is no folder");
    }
}
