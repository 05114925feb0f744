// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.LiveSettings.Reload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodTest {
    @TempDir
    Path folder;

    private Path file;
    private Path state;
    private LastGood lastGood;

    @BeforeEach
    void open() throws IOException {
        state = Files.createDirectory(folder.resolve("state"));
        file = Files.createDirectory(folder.resolve("etc")).resolve("gantry.yaml");
        lastGood = new LastGood(file, Map.of("STATE_DIRECTORY", state + ":/elsewhere"));
        write("cr-room-2", "/var/lib/gantry/spool");
    }

    private void write(String device, String spool) throws IOException {
        Files.writeString(file, """
                site: st-anna
                device: %s
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: %s}
                models: {path: /opt/gantry/models}
                exam: {test-patient-ids: ["^QC"]}
                """.formatted(device, spool));
    }

    @Test
    void choosesTheFileWhenItIsGood() {
        var chosen = lastGood.choose();

        assertThat(chosen.live().now().device()).isEqualTo("cr-room-2");
        assertThat(chosen.remarks()).isEmpty();
    }

    @Test
    void goesOnWithTheSettingsBeforeThoseThatAreWrongAndSaysWhy() throws IOException {
        lastGood.keep(lastGood.choose().live().now());
        Files.writeString(file, "site: st-anna\ndevise: other\n");

        var chosen = lastGood.choose();

        assertThat(chosen.live().now().device()).isEqualTo("cr-room-2");
        assertThat(chosen.substitute()).isTrue();
        assertThat(chosen.remarks()).singleElement().asString()
                .contains(file.toString(), "are wrong", "used instead", "gantry.yaml:");
    }

    @Test
    void isAsStrictAsEverForAPersonWhoStartsIt() throws IOException {
        lastGood.keep(lastGood.choose().live().now());
        Files.writeString(file, "site: 7\n");

        assertThatThrownBy(() -> new LastGood(file, Map.of()).choose())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("gantry.yaml:");
    }

    @Test
    void refusesWrongSettingsWhenThereAreNoneBeforeThem() throws IOException {
        Files.writeString(file, "site: 7\n");

        assertThatThrownBy(lastGood::choose).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhenThoseBeforeAreDamagedToo() throws IOException {
        lastGood.keep(lastGood.choose().live().now());
        Files.writeString(state.resolve("settings.last-good.yaml"), "site: [");
        Files.writeString(file, "site: 7\n");

        assertThatThrownBy(lastGood::choose).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void keepsTheCopyToItself() throws IOException {
        lastGood.keep(lastGood.choose().live().now());

        var copy = state.resolve("settings.last-good.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo("rw-------");
        try (var files = Files.list(state)) {
            assertThat(files).containsExactly(copy);
        }
    }

    @Test
    void keepsNothingThatWouldMeanSomethingElseInAnotherFolder() throws IOException {
        lastGood.keep(lastGood.choose().live().now());
        write("moved", "spool");

        lastGood.keep(lastGood.choose().live().now());
        Files.writeString(file, "site: 7\n");

        assertThat(lastGood.choose().live().now().device()).isEqualTo("cr-room-2");
    }

    @Test
    void doesNotKeepAFileThatChangedSinceItWasRead() throws IOException {
        var read = lastGood.choose().live().now();
        write("changed-meanwhile", "/var/lib/gantry/spool");

        lastGood.keep(read);

        try (var files = Files.list(state)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void followsTheFileWhenItIsCorrected() throws IOException {
        lastGood.keep(lastGood.choose().live().now());
        var good = Files.readString(file);
        Files.writeString(file, good + "devise: typo\n");
        var chosen = lastGood.choose();

        assertThat(chosen.live().reload()).isInstanceOf(Reload.Wrong.class);
        Files.writeString(file, good.replace("[\"^QC\"]", "[\"^TEST\"]"));

        assertThat(chosen.live().reload()).isInstanceOf(Reload.Taken.class);
    }
}
