// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Beside an appliance that does not run; [ModelCommandIT] has one that does.
class ModelCommandTest {
    private static final String LATER = "the appliance does not run: this takes effect when it starts\n";

    @TempDir
    Path folder;

    private ModelSite site;

    @BeforeEach
    void aSite() throws IOException {
        site = new ModelSite(folder);
    }

    @Test
    void addsChoosesRollsBackAndRemoves() throws IOException {
        var fresh = site.chest("stick", "1.1.0");

        assertThat(site.model("add", fresh.toString()).text()).isEqualTo("added: chest-pneumonia/1.1.0\n" + LATER);
        assertThat(site.model("list").text()).isEqualTo("""
                The appliance does not run. After its start, if the graphs pass the other gates:
                chest-pneumonia
                  1.0.0      standby  installed  1.1.0 is used
                  1.1.0      active   added      the highest
                """);
        assertThat(site.model("rollback", "chest-pneumonia").text()).isEqualTo(LATER);
        assertThat(site.model("list").text()).contains("1.0.0      active   installed  chosen 2", "1.1.0      standby");
        assertThat(site.model("rollback", "chest-pneumonia").exit()).as("and forth").isZero();
        assertThat(site.model("list").text()).contains("1.1.0      active   added      chosen 2");
        assertThat(site.model("activate", "chest-pneumonia", "1.0.0").exit()).isZero();
        assertThat(site.model("remove", "chest-pneumonia", "1.1.0").text())
                .isEqualTo("removed: chest-pneumonia/1.1.0\n");
        assertThat(site.model("list").text()).doesNotContain("1.1.0").contains("1.0.0      active");
        assertThat(site.model("rollback", "chest-pneumonia")).isEqualTo(new ModelSite.Printed(1,
                "there is no version to go back to; gantry model list shows those there are\n"));
    }

