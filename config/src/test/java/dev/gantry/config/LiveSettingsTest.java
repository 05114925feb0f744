// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import static dev.gantry.config.SettingsFileTest.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.yaml.Difference;
import dev.gantry.yaml.SettingsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSettingsTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of("USER_NAME", "s3cret", "SILENCE", "30s"));

    private LiveSettings live(String text) throws IOException {
        return LiveSettings.read(write(text), environment);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("gantry.yaml"), text);
    }

    private static List<String> words(List<Difference> differences) {
        return differences.stream().map(Difference::toString).toList();
    }

    @Test
    void takesUpWhatNeedsNoRestartAndSaysOldAndNew() throws IOException {
        var live = live(SMALLEST);
        write(SMALLEST.replace("11112}", "11112, peers: [{ae-title: CT_1}]}")
                + "exam: {silence: 20s, test-patient-ids: [QC.*]}\nlog: {level: debug}\n");

        assertThat(live.reload()).isInstanceOfSatisfying(Reload.Taken.class, taken -> {
            assertThat(words(taken.differences())).containsExactly(
                    "dicom.peers: [] -> [{\"ae-title\":\"CT_1\",\"addresses\":[],\"tls\":false,\"port\":104}]",
                    "exam.silence: 10s -> 20s",
                    "exam.test-patient-ids: [] -> [\"QC.*\"]",
                    "log.level: info -> debug");
            assertThat(taken.settings().exam().silence()).isEqualTo(Duration.ofSeconds(20));
        });
        assertThat(live.now().log().level()).isEqualTo(LogSettings.Level.DEBUG);
        assertThat(live.reload()).isEqualTo(new Reload.Same());
    }

    @Test
    void changesNothingWhenAnythingNeedsARestart() throws IOException {
        var live = live(SMALLEST);
        var before = live.now();
        write(SMALLEST.replace("11112", "104") + "exam: {silence: 20s}\nmode: test\n");

        assertThat(live.reload()).isInstanceOfSatisfying(Reload.NeedsRestart.class, refused -> {
            assertThat(words(refused.restart())).containsExactly("mode: shadow -> test", "dicom.port: 11112 -> 104");
            assertThat(words(refused.live())).containsExactly("exam.silence: 10s -> 20s");
        });
        assertThat(live.now()).isSameAs(before);
        write(SMALLEST + "exam: {silence: 20s}\n");
        assertThat(live.reload()).isInstanceOf(Reload.Taken.class);
    }

    @Test
    void keepsTheOldSettingsWhenTheFileIsWrongOrGone() throws IOException {
        var live = live(SMALLEST);
        var before = live.now();
        var file = write(SMALLEST + "exam: {silense: 20s}\n");

        assertThat(live.reload()).isInstanceOfSatisfying(Reload.Wrong.class, wrong -> assertThat(wrong.why())
                .hasMessageContaining(":7: exam.silense: unknown key, did you mean silence?"));
        Files.delete(file);
        assertThat(live.reload()).isInstanceOfSatisfying(Reload.Wrong.class,
                wrong -> assertThat(wrong.why()).hasMessageContaining("no such file"));
        assertThat(live.now()).isSameAs(before);
    }

    @Test
    void neverShowsWhatAReferenceStandsFor() throws IOException {
        var with = SMALLEST.replace("1883\"", "1883\", username: \"${env:USER_NAME}\"")
                + "exam: {silence: \"${env:SILENCE}\"}\n";
        var live = live(with);
        environment.put("USER_NAME", "0ther");
        environment.put("SILENCE", "40s");

        assertThat(live.reload()).isInstanceOfSatisfying(Reload.NeedsRestart.class, refused -> {
            assertThat(words(refused.restart())).containsExactly("mqtt.username: ${env:USER_NAME} ->"
                    + " ${env:USER_NAME} (which stands for something else now)");
            assertThat(words(refused.live())).hasSize(1).noneMatch(words -> words.contains("40s"));
        });
    }

    @Test
    void namesOnlyTheItemsOfAListThatCameAndWent() throws IOException {
        var peers = "11112, peers: [{ae-title: A}, {ae-title: B, host: b}]}";
        var live = live(SMALLEST.replace("11112}", peers));
        write(SMALLEST.replace("11112}", peers.replace("{ae-title: A}", "{ae-title: C}")));

        assertThat(live.reload()).isInstanceOfSatisfying(Reload.Taken.class, taken -> assertThat(
                words(taken.differences())).singleElement().asString()
                .contains("\"A\"", "\"C\"").doesNotContain("\"B\""));
        write(SMALLEST.replace("11112}", "11112, peers: [{ae-title: B, host: b}, {ae-title: C}]}"));
        assertThat(live.reload()).isInstanceOfSatisfying(Reload.Taken.class, taken -> assertThat(
                words(taken.differences())).containsExactly("dicom.peers: an order -> another order"));
    }

    @Test
    void takesUpTheseKeysAndNoOthers() {
        assertThat(SettingsPage.keys().stream().filter(key -> key.schema().path("x-reload").asBoolean(false))
                .map(SettingsPage.Key::name)).containsExactly("dicom.also-called", "dicom.access", "dicom.peers",
                "exam.silence", "exam.learn-silence", "exam.silence-at-least", "exam.silence-at-most",
                "exam.test-patient-ids", "watch.scanners.sensitivity", "watch.scanners.ignore", "watch.scanners.holidays",
                "watch.scanners.time-zone", "watch.models.sensitivity", "watch.models.expected", "watch.learn-since",
                "log.level");
    }

    @Test
    void tellsAChangeOfDurationsThatMeanTheSame() throws IOException {
        var live = live(SMALLEST + "exam: {silence: 60s}\n");
        write(SMALLEST + "exam: {silence: 1m}\n");

        assertThat(live.reload()).isInstanceOfSatisfying(Reload.Taken.class,
                taken -> assertThat(taken.settings().exam().silence()).isEqualTo(Duration.ofMinutes(1)));
    }
}
