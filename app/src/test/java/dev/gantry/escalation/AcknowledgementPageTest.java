// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Ack.By;
import dev.gantry.acknowledgement.Checked;
import dev.gantry.acknowledgement.Receivers;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.acknowledgement.Signature;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// docs/acknowledgement.md works as it stands.
class AcknowledgementPageTest {
    private static final Path PAGE = Path.of("../docs/acknowledgement.md");
    private static final String KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    @TempDir
    Path folder;

    private static List<String> blocks(String kind) throws IOException {
        return Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE)).results()
                .map(block -> block.group(1)).toList();
    }

    private AlertSettings settings() throws IOException {
        var keys = Files.createDirectories(folder.resolve("keys"));
        var key = Files.writeString(keys.resolve("pager.key"), KEY);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        var file = Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112, peers: [{ae-title: CT_1}]}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                """ + blocks("yaml").getFirst());
        return SettingsFile.read(file).alerts();
    }

    @Test
    void showsSettingsThatWorkAndAnswersThatTheyTake() throws IOException {
        var receivers = Receivers.open(settings());
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/schema/ack.schema.json")));

        assertThat(blocks("json")).hasSize(3).allSatisfy(block -> {
            var tree = JsonMapper.shared().readTree(block);
            assertThat(schema.validate(tree)).isEmpty();
            assertThat(receivers.check(tree.path("receiver").stringValue(), block.getBytes(UTF_8)))
                    .isInstanceOf(Checked.Valid.class);
        });
        assertThat(Files.readString(PAGE).split("-m \\\\\n  '")[1].split("'\n")[0])
                .satisfies(sent -> assertThat(receivers.check("ris", sent.getBytes(UTF_8)))
                        .isInstanceOf(Checked.Valid.class));
    }

    @Test
    void publishesSignaturesThatWeMakeToo() throws IOException {
        var row = Pattern.compile("\\| (\\d) \\| (\\S+) \\| (\\S+) \\| (.*?) ?\\| (\\S+Z) \\| (\\S+) \\| (.*?) ?\\| (\\d*) ?\\| `(\\S+)` \\|");
        var vectors = row.matcher(Files.readString(PAGE)).results().toList();

        assertThat(vectors).hasSize(4).allSatisfy(vector -> assertThat(Signature.of(ack(vector),
                Base64.getDecoder().decode(KEY))).isEqualTo(vector.group(9)));
        assertThat(vectors.stream().map(vector -> vector.group(6)))
                .containsExactlyInAnyOrder("seen", "accepted", "dismissed", "snoozed");
    }

    private static Ack ack(MatchResult vector) {
        var action = switch (vector.group(6)) {
            case "seen" -> new Action.Seen();
            case "accepted" -> new Action.Accepted();
            case "dismissed" -> new Action.Dismissed(vector.group(7));
            default -> new Action.Snoozed(Integer.parseInt(vector.group(8)));
        };
        return new Ack(UUID.fromString("019fabcd-0123-7abc-8def-0123456789ab"), Integer.parseInt(vector.group(1)),
                vector.group(2), new By(vector.group(3), Optional.of(vector.group(4)).filter(name -> !name.isEmpty())),
                vector.group(5), action, Optional.empty());
    }

    @Test
    void explainsEveryRefusalEveryStepAndEveryLine() throws IOException {
        var page = Files.readString(PAGE);

        assertThat(Refusal.values()).allSatisfy(it -> assertThat(page).contains("| `" + it.word() + "` | "));
        assertThat(AlertSettings.Step.values()).allSatisfy(it ->
                assertThat(page).contains("| `" + Step.word(it) + "` | "));
        assertThat(List.of("ruled", "said", "acknowledged", "sent", "degraded", "skipped", "ended", "refused", "noted"))
                .allSatisfy(what -> assertThat(page).contains("| `" + what + "` | "));
    }

    @Test
    void namesTheNumbersOfTheCode() throws IOException {
        var page = Files.readString(PAGE).replace('\n', ' ');

        assertThat(page).contains("within %d seconds".formatted(Ladder.TOGETHER.toSeconds()))
                .contains("told for %d minutes".formatted(Ladder.OLD.toMinutes()))
                .contains("up to %d minutes from ours".formatted(Ladder.CLOCKS_DIFFER.toMinutes()))
                .contains("more than %d different answers".formatted(Case.MOST_ANSWERS))
                .contains("the first %d of an hour".formatted(Refusals.FIRST))
                .contains("kept for %d days, at most about 100 000 lines".formatted(Audit.AGE.toDays()))
                .contains("At most 10 000 alerts are open").contains("at most 8192 bytes");
        assertThat(Audit.MOST).isEqualTo(100_000);
        assertThat(Ladder.MOST_OPEN).isEqualTo(10_000);
        assertThat(Ladder.EXPIRY).hasDays(1);
        assertThat(Cases.AGE).hasDays(7);
    }
}
