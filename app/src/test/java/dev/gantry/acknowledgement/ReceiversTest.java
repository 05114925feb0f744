// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.acknowledgement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Ack.By;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Receiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class ReceiversTest {
    private static final UUID ID = UUID.fromString("019fabcd-0123-7abc-8def-0123456789ab");
    private static final String ACCEPTED = """
            {"id": "019fabcd-0123-7abc-8def-0123456789ab", "revision": 1, "receiver": "ris",
             "by": {"name": "Dr. Ä. Example", "role": "radiologist"}, "at": "2026-11-21T09:31:05Z",
             "action": "accepted"}""";

    @TempDir
    Path folder;

    private Receivers receivers;

    static byte[] key() {
        var key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i + 32);
        }
        return key;
    }

    private Path keyFile(String name, String text, String permissions) throws IOException {
        var file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static AlertSettings settings(Receiver... receivers) {
        return new AlertSettings(List.of(receivers), Set.of("radiologist"), Set.of(AlertSettings.Severity.STAT),
                List.of(), Duration.ofMinutes(30), 20);
    }

    @BeforeEach
    void open() throws IOException {
        var file = keyFile("pager.key", Base64.getEncoder().encodeToString(key()) + "\n", "rw-r-----");
        receivers = Receivers.open(settings(
                new Receiver("ris", Set.of("radiologist", "technologist"), Optional.empty()),
                new Receiver("pager", Set.of("radiologist"), Optional.of(file))));
    }

    private Optional<Refusal> refusal(String receiver, String payload) {
        return receivers.check(receiver, payload.getBytes(UTF_8)) instanceof Checked.Refused(var why, _)
                ? Optional.of(why) : Optional.empty();
    }

    private String detail(String payload) {
        return receivers.check("ris", payload.getBytes(UTF_8)) instanceof Checked.Refused(_, var detail) ? detail : "";
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/schema/ack.schema.json")));
    }

    /// What the schema says of it, where it is JSON at all.
    private static boolean allowed(Schema schema, String payload) {
        try {
            return schema.validate(JsonMapper.shared().readTree(payload)).isEmpty();
        } catch (JacksonException _) {
            return false;
        }
    }

    @Test
    void readsWhoAnsweredWhat() {
        assertThat(receivers.check("ris", ACCEPTED.getBytes(UTF_8))).isEqualTo(new Checked.Valid(new Ack(ID, 1, "ris",
                new By("radiologist", Optional.of("Dr. Ä. Example")), "2026-11-21T09:31:05Z", new Action.Accepted(),
                Optional.empty())));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            "seen"                                          | seen
            "dismissed", "reason": "motion artefact"        | dismissed
            "snoozed", "minutes": 15                        | snoozed
            "accepted", "reason": null, "minutes": null     | accepted
            "accepted", "signature": null, "more": [1, {}]  | accepted
            """)
    void takesEachActionAndPassesOverWhatItDoesNotKnow(String action, String word) throws IOException {
        var payload = ACCEPTED.replace("\"accepted\"", action);

        assertThat(receivers.check("ris", payload.getBytes(UTF_8)))
                .isInstanceOfSatisfying(Checked.Valid.class, it -> assertThat(it.ack().action().word()).isEqualTo(word));
        assertThat(allowed(schema(), payload)).isTrue();
    }

    @ParameterizedTest(name = "{0} instead of {1} -> {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "revision": 1         | "revision": 0             | revision must be at least 1
            "revision": 1         | "revision": 1.5           | revision must be a whole number
            "revision": 1         | "revision": "1"           | revision must be a whole number
            "revision": 1         | "revision": 99999999999   | revision must be a whole number
            "revision": 1         | "revision": null          | revision must be a whole number
            "receiver": "ris",    |                           | receiver is missing
            "ris"                 | "RIS"                     | receiver must be 1 to 64 lower-case letters, digits or hyphens
            "radiologist"         | "Radiologist"             | by.role must be 1 to 64 lower-case letters, digits or hyphens
            "radiologist"         | null                      | by.role is missing
            "radiologist"         | 7                         | by.role must be text
            Dr. Ä. Example        | \\n                       | by.name must be 1 to 200 characters, without line breaks
            Dr. Ä. Example        | a\\u0000b                 | by.name must be 1 to 200 characters, without line breaks
            Dr. Ä. Example        | \\u009b31m                | by.name must be 1 to 200 characters, without line breaks
            Dr. Ä. Example        | \\ud83d                   | by.name must be 1 to 200 characters, without line breaks
            Dr. Ä. Example        |                           | by.name must be 1 to 200 characters, without line breaks
            09:31:05Z             | 09:31:05                  | at must be a time in UTC such as 2026-11-21T09:31:05Z
            09:31:05Z             | 09:31:05+01:00            | at must be a time in UTC such as 2026-11-21T09:31:05Z
            09:31:05Z             | 25:31:05Z                 | at must be a time that exists
            2026-11-21            | 2026-02-30                | at must be a time that exists
            "accepted"            | "approved"                | action must be seen, accepted, dismissed or snoozed
            "accepted"            | "dismissed"               | reason is missing
            "accepted"            | "snoozed"                 | minutes must be a whole number
            "accepted"            | "snoozed", "minutes": 0   | minutes must be from 1 to 1440
            "accepted"            | "snoozed", "minutes": 1441 | minutes must be from 1 to 1440
            "accepted"            | "accepted", "signature": "x" | signature must be 32 bytes as base64url without padding
            019fabcd              | 019FABCD                  | id must be a UUID in lower case
            019fabcd-0123-7abc    | 019fabcd01237abc          | id must be a UUID in lower case
            """)
    void saysWhatIsMalformedAsTheSchemaDoes(String part, String instead, String said) throws IOException {
        var payload = ACCEPTED.replace(part, instead == null ? "" : instead);
        assertThat(payload).isNotEqualTo(ACCEPTED);

        assertThat(refusal("ris", payload)).hasValue(Refusal.MALFORMED);
        assertThat(detail(payload)).isEqualTo(said);
        boolean beyondTheSchema = said.contains("exists") || payload.contains("\\ud83d");
        assertThat(allowed(schema(), payload)).isEqualTo(beyondTheSchema);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "7", "{", "{}", "\u0000", "{\"id\":1}", "[[[[[[[[[["})
    void refusesWhatIsNoAnswerAtAll(String payload) {
        assertThat(refusal("ris", payload)).hasValue(Refusal.MALFORMED);
    }

    @Test
    void refusesAKeyTwiceAndWhatFollowsTheObject() {
        assertThat(refusal("ris", ACCEPTED.replace("\"revision\": 1", "\"revision\": 1, \"revision\": 2")))
                .hasValue(Refusal.MALFORMED);
        assertThat(refusal("ris", ACCEPTED + ACCEPTED)).hasValue(Refusal.MALFORMED);
    }

    @Test
    void neverQuotesThePayload() {
        assertThat(detail("{\"id\": \"Doe^Jane\"}")).doesNotContain("Doe");
        assertThat(detail("{Doe^Jane")).doesNotContain("Doe");
    }

    @Test
    void looksAtNoPayloadThatIsTooLarge() {
        assertThat(refusal("ris", " ".repeat(AckJson.MAX_BYTES) + ACCEPTED)).hasValue(Refusal.TOO_LARGE);
    }

    @Test
    void refusesAnAckOfAReceiverNotBoundToItsTopic() {
        assertThat(refusal("pager", ACCEPTED)).hasValue(Refusal.WRONG_TOPIC);
        assertThat(refusal("", ACCEPTED)).hasValue(Refusal.WRONG_TOPIC);
    }

    @Test
    void refusesAReceiverThatTheSettingsDoNotName() {
        assertThat(refusal("pacs", ACCEPTED.replace("\"ris\"", "\"pacs\""))).hasValue(Refusal.UNKNOWN_RECEIVER);
    }

    @Test
    void letsAReceiverSpeakOnlyForTheRolesItIsGiven() {
        assertThat(refusal("ris", ACCEPTED.replace("radiologist", "surgeon"))).hasValue(Refusal.ROLE_NOT_GIVEN);
        assertThat(refusal("ris", ACCEPTED.replace("radiologist", "technologist"))).isEmpty();
    }

    private String signed(Ack ack) {
        var node = JsonMapper.shared().createObjectNode();
        AckJson.write(new Ack(ack.id(), ack.revision(), ack.receiver(), ack.by(), ack.at(), ack.action(),
                Optional.of(Signature.of(ack, key()))), node);
        return node.toString();
    }

    @Test
    void wantsASignatureOfWhoHasAKey() {
        var ack = new Ack(ID, 2, "pager", new By("radiologist", Optional.of("Ä")), "2026-11-21T09:31:05.5Z",
                new Action.Dismissed("motion"), Optional.empty());

        assertThat(refusal("pager", signed(ack))).isEmpty();
        assertThat(refusal("pager", signed(ack).replaceFirst(",\"signature\".*", "}"))).hasValue(Refusal.UNSIGNED);
        assertThat(receivers.check(ack)).isEqualTo(
                new Checked.Refused(Refusal.UNSIGNED, "the receiver has a key-file, so it must sign"));
    }

    @ParameterizedTest
    @CsvSource({"0123456789ab,0123456789ac", "\"revision\":2,\"revision\":1", "\"Ä\",\"Ö\"", ".5Z,.50Z",
        "motion,lotion", "dismissed,accepted"})
    void refusesASignatureThatFitsSomethingElse(String part, String instead) {
        var ack = new Ack(ID, 2, "pager", new By("radiologist", Optional.of("Ä")), "2026-11-21T09:31:05.5Z",
                new Action.Dismissed("motion"), Optional.empty());
        var changed = signed(ack).replace(part, instead);

        assertThat(changed).isNotEqualTo(signed(ack));
        assertThat(refusal("pager", changed)).hasValue(Refusal.WRONG_SIGNATURE);
    }

    @Test
    void refusesKeysThatCannotBeUsed() throws IOException {
        var open = keyFile("open.key", Base64.getEncoder().encodeToString(key()), "rw-r--r--");
        var small = keyFile("small.key", Base64.getEncoder().encodeToString(new byte[16]), "rw-------");
        var other = keyFile("other.key", "not base64!", "rw-------");

        assertThatThrownBy(() -> Receivers.open(settings(new Receiver("a", Set.of("b"), Optional.of(open)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key-file of a (" + open + "): everybody on this machine may use it");
        assertThatThrownBy(() -> Receivers.open(settings(new Receiver("a", Set.of("b"), Optional.of(small)))))
                .hasMessageContaining("must hold 32 bytes as base64 (openssl rand -base64 32 makes them), found 16 bytes");
        assertThatThrownBy(() -> Receivers.open(settings(new Receiver("a", Set.of("b"), Optional.of(other)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key-file of a").hasMessageContaining("found something else")
                .hasMessageNotContaining("not base64!");
        assertThatThrownBy(() -> Receivers.open(settings(
                new Receiver("a", Set.of("b"), Optional.of(folder.resolve("none"))))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("there is no such file");
    }

    /// Whatever comes: an answer or a refusal, never an exception; what is taken is allowed by the schema.
    @Test
    void endsAnyBytesInAnAnswerOrARefusal() throws IOException {
        var random = new Random(20_261_121);
        var schema = schema();
        int taken = 0;
        for (int round = 0; round < 4000; round++) {
            var bytes = ACCEPTED.getBytes(UTF_8);
            for (int slip = random.nextInt(3); slip >= 0; slip--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (receivers.check("ris", bytes) instanceof Checked.Valid) {
                taken++;
                assertThat(allowed(schema, new String(bytes, UTF_8))).as(new String(bytes, UTF_8)).isTrue();
            }
        }
        assertThat(taken).isBetween(50, 2000);
    }
}
