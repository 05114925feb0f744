// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import static dev.gantry.outcome.Examples.NOW;
import static dev.gantry.outcome.Examples.UNIT;
import static dev.gantry.outcome.Examples.aged;
import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.failed;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.provisional;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.config.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OutcomeJsonTest {
    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(Path.of("../docs/schema/outcome.schema.json")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final Schema SCHEMA = schema();

    private static Outcome outcome(Answer... answers) {
        var outcomes = new Outcomes(() -> 1_790_000_000_000L);
        Outcome last = null;
        for (int i = 0; i < answers.length; i++) {
            last = outcomes.next(answers[i], i + 1, NOW).orElseThrow().last();
        }
        return last;
    }

    private static Outcome retracted(Answer answer) {
        var outcomes = new Outcomes(() -> 1_790_000_000_000L);
        var said = outcomes.next(answer, 1, NOW).orElseThrow();
        return outcomes.retract(answer.unit(), "the image was rejected", 2, NOW).orElseThrow().of(said).last();
    }

    static Stream<Outcome> everyKind() {
        return Stream.of(
                outcome(answer(positive())),
                outcome(answer(negative())),
                outcome(provisional(answer(failed(Reason.DEADLINE)))),
                outcome(provisional(answer(failed(Reason.DEADLINE))), answer(positive())),
                outcome(answer(failed(Reason.CRASH)), answer(negative())),
                outcome(answer(UNIT, Mode.TEST, positive())),
                outcome(aged(answer(UNIT, Mode.SHADOW, positive()), Duration.ofHours(2))),
                outcome(aged(answer(negative()), Duration.ofSeconds(-90))),
                outcome(Examples.noModel()),
                outcome(Examples.clear(answer(positive()), Examples.everyIdentifier())),
                outcome(Examples.clear(answer(positive()),
                        new Identifiers(Optional.empty(), Optional.empty(), Optional.empty()))),
                retracted(Examples.clear(answer(positive()), Examples.everyIdentifier())),
                retracted(answer(positive())),
                retracted(Examples.noModel()));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void writesWhatTheSchemaAllows(Outcome outcome) {
        var payload = new String(OutcomeJson.write(outcome), UTF_8);

        assertThat(SCHEMA.validate(payload, InputFormat.JSON)).as(payload).isEmpty();
        assertThat(payload).doesNotContain("\n");
    }

    /// An outbox from before an upgrade is read.
    @Test
    void readsVersionOneDotZeroWhichKnewNoIdentifiersAndNoOutlines() {
        var payload = new String(OutcomeJson.write(outcome(answer(positive()))), UTF_8);
        var known = payload.replaceFirst(",\"outline\":[^}]*", ",\"outline\":[]");
        var old = known.replace(",\"identifiers\":null", "").replace(",\"outline\":[]", "").replace("\"1.1\"", "\"1.0\"");

        assertThat(old).hasSize(known.length() - ",\"identifiers\":null,\"outline\":[]".length());
        assertThat(OutcomeJson.read(old.getBytes(UTF_8))).isEqualTo(OutcomeJson.read(known.getBytes(UTF_8)))
                .isNotEqualTo(OutcomeJson.read(payload.getBytes(UTF_8)));
    }

    @Test
    void showsNoIdentifierInAText() {
        var text = outcome(Examples.clear(answer(positive()), Examples.everyIdentifier())).toString();

        assertThat(text).contains("hidden")
                .doesNotContain("A-2026-0042", "HOSP", "PID-1", "Nobody", "2023", Examples.uid(1), Examples.uid(3));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void hasAWordForEveryReason(Reason reason) {
        var answer = reason == Reason.NO_MODEL ? Examples.noModel() : answer(failed(reason));
        var payload = new String(OutcomeJson.write(outcome(answer)), UTF_8);

        assertThat(SCHEMA.validate(payload, InputFormat.JSON)).as(payload).isEmpty();
        assertThat(payload).contains("\"reason\":\"" + reason.name().toLowerCase(Locale.ROOT) + "\"");
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void readsWhatItWrote(Outcome outcome) {
        var payload = OutcomeJson.write(outcome);

        var read = OutcomeJson.read(payload);

        assertThat(new String(OutcomeJson.write(read), UTF_8)).isEqualTo(new String(payload, UTF_8));
        assertThat(read.identity()).isEqualTo(outcome.identity());
        assertThat(read.subject().mode()).isEqualTo(outcome.subject().mode());
        assertThat(read.model()).isEqualTo(outcome.model());
    }

    @Test
    void keepsTheOrderOfTheSchema() throws IOException {
        var schema =
                JsonMapper.shared().readTree(Files.readString(Path.of("../docs/schema/outcome.schema.json")));
        var payload = JsonMapper.shared().readTree(OutcomeJson.write(outcome(answer(positive()))));

        assertThat(List.copyOf(payload.propertyNames()))
                .isEqualTo(schema.path("required").valueStream().map(n -> n.stringValue()).toList())
                .isEqualTo(List.copyOf(schema.path("properties").propertyNames()));
    }

    @Test
    void roundsToWhatAReceiverNeeds() {
        var payload = JsonMapper.shared().readTree(OutcomeJson.write(outcome(answer(positive()))));

        assertThat(payload.at("/findings/0/probability").doubleValue()).isEqualTo(0.932146);
        assertThat(payload.at("/timing/elapsed-ms").doubleValue()).isEqualTo(22.22);
        assertThat(payload.at("/timing/stages/prepared-ms").doubleValue()).isEqualTo(2.44);
        assertThat(payload.at("/age").doubleValue()).isEqualTo(3.0);
        assertThat(payload.at("/acquired/clock-offset").doubleValue()).isEqualTo(-1.25);
        assertThat(payload.at("/received").stringValue()).isEqualTo("2026-11-21T09:30:00.123456Z");
    }

    @Test
    void neverRoundsAcrossTheThreshold() {
        var below = outcome(answer(Verdict.of(List.of(Examples.finding(0.60999)))));
        var payload = JsonMapper.shared().readTree(OutcomeJson.write(below));

        assertThat(payload.at("/findings/0/probability").doubleValue()).isEqualTo(0.60999);
        assertThat(payload.at("/result").stringValue()).isEqualTo("negative");
    }

    static Stream<Arguments> breakages() {
        return Stream.of(
                broken("no id", root -> root.remove("id")),
                broken("a random UUID", root -> root.put("id", "0198c1c4-7c1e-4aaa-8aaa-0123456789ab")),
                broken("revision zero", root -> root.put("revision", 0)),
                broken("no seq", root -> root.put("seq", 0)),
                broken("an unknown state", root -> root.put("state", "done")),
                broken("an unknown result", root -> root.put("result", "normal")),
                broken("a failure without a reason", root -> root.put("result", "not_analysed")
                        .putArray("findings")),
                broken("a reason with a result", root -> root.put("reason", "deadline")),
                broken("positive without a finding", root -> root.putArray("findings")),
                broken("positive below the threshold", root -> finding(root).put("flagged", false)),
                broken("negative above the threshold", root -> root.put("result", "negative")),
                broken("positive without a model", root -> root.putNull("model")),
                broken("retracted without a why", root -> root.put("state", "retracted").put("revision", 2)),
                broken("amended at once", root -> root.put("state", "amended")),
                broken("an unknown key", root -> root.put("patient-name", "x")),
                broken("a UID in clear", root -> ((ObjectNode) root.path("exam")).put("study", "1.2.840.1")),
                broken("a time without a zone", root -> root.put("received", "2026-11-21T09:30:00.123456")),
                broken("a probability above one", root -> finding(root).put("probability", 1.2)),
                broken("a met without a budget", root -> timing(root).putNull("budget-ms")),
                broken("a budget without a met", root -> timing(root).putNull("met")),
                broken("an age of nothing", root -> root.putNull("acquired")),
                broken("another disclaimer", root -> root.put("disclaimer", "A medical device.")),
                broken("an unknown mode", root -> root.put("mode", "demo")),
                broken("another schema version", root -> root.put("schema-version", "2.0")));
    }

    private static Arguments broken(String how, Consumer<ObjectNode> change) {
        return Arguments.of(how, change);
    }

    private static ObjectNode finding(ObjectNode root) {
        return (ObjectNode) root.at("/findings/0");
    }

    private static ObjectNode timing(ObjectNode root) {
        return (ObjectNode) root.path("timing");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breakages")
    void hasASchemaThatFindsWhatIsWrong(String how, Consumer<ObjectNode> change) {
        var root = (ObjectNode) JsonMapper.shared().readTree(OutcomeJson.write(outcome(answer(positive()))));

        change.accept(root);

        assertThat(SCHEMA.validate(root)).as(how).isNotEmpty();
    }

    @Test
    void refusesToReadAnotherVersion() {
        assertThatThrownBy(() -> OutcomeJson.read("{\"schema-version\":\"0.9\"}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
