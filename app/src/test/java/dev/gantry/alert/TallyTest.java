// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.alert.Tally.Said;
import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcomes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TallyTest {
    private static final Instant START = Examples.NOW.wall();
    private final Outcomes outcomes = new Outcomes(() -> 1_790_000_000_000L);
    private final Tally tally = new Tally(START);
    private long seq;

    private static JsonNode valid(String schema, byte[] payload) throws IOException {
        var tree = JsonMapper.shared().readTree(payload);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/schema/" + schema + ".schema.json")))
                .validate(tree)).as(tree.toString()).isEmpty();
        return tree;
    }

    private Outcome outcome(Answer answer) {
        return outcomes.next(answer, ++seq, Examples.NOW).orElseThrow().last();
    }

    @Test
    void tellsWhatWasCountedAndBeginsAnew() throws IOException {
        for (int i = 1; i <= 100; i++) {
            tally.settled(outcome(answer(unit(i), Mode.LIVE, i == 1 ? positive() : negative())),
                    START.plus(Duration.ofMillis(i)));
        }
        tally.notTaken(0x10);
        tally.notTaken(0x87);
        tally.replayed();
        tally.repeated();
        tally.connectionLost();
        tally.heard(Said.ACK);
        tally.heard(Said.REPLAY_MALFORMED);

        var told = valid("metrics", tally.json(START.plusSeconds(10), Map.of("outbox", 3)));

        assertThat(told.path("interval-s").doubleValue()).isEqualTo(10);
        assertThat(told.at("/outcomes/acknowledged").longValue()).isEqualTo(100);
        assertThat(told.at("/outcomes/positive").longValue()).isEqualTo(1);
        assertThat(told.at("/outcomes/negative").longValue()).isEqualTo(99);
        assertThat(told.at("/outcomes/budgets-met").longValue()).isEqualTo(100);
        assertThat(told.path("publish-ms")).isEqualTo(
                JsonMapper.shared().readTree("{\"p50\": 50.0, \"p99\": 99.0, \"max\": 100.0}"));
        assertThat(told.path("broker")).isEqualTo(JsonMapper.shared().readTree("""
                {"refused": 1, "nobody-subscribed": 1, "connections-lost": 1, "replayed": 1, "repeated": 1}"""));
        assertThat(told.at("/receivers/ack").longValue()).isEqualTo(1);
        assertThat(told.at("/receivers/replay-malformed").longValue()).isEqualTo(1);
        assertThat(told.at("/queues/outbox").longValue()).isEqualTo(3);

        var next = valid("metrics", tally.json(START.plusSeconds(20), Map.of()));
        assertThat(next.at("/outcomes/acknowledged").longValue()).isZero();
        assertThat(next.path("publish-ms").isNull()).isTrue();
    }

    @Test
    void keepsASampleOfVeryMany() throws IOException {
        var one = outcome(answer(unit(1), Mode.LIVE, negative()));
        for (int i = 0; i < 100_000; i++) {
            tally.settled(one, START.plus(Duration.ofNanos(1_000L * i)));
        }

        var told = valid("metrics", tally.json(START.plusSeconds(10), Map.of()));

        assertThat(told.at("/outcomes/acknowledged").longValue()).isEqualTo(100_000);
        assertThat(told.at("/publish-ms/p50").doubleValue()).isBetween(45.0, 55.0);
    }

    @Test
    void writesALedgerAsTheSchemaHasIt() throws IOException {
        var told = valid("ledger", new Ledger(new UUID(7, 9), 3, 12).json(START));

        assertThat(told.path("first-seq").longValue()).isEqualTo(3);
        assertThat(told.path("last-seq").longValue()).isEqualTo(12);
        assertThat(told.path("epoch").stringValue()).isEqualTo(new UUID(7, 9).toString());
    }
}
