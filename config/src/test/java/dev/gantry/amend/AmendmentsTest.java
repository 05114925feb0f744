// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.LiveSettings;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.config.SettingsFile;
import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AmendmentsTest {
    private static final String TEXT = """
            # The chest room.
            site: st-anna      # as on the door
            device: cr-room-2

            dicom:
              ae-title: GANTRY
              # the old port
              port: 11112
              peers:
                - ae-title: CT_1   # since May
                  addresses: [10.0.4.0/24]
            mqtt: {url: "tcp://127.0.0.1:1883"}
            spool: {path: spool, durability: write}
            models:
              path: models
            exam:
              silence: 20s
            """;
    private static final Instant NOW = Instant.parse("2026-11-22T02:15:00Z");

    @TempDir
    Path folder;

    private Path file;
    private LiveSettings live;
    private Amendments amendments;

    @BeforeEach
    void settings() throws IOException {
        file = Files.writeString(folder.resolve("gantry.yaml"), TEXT);
        live = LiveSettings.read(file);
        amendments = new Amendments(live, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Change set(String key, String json) {
        return new Change(key, Optional.of(JsonMapper.shared().readTree(json)));
    }

    private static Change unset(String key) {
        return new Change(key, Optional.empty());
    }

    private Draft propose(Change... changes) throws IOException {
        return amendments.propose(amendments.sheet().edition(), List.of(changes));
    }

    private Draft.Sound sound(Change... changes) throws IOException {
        var draft = propose(changes);
        assertThat(draft).isInstanceOf(Draft.Sound.class);
        return (Draft.Sound) draft;
    }

    @Test
    void changesAValueAndKeepsTheCommentBehindIt() throws IOException {
        assertThat(sound(set("site", "\"st-clara\"")).text())
                .isEqualTo(TEXT.replace("site: st-anna", "site: st-clara"));
    }

    @Test
    void changesValuesOfSectionsInBlockAndFlow() throws IOException {
        assertThat(sound(set("dicom.port", "104"), set("spool.durability", "\"fsync\"")).text())
                .isEqualTo(TEXT.replace("11112", "104").replace("durability: write", "durability: fsync"));
    }

    @Test
    void writesANewKeyBehindTheLastOfItsSection() throws IOException {
        assertThat(sound(set("exam.learn-silence", "false"), set("mqtt.heartbeat", "\"30s\""),
                set("dicom.access", "\"listed\"")).text())
                .isEqualTo(TEXT.replace("  silence: 20s\n", "  silence: 20s\n  learn-silence: false\n")
                        .replace("1883\"}", "1883\", heartbeat: 30s}")
                        .replace("    - ae-title: CT_1   # since May\n      addresses: [10.0.4.0/24]\n",
                                "    - ae-title: CT_1   # since May\n      addresses: [10.0.4.0/24]\n"
                                        + "  access: listed\n"));
    }

    @Test
    void writesSectionsThatAreNotThere() throws IOException {
        assertThat(sound(set("watch.models.sensitivity", "\"calm\"")).text())
                .isEqualTo(TEXT + "watch:\n  models:\n    sensitivity: calm\n");
    }

    @Test
    void takesAKeyAwayAndASectionOfWhichNothingIsLeft() throws IOException {
        assertThat(sound(unset("exam.silence")).text()).isEqualTo(TEXT.replace("exam:\n  silence: 20s\n", ""));
        assertThat(sound(unset("spool.durability")).text()).isEqualTo(TEXT.replace(", durability: write", ""));
    }

    @Test
    void writesAListOfEntriesOneALine() throws IOException {
        var text = sound(set("dicom.peers", """
                [{"ae-title": "CT_1", "addresses": ["10.0.4.0/24"]}, {"ae-title": "on", "port": 104, "host": "a.b"}]
                """)).text();

        assertThat(text).contains("  peers:\n    - {ae-title: CT_1, addresses: [\"10.0.4.0/24\"]}\n"
                + "    - {ae-title: \"on\", port: 104, host: a.b}\nmqtt:");
    }

    @Test
    void writesAListAsAWholeWhereItStoodInBraces() throws IOException {
        var before = TEXT.replace("mqtt: {", "alerts: {stop-escalation: [radiologist]}\nmqtt: {");
        Files.writeString(file, before);

        assertThat(sound(set("alerts.stop-escalation", "[\"radiologist\", \"emergency-physician\"]")).text())
                .isEqualTo(before.replace("[radiologist]", "[radiologist, emergency-physician]"));
    }

    @Test
    void refusesAMistakeWithTheWordsOfCheck() throws IOException {
        var draft = propose(set("dicom.port", "\"eleven\""), set("exam.silense", "\"20s\""));

        assertThat(draft).isInstanceOf(Draft.Wrong.class);
        var words = ((Draft.Wrong) draft).problems().stream().map(Problem::toString).toList();
        var asFile = Files.writeString(folder.resolve("asked.yaml"),
                TEXT.replace("11112", "eleven").replace("20s\n", "20s\n  silense: 20s\n"));
        assertThatThrownBy(() -> SettingsFile.read(asFile)).isInstanceOfSatisfying(InvalidYaml.class, e ->
                assertThat(words).isEqualTo(e.problems().stream()
                        .map(it -> it.toString().replace("asked.yaml", "gantry.yaml")).toList()));
        assertThat(words).anySatisfy(it -> assertThat(it).contains("did you mean silence?"));
        assertThat(Files.readString(file)).isEqualTo(TEXT);
    }

    @Test
    void saysWhatNeedsARestartAndWhatDoesNot() throws IOException {
        var draft = sound(set("exam.silence", "\"30s\""), set("mode", "\"test\""));

        assertThat(draft.restart()).extracting(Object::toString).containsExactly("mode: shadow -> test");
        assertThat(draft.live()).extracting(Object::toString).containsExactly("exam.silence: 20s -> 30s");
    }

    @Test
    void showsTheLinesThatChangeAndThoseAroundThem() throws IOException {
        assertThat(sound(set("dicom.port", "104")).diff()).extracting(it -> it.sign() + " " + it.number() + it.text())
                .containsExactly("SAME 6  ae-title: GANTRY", "SAME 7  # the old port", "WENT 8  port: 11112",
                        "CAME 8  port: 104", "SAME 9  peers:", "SAME 10    - ae-title: CT_1   # since May");
    }

    @Test
    void neverShowsWhatMayBeAPassword() {
        assertThat(Amendments.discreet("  password: hunter2 # mine")).isEqualTo("  password: ***");
        assertThat(Amendments.discreet("mqtt: {url: \"tcp://joe:hunter2@b:1\"}")).doesNotContain("hunter2");
        assertThat(Amendments.discreet("  password-file: mqtt-password")).endsWith("mqtt-password");
    }

    @Test
    void writesTheFileAndKeepsTheFormerOne() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var draft = sound(set("exam.silence", "\"30s\""));

        var kept = amendments.write(draft);

        assertThat(file).hasContent(draft.text());
        assertThat(kept).hasContent(TEXT).hasFileName("gantry.yaml.20261122T021500.000Z.bak");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        assertThat(live.reload()).isInstanceOfSatisfying(Reload.Taken.class,
                it -> assertThat(it.settings().exam().silence()).isEqualTo(Duration.ofSeconds(30)));
    }

    @Test
    void writesNothingOverAChangeOfSomebodyElse() throws IOException {
        var draft = sound(set("exam.silence", "\"30s\""));
        var edition = draft.edition();
        Files.writeString(file, TEXT + "# hello\n");

        assertThat(amendments.propose(edition, List.of(set("exam.silence", "\"30s\"")))).isEqualTo(new Draft.Stale());
        assertThatThrownBy(() -> amendments.write(draft)).hasMessageContaining("has changed meanwhile");
        assertThat(file).hasContent(TEXT + "# hello\n");
    }

    @Test
    void keepsTheLatestTenOfTheFormerFiles() throws IOException {
        var names = new ArrayList<Path>();
        for (int i = 0; i < 12; i++) {
            var later = new Amendments(live, Clock.fixed(NOW.plusSeconds(i), ZoneOffset.UTC));
            var draft = later.propose(later.sheet().edition(), List.of(set("exam.silence", "\"" + (30 + i) + "s\"")));
            names.add(later.write((Draft.Sound) draft));
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(it -> it.toString().endsWith(".bak")).sorted())
                    .containsExactlyElementsOf(names.subList(2, 12));
        }
    }

    @Test
    void changesAFileThatIsWrongToday() throws IOException {
        Files.writeString(file, TEXT.replace("11112", "eleven"));

        assertThat(amendments.sheet().problems()).extracting(Problem::key).containsExactly("dicom.port");
        assertThat(sound(set("dicom.port", "11112"), set("exam.silence", "\"30s\"")).text())
                .isEqualTo(TEXT.replace("20s", "30s"));
    }

    @Test
    void saysThatNothingChanges() throws IOException {
        assertThat(propose(set("exam.silence", "\"20s\""))).isEqualTo(new Draft.Nothing());
    }

    @Test
    void writesASectionWhereSomethingElseStood() throws IOException {
        Files.writeString(file, TEXT.replace("exam:\n  silence: 20s\n", "exam: [20s]\n"));

        assertThat(propose(set("exam.silence", "\"30s\""))).isInstanceOf(Draft.Sound.class);
        assertThat(propose(set("exam.silence", "{}"), set("exam.silence.x", "1"))).isInstanceOf(Draft.Wrong.class);
    }

    /// Ways of writing that the pen must get right.
    @ParameterizedTest
    @ValueSource(strings = {
        "exam: {silence: 20s,}\n", "exam:\n    silence:   '20s'   # twenty\n", "exam: { \"silence\" : 20s }\n",
        "exam: {}\n", "exam:\n", "\"exam\":\n  \"silence\": \"20s\"\n", "exam:\n  silence:\n    20s\n",
        "exam: {silence: 20s, test-patient-ids: [\"a,b: c}\"]} # {\n",
        "exam:\n  test-patient-ids:\n  - \"#x\"\n  - y\n\n\n# end",
        "log: {level: info}", "exam:\r\n  silence: 20s\r\n", "# \uD83D\uDE42 four\nexam: {silence: 20s}\n",
        "exam:\n  silence: >-\n    20s\n", "? exam\n: {silence: 20s}\n"
    })
    void changesOneKeyHoweverItIsWritten(String section) throws IOException {
        var before = TEXT.replace("exam:\n  silence: 20s\n", "") + section;
        Files.writeString(file, before);
        var written = amendments.sheet().written();

        for (var change : List.of(set("exam.silence", "\"30s\""), set("exam.learn-silence", "false"),
                set("exam.test-patient-ids", "[\"a: b\", \"#c\"]"), unset("exam.silence"), unset("exam"))) {
            var draft = propose(change);
            assertThat(draft).as("%s", change).isInstanceOfAny(Draft.Sound.class, Draft.Nothing.class);
            assertThat(draft instanceof Draft.Sound).as("%s", change).isEqualTo(change.value().isPresent()
                    || !written.at("/" + change.key().replace('.', '/')).isMissingNode());
        }
        assertThat(file).content().isEqualTo(before);
        assertThat(amendments.sheet().written()).isEqualTo(written);
    }
}
