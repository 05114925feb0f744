// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against a schema with all that a model's manifest needs: choices, lists of mappings, mappings by name.
class CheckedYamlTest {
    private static final String SCHEMA = "/schema/menu.schema.json";
    private static final String WHOLE = """
            version: 1.0.0
            samples: {center: 40, width: 80.5}
            files:
              tensorrt: {path: model.int8s.onnx, precision: int8}
              cpu:
                path: sub/model.onnx
            labels:
              - name: pneumonia
                threshold: 0.61
              - {name: "no", known: false}
            shape: [1, 1, 224, 224]
            scale: [0.5, 2]
            """;

    @TempDir
    Path folder;

    private CheckedYaml read(String text, CheckedYaml.Rule... rules) throws IOException {
        return CheckedYaml.read(Files.writeString(folder.resolve("menu.yaml"), text), SCHEMA, rules);
    }

    private List<String> said(String text) {
        var refusal = catchThrowableOfType(InvalidYaml.class, () -> read(text));
        return refusal.problems().stream()
                .map(problem -> problem.toString().replace(folder + "/menu.yaml", "m"))
                .toList();
    }

    @Test
    void readsEachKindOfValue() throws IOException {
        var menu = read(WHOLE);

        assertThat(menu.text("version")).isEqualTo("1.0.0");
        assertThat(menu.number("samples.center")).isEqualTo(40);
        assertThat(menu.number("samples.width")).isEqualTo(80.5);
        assertThat(menu.integers("shape")).containsExactly(1, 1, 224, 224);
        assertThat(menu.numbers("scale")).containsExactly(0.5, 2.0);
        assertThat(menu.text("labels[1].name")).isEqualTo("no");
        assertThat(menu.flag("labels[1].known")).isFalse();
        assertThat(menu.integer("shape[3]")).isEqualTo(224);
    }

    @Test
    void readsListsOfMappingsAndMappingsByNameAsParts() throws IOException {
        var menu = read(WHOLE);

        assertThat(menu.parts("labels")).extracting(label -> label.text("name"))
                .containsExactly("pneumonia", "no");
        assertThat(menu.named("files").keySet()).as("in the order of the file")
                .containsExactly("tensorrt", "cpu");
        assertThat(menu.named("files").get("cpu").path("path")).isEqualTo(folder.resolve("sub/model.onnx"));
        assertThat(menu.part("labels").parts("")).hasSize(2);
    }

    @Test
    void fillsDefaultsInsideListsAndNames() throws IOException {
        var menu = read(WHOLE);

        assertThat(menu.parts("labels")).extracting(label -> label.number("threshold"))
                .containsExactly(0.61, 0.5);
        assertThat(menu.text("files.cpu.precision")).isEqualTo("fp32");
        assertThat(menu.has("labels[1].threshold")).isTrue();
        assertThat(menu.written("labels[1].threshold")).isFalse();
        assertThat(menu.written("labels[0].threshold")).isTrue();
    }

    @Test
    void showsListsAndNamesInTheEffectiveFileAndReadsThemBack() throws IOException {
        var menu = read(WHOLE);

        var effective = menu.effective();

        assertThat(effective).contains("    precision: fp32  # default\n", "    threshold: 0.5  # default\n",
                "  - name: \"no\"\n", "shape: [1,1,224,224]\n");
        assertThat(read(effective).tree()).isEqualTo(menu.tree());
    }

    @Test
    void hasNothingWhereNothingIsWrittenAndNoDefaultStands() throws IOException {
        var menu = read("samples: {window: dicom}\n");

        assertThat(menu.has("labels")).isFalse();
        assertThatThrownBy(() -> menu.text("labels[0].name")).isInstanceOf(NoSuchElementException.class)
                .hasMessageEndingWith("menu.yaml has no labels[0].name");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {window: dcm}            | {window: dicom} or {center: .., width: ..}, found a mapping
            {center: 40}             | {window: dicom} or {center: .., width: ..}, found a mapping
            {center: 4, width: 0}    | {window: dicom} or {center: .., width: ..}, found a mapping
            7                        | {window: dicom} or {center: .., width: ..}, found 7
            """)
    void reportsABrokenChoiceOnceWhereTheChoiceIs(String samples, String rule) {
        assertThat(said("version: a\nsamples: " + samples + "\n"))
                .containsExactly("m:2: samples: must be " + rule);
    }

    @Test
    void reportsABrokenChoiceInsideAList() {
        assertThat(said(WHOLE.replace("threshold: 0.61", "samples: some"))).containsExactly(
                "m:9: labels[0].samples: must be a count or a switch, found \"some\"");
    }

    @Test
    void knowsTheLinesOfListItemsAndNamedParts() {
        assertThat(said(WHOLE.replace("0.61", "61").replace("precision: int8", "precision: int4, sha: 1")
                .replace("{name: \"no\", known", "{known"))).containsExactly(
                "m:4: files.tensorrt.precision: must be one of fp32, int8; did you mean int8?, "
                        + "found \"int4\"",
                "m:4: files.tensorrt.sha: unknown key",
                "m:9: labels[0].threshold: must be a number from 0 to 1, found 61",
                "m:10: labels[1].name: is required");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            shape: [1, 2]                   | shape: must be a list of 4 to 5 items, found [1,2]
            labels: []                      | labels: must be a list of at least 1 item, found []
            files: {}                       | files: must be a mapping of keys to values of at least 1 key, \
            found a mapping
            note: any                       | note: must be research only, found "any"
            version: 1.0                    | version: must be text (in quotes, to make it text), found 1.0
            scale: [.inf]                   | scale[0]: must be a number, found ".inf"
            labels: [{name: a, known: yes}] | labels[0].known: must be true or false, found "yes"
            """)
    void makesWordsFromTheSchema(String line, String said) {
        assertThat(said("samples: {window: dicom}\n" + line + "\n")).containsExactly("m:2: " + said);
    }

    @Test
    void addsFileLineAndValueToAProblemFoundLater() throws IOException {
        var label = read(WHOLE).parts("labels").getFirst();

        assertThat(label.problem("threshold", "must be the one that was measured")).isEqualTo(new Problem(
                folder.resolve("menu.yaml"), 9, "labels[0].threshold", "must be the one that was measured",
                Optional.of("0.61")));
        assertThat(label.problem("code", "is needed here")).isEqualTo(new Problem(
                folder.resolve("menu.yaml"), 8, "labels[0].code", "is needed here", Optional.empty()));
    }

    @Test
    void asksARuleOnlyWhenItsKeysHaveValues() throws IOException {
        var never = new CheckedYaml.Rule(List.of("version", "shape"), "must not both be there", _ -> false);

        assertThat(read("{version: a, samples: {window: dicom}}", never).text("version")).isEqualTo("a");
        assertThatThrownBy(() -> read(WHOLE, never)).isInstanceOf(InvalidYaml.class)
                .hasMessageEndingWith("menu.yaml:1: version: must not both be there, found \"1.0.0\"");
    }

    @Test
    void refusesToWorkWithoutItsSchema() {
        assertThatThrownBy(() -> CheckedYaml.read(folder, "/schema/none.json"))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("/schema/none.json");
    }
}