    @Test
    void asksNoExamOfAModelThatMakesTestPictures() throws IOException {
        site.chestPhantom();

        assertThat(site.model("list").text()).contains("chest-phantom\n"
                + "  1.0.0      standby  installed  makes the pictures of test exams; no exam is asked of it\n");
        assertThat(site.model("activate", "chest-phantom", "1.0.0").text()).contains("chest-phantom/1.0.0 makes the pictures"
                + " of test exams (answers: as-phantom in its manifest): no exam can be asked of it");
        assertThat(site.model("shadow", "chest-phantom", "1.0.0").text()).contains("no exam can be asked of it");
        assertThat(site.model("list").text()).contains("1.0.0      standby  installed  makes the pictures");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "task: synthesis | task: classification | with task: synthesis, scope: image, input.samples {noise: ...}",
        "samples: {noise: {seed: 1}} | samples: {min-max: true}; resize: stretch | input.samples {noise: ...}",
        "one-of: [no-pneumonia, pneumonia] | numbers: [1, 0] | one input.with that says one-of",
        "modality: [CR] | modality: [DX] | with modality (CR first), body-part, view and age in applies-to"
    })
    void saysWhatAModelThatMakesTestPicturesNeeds(String from, String to, String message) throws IOException {
        var manifest = site.chestPhantom().resolve("manifest.yaml");
        assertThat(manifest).content().contains(from);
        Files.writeString(manifest, Files.readString(manifest).replace(from, to.replace("; ", "\n  ")));

        var said = site.model("verify", manifest.getParent().toString());

        assertThat(said.exit()).isEqualTo(3);
        assertThat(said.text()).contains("answers: may be as-phantom only ").contains(message);
    }

    @Test
    void keepsAShadowFromAnsweringFromTheFirstMoment() throws IOException {
        site.model("add", "--shadow", site.chest("stick", "2.0.0").toString());

        assertThat(site.model("list").text()).contains(
                "1.0.0      active   installed  the highest\n",
                "2.0.0      shadow   added      compared, not published\n");
        assertThat(site.model("shadow", "chest-pneumonia", "1.0.0")).isEqualTo(new ModelSite.Printed(1,
                "chest-pneumonia/1.0.0 answers itself; activate another version first\n"));
        assertThat(site.model("shadow", "chest-pneumonia", "none").exit()).isZero();
        assertThat(site.model("list").text()).contains("2.0.0      active   added");
    }

    @Test
    void turnsOffAndOn() {
        site.model("off", "chest-pneumonia");
        assertThat(site.model("list").text()).contains("1.0.0      standby  installed  turned off 2");

        site.model("activate", "chest-pneumonia");
        assertThat(site.model("list").text()).contains("1.0.0      active   installed  the highest\n");
    }

    @Test
    void saysWhatIsThereWhenSomethingElseIsAskedFor() {
        assertThat(site.model("activate", "chest")).isEqualTo(
                new ModelSite.Printed(3, "there is no model chest; there are chest-pneumonia\n"));
        assertThat(site.model("activate", "chest-pneumonia", "7.0.0")).isEqualTo(
                new ModelSite.Printed(3, "there is no version 7.0.0 of chest-pneumonia; there are 1.0.0\n"));
        assertThat(site.model("activate", "chest-pneumonia", "seven").text())
                .isEqualTo("a version is three numbers joined by '.', not 'seven'\n");
        assertThat(site.model("remove", "chest-pneumonia", "1.0.0")).isEqualTo(new ModelSite.Printed(1,
                "chest-pneumonia/1.0.0 was installed, not added: it is not deleted here; gantry model off"
                        + " chest-pneumonia or gantry model rollback chest-pneumonia takes it out of use\n"));
        assertThat(site.model("add", folder.resolve("models/chest-pneumonia/1.0.0").toString()).text()).isEqualTo(
                "gantry: chest-pneumonia/1.0.0 is there already; a version is never replaced: give the new one"
                        + " another version number\n");
        assertThat(site.model("add", folder.resolve("none").toString()).exit()).isEqualTo(3);
    }

    @Test
    void refusesADamagedPackageAndCopiesNothing() throws IOException {
        var fresh = site.chest("stick", "1.1.0");
        Files.writeString(fresh.resolve("model.int8.onnx"), "damaged");

        var printed = site.model("add", fresh.toString());

        assertThat(printed.exit()).isEqualTo(1);
        assertThat(printed.text()).startsWith("refused: chest-pneumonia/1.1.0 at gate CHECKSUM: model.int8.onnx:"
                + " expected sha256 e22f1377637e68d68fd216e1b183c8febe715823fcc846be028a0c7df8294dbd, got ");
        assertThat(site.model("list").text()).doesNotContain("1.1.0");
    }

    @Test
    void signsSoThatOnlyTheSignedIsTaken() throws IOException {
        var key = folder.resolve("site.key").toString();
        assertThat(site.model("keygen", key).text())
                .matches("key [0-9a-f]{16}: site.key signs, site.key.pem is to be trusted\n");
        assertThat(site.model("keygen", key).text()).contains("exists already; a key is never replaced");
        site.settings(", trust: site.key.pem, unsigned: refuse");
        var fresh = site.chest("stick", "1.1.0");
        assertThat(site.model("add", fresh.toString()).text())
                .startsWith("refused: chest-pneumonia/1.1.0 at gate TRUST: expected manifest.sig of a key in"
                        + " site.key.pem");

        assertThat(site.model("sign", "--key", key, fresh.toString()).text())
                .matches("signed: stick/chest-pneumonia/1.1.0 with its 9 files, by key [0-9a-f]{16}\n");
        assertThat(site.model("sign", "--key", key, fresh.toString()).exit()).as("again").isZero();
        assertThat(site.model("verify", fresh.toString()).text())
                .matches("sound: chest-pneumonia/1.1.0, signed by key [0-9a-f]{16} with all its files\n");
        assertThat(site.model("add", fresh.toString()).exit()).isZero();

        Files.writeString(fresh.resolve("CARD.md"), "better figures");
        assertThat(site.model("verify", fresh.toString()).text())
                .startsWith("refused: chest-pneumonia/1.1.0 at gate CHECKSUM: CARD.md: expected sha256 ");
        assertThat(site.model("list").text()).contains("1.0.0      refused  installed  TRUST: expected manifest.sig");
    }

    @Test
    void signsNoGraphThatIsNotTheManifests() throws IOException {
        var key = folder.resolve("site.key").toString();
        site.model("keygen", key);
        var fresh = site.chest("stick", "1.1.0");
        Files.writeString(fresh.resolve("model.int8.onnx"), "other");

        var printed = site.model("sign", "--key", key, fresh.toString());

        assertThat(printed.exit()).isEqualTo(3);
        assertThat(printed.text()).contains("expected sha256 e22f", "; nothing was signed");
        assertThat(fresh.resolve("manifest.sig")).doesNotExist();
    }

    @Test
    void showsWhatAPackageSaysOfItself() {
        assertThat(site.model("show", "chest-pneumonia").text()).contains(
                "chest-pneumonia/1.0.0  active: the highest",
                "labels         pneumonia from 0.67",
                "applies to     CR or DX, CHEST, PA or AP, FOR PRESENTATION, age 1Y to 5Y",
                "budget         150 ms, urgent, late: finish",
                "auroc          0.9678");
    }

    @Test
    void listsAsJsonToo() {
        var json = JsonMapper.shared().readTree(site.model("list", "--json").text());

        assertThat(json.path("running").asBoolean()).isFalse();
        assertThat(json.at("/models/0/standing").asString()).isEqualTo("active");
    }

    @Test
    void checkNamesTheWinnerAndWhatIsRefused() throws IOException {
        var bad = site.chest("models", "9.0.0");
        Files.writeString(bad.resolve("model.int8.onnx"), "damaged");

        assertThat(site.run("check", "--config", site.file().toString()).text()).contains(
                "# models: chest-pneumonia 1.0.0 (installed): the highest (refused: 9.0.0)\n",
                "# models: chest-pneumonia 9.0.0 is refused: CHECKSUM: model.int8.onnx: expected sha256 ");
    }
}
