// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.label.Labelled.Case;
import dev.gantry.label.Labelled.LeftOut;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.overlap.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledTest {
    private static final String THREE = """
            labels:
                - {name: cat, code: {scheme: SCT, value: "1", meaning: Cat}, threshold: 0.4}
                - {name: dog, code: {scheme: SCT, value: "2", meaning: Dog}, threshold: 0.4}
                - {name: other}
            """.strip();
    private static final String ONE =
            "labels: [{name: pneumonia, code: {scheme: SCT, value: \"1\", meaning: Pneumonia}, threshold: 0.4}]";

    @TempDir
    Path folder;

    private Path data;
    private Classes one;
    private Classes three;

    @BeforeEach
    void write() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        for (var name : List.of("a/1.png", "a/2.png", "b/1.png", "b/3.png")) {
            Files.createDirectories(data.resolve(name).getParent());
            Files.writeString(data.resolve(name), name);
        }
        one = Classes.of(ModelFolder.manifest(PackageOnDisk.write(folder, "one/1.0.0", "mean").folder()
                .resolve("manifest.yaml")), Map.of());
        var manifest = PackageOnDisk.write(folder, "three/1.0.0", "three").manifest(ONE, THREE)
                .manifest("head: sigmoid", "head: softmax").folder().resolve("manifest.yaml");
        three = Classes.of(ModelFolder.manifest(manifest), Map.of("Hund", "dog", "Maus", "-"));
    }

    private Labelled csv(Classes classes, String... lines) throws IOException {
        Files.writeString(data.resolve("labels.csv"), String.join("\n", lines) + "\n");
        return Labelled.read(List.of(data), data.resolve("labels.csv").toString(), classes);
    }

    private static Map<String, Boolean> present(Labelled labelled, String name) {
        return labelled.cases().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow()
                .truth().present();
    }

    @Test
    void readsZeroAndOneAndNamesWhatHasNoLabelAndWhatHasNoFile() throws IOException {
        var labelled = csv(one, "file,label,remark", "a/1.png,1,\"x, y\"", "3.png,0,", "4.png,1,");

        assertThat(labelled.cases().stream().map(Case::name)).containsExactly("a/1.png", "b/3.png");
        assertThat(present(labelled, "a/1.png")).isEqualTo(Map.of("pneumonia", true));
        assertThat(present(labelled, "b/3.png")).isEqualTo(Map.of("pneumonia", false));
        assertThat(labelled.leftOut()).containsExactlyInAnyOrder(
                new LeftOut("4.png", "labelled in line 4, but no such file"),
                new LeftOut("a/2.png", "no label for it"),
                new LeftOut("b/1.png", "no label for it"));
    }

    @Test
    void readsPatternsAndOtherSeparators() throws IOException {
        var labelled = csv(one, "File;Label", "a/*.png;1", "b/*.png;normal");

        assertThat(labelled.cases()).hasSize(4);
        assertThat(present(labelled, "a/2.png")).isEqualTo(Map.of("pneumonia", true));
        assertThat(present(labelled, "b/1.png")).isEqualTo(Map.of("pneumonia", false));
    }

    @Test
    void readsClassNamesAndTheirOtherNames() throws IOException {
        var labelled = csv(three, "file,label", "a/1.png,Cat", "a/2.png,hund", "b/1.png,other", "b/3.png,Maus");

        assertThat(labelled.exclusive()).isTrue();
        assertThat(present(labelled, "a/1.png")).isEqualTo(Map.of("cat", true, "dog", false));
        assertThat(present(labelled, "a/2.png")).isEqualTo(Map.of("cat", false, "dog", true));
        assertThat(present(labelled, "b/1.png")).isEqualTo(Map.of("cat", false, "dog", false));
        assertThat(present(labelled, "b/3.png")).isEqualTo(Map.of("cat", false, "dog", false));
    }

    @Test
    void readsSeveralClassesInOnePictureAndOneColumnForEach() throws IOException {
        var joined = csv(three, "file,label", "a/1.png,cat|dog", "a/2.png,cat");
        var columns = csv(three, "file,dog,cat", "a/1.png,1,", "a/2.png,0,1");

        assertThat(joined.exclusive()).isFalse();
        assertThat(present(joined, "a/1.png")).isEqualTo(Map.of("cat", true, "dog", true));
        assertThat(present(columns, "a/1.png")).isEqualTo(Map.of("dog", true));
        assertThat(present(columns, "a/2.png")).isEqualTo(Map.of("dog", false, "cat", true));
    }

    @Test
    void readsBoxes() throws IOException {
        var labelled = csv(three, "file,class,x1,y1,x2,y2", "a/1.png,cat,1,2,3.5,4", "a/1.png,dog,0,0,9,9",
                "a/2.png,,,,,");

        var drawn = labelled.cases().getFirst().truth().drawn().orElseThrow();
        assertThat(drawn).hasSize(2);
        assertThat(drawn.getFirst().in(100, 100).region()).isEqualTo(new Region(1, 2, 3.5, 4));
        assertThat(present(labelled, "a/1.png")).isEqualTo(Map.of("cat", true, "dog", true));
        assertThat(labelled.cases().get(1).truth().drawn()).contains(List.of());
    }

    @Test
    void readsMasksAndDoesNotLookAtThemAsPictures() throws IOException {
        Files.writeString(data.resolve("a/1-mask.png"), "mask");
        var labelled = csv(one, "file,mask", "a/1.png,a/1-mask.png", "a/2.png,");

        assertThat(labelled.cases().getFirst().truth().masks().get("pneumonia")).endsWith(Path.of("a/1-mask.png"));
        assertThat(labelled.leftOut().stream().map(LeftOut::name)).doesNotContain("a/1-mask.png");
    }

    @Test
    void readsYoloBoxesAndOutlines() throws IOException {
        var texts = Files.createDirectories(folder.resolve("texts"));
        Files.writeString(texts.resolve("2.txt"), "1 0.5 0.5 0.2 0.4\n0 0.1 0.1 0.3 0.1 0.2 0.5\n");
        Files.writeString(texts.resolve("3.txt"), "");
        Files.writeString(texts.resolve("9.txt"), "");
        var labelled = Labelled.read(List.of(data), texts.toString(), three);

        assertThat(labelled.cases().stream().map(Case::name)).containsExactly("a/2.png", "b/3.png");
        var drawn = labelled.cases().getFirst().truth().drawn().orElseThrow();
        var box = drawn.get(0).in(50, 100);
        assertThat(box.label()).isEqualTo("dog");
        assertThat(box.outline()).containsExactly(new double[] {40, 15, 60, 35}, within(1e-9));
        assertThat(drawn.get(1).in(100, 100).region().right()).isEqualTo(30);
        assertThat(labelled.cases().get(1).truth().drawn()).contains(List.of());
        assertThat(labelled.leftOut().stream().map(LeftOut::name))
                .containsExactlyInAnyOrder("9.txt", "a/1.png", "b/1.png");
    }

    @Test
    void fillsTheOutline() {
        var pixels = new boolean[16];
        new Truth.Drawn("x", new double[] {1, 1, 3, 3}, false).fill(pixels, 4, 4);
        var corner = new boolean[16];
        new Truth.Drawn("x", new double[] {0, 0, 4, 0, 0, 4}, false).fill(corner, 4, 4);

        assertThat(pixels).containsExactly(false, false, false, false, false, true, true, false,
                false, true, true, false, false, false, false, false);
        assertThat(corner).containsExactly(true, true, true, false, true, true, false, false,
                true, false, false, false, false, false, false, false);
    }

    @Test
    void takesTheFoldersNameForTheClass() throws IOException {
        Files.move(data.resolve("a"), data.resolve("PNEUMONIA"));
        Files.move(data.resolve("b"), data.resolve("NORMAL"));
        var labelled = Labelled.read(List.of(data), "folders", one);

        assertThat(labelled.cases()).hasSize(4);
        assertThat(present(labelled, "PNEUMONIA/1.png")).isEqualTo(Map.of("pneumonia", true));
        assertThat(present(labelled, "NORMAL/3.png")).isEqualTo(Map.of("pneumonia", false));
    }

    @Test
    void takesFoldersForCasesWhenTheModelLooksAtSeries() throws IOException {
        var manifest = PackageOnDisk.write(folder, "series/1.0.0", "mean").manifest("scope: image", "scope: series")
                .folder().resolve("manifest.yaml");
        var series = Classes.of(ModelFolder.manifest(manifest), Map.of());
        var labelled = csv(series, "file,label", "a,1", "c,0");

        assertThat(labelled.cases()).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("a");
            assertThat(one.file()).isDirectory();
        });
        assertThat(labelled.leftOut()).containsExactlyInAnyOrder(
                new LeftOut("c", "labelled in line 3, but no such file"), new LeftOut("b", "no label for it"));

        Files.move(data.resolve("a"), Files.createDirectories(data.resolve("pneumonia")).resolve("first"));
        Files.move(data.resolve("b"), Files.createDirectories(data.resolve("normal")).resolve("second"));
        Files.delete(data.resolve("labels.csv"));
        var folders = Labelled.read(List.of(data), "folders", series);
        assertThat(present(folders, "pneumonia/first")).isEqualTo(Map.of("pneumonia", true));
        assertThat(present(folders, "normal/second")).isEqualTo(Map.of("pneumonia", false));
    }

    @Test
    void refusesAFolderThatIsNoClass() {
        assertThatThrownBy(() -> Labelled.read(List.of(data), "folders", one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\"").hasMessageContaining("pneumonia").hasMessageContaining("--map \"a=-\"");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '#', value = {
        "file,label#a/1.png,2#labels.csv:2: column label: must be a label of the model (pneumonia)",
        "file,label#a/1.png,#labels.csv:2: column label: must be 0, 1 or a class name",
        "file,label#a/1.png,1,5#labels.csv:2: expected 2 values (file, label), found 3",
        "file,label#1.png,1#labels.csv:2: column file: names 2 files (a/1.png, b/1.png)",
        "name,label#a/1.png,1#labels.csv:1: the first line must name the columns, one of them \"file\"",
        "file,colour#a/1.png,1#labels.csv:1: needs a column \"label\"",
        "file,pneumonia#a/1.png,yes#labels.csv:2: column pneumonia: must be 0, 1 or empty",
        "file,class,x1,y1,x2,y2#a/1.png,pneumonia,5,5,4,9#labels.csv:2: column x2: a box must reach",
        "file,class,x1,y1,x2,y2#a/1.png,pneumonia,5,left,4,9#labels.csv:2: column y1: must be a number",
        "file,mask#a/1.png,gone.png#labels.csv:2: column mask: there is no such file",
        "file,label#\"a/1.png,1#labels.csv:2: a quotation mark is not closed"
    })
    void refusesWrongLabelsWithLineAndColumn(String head, String line, String message) {
        assertThatThrownBy(() -> csv(one, head, line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWrongLabelsOfSeveralKinds() throws IOException {
        assertThatThrownBy(() -> csv(one, "file,label", "a/1.png,1", "a/1.png,0"))
                .hasMessageContaining("labels.csv:3: column file: is labelled twice");
        assertThatThrownBy(() -> csv(three, "file,label", "a/1.png,1"))
                .hasMessageContaining("say nothing of a model with 2 labels (cat, dog)");
        assertThatThrownBy(() -> Labelled.read(List.of(data), "nowhere.csv", one))
                .hasMessageContaining("there is no file or folder nowhere.csv");
        assertThatThrownBy(() -> Labelled.read(List.of(data.resolve("gone")), "folders", one))
                .hasMessageContaining("--data: there is no file or folder");
        var texts = Files.createDirectories(folder.resolve("texts"));
        Files.writeString(texts.resolve("2.txt"), "\n7 0.5 0.5 0.2 0.4\n");
        assertThatThrownBy(() -> Labelled.read(List.of(data), texts.toString(), three))
                .hasMessageContaining("2.txt:2: column 1: the class must be 0 to 1 (cat, dog)");
        Files.writeString(texts.resolve("2.txt"), "0 0.5 1.5 0.2 0.4\n");
        assertThatThrownBy(() -> Labelled.read(List.of(data), texts.toString(), three))
                .hasMessageContaining("2.txt:1: column 3: must be a number from 0 to 1, found \"1.5\"");
        Files.writeString(texts.resolve("2.txt"), "0 0.5 0.5\n");
        assertThatThrownBy(() -> Labelled.read(List.of(data), texts.toString(), three))
                .hasMessageContaining("2.txt:1: expected a class and 4 numbers");
    }
}
