// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.delivery.Deliveries;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Verdict.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Counts what happened between two metrics messages: docs/schema/metrics.schema.json. Confined to the publisher's
/// thread, but for [#heard].
final class Tally {
    static final String SCHEMA_VERSION = "1.1";
    private static final int MOST_SAMPLES = 16_384;

    /// What comes from receivers.
    enum Said { ACK, ACK_MALFORMED, ACK_FAILED, REPLAY, REPLAY_MALFORMED, REPLAY_REFUSED, OTHER }

    private final Map<Said, AtomicLong> said = new EnumMap<>(Said.class);
    private final Map<Result, Long> results = new EnumMap<>(Result.class);
    private final long[] micros = new long[MOST_SAMPLES];
    private long acknowledged;
    private long met;
    private long missed;
    private long refused;
    private long unheard;
    private long repeated;
    private long replayed;
    private long connectionsLost;
    private Instant since;

    Tally(Instant now) {
        since = now;
        for (var each : Said.values()) {
            said.put(each, new AtomicLong());
        }
    }

    /// The broker has taken a revision on all its topics.
    void settled(Outcome outcome, Instant now) {
        long took = Math.max(0, Duration.between(outcome.timing().published(), now).toNanos() / 1000);
        int place = acknowledged < MOST_SAMPLES
                ? (int) acknowledged
                : (int) ThreadLocalRandom.current().nextLong(acknowledged + 1);
        if (place < MOST_SAMPLES) {
            micros[place] = took;
        }
        acknowledged++;
        results.merge(outcome.verdict().result(), 1L, Long::sum);
        outcome.timing().met().ifPresent(kept -> {
            if (kept) {
                met++;
            } else {
                missed++;
            }
        });
    }

    /// The broker answered a publish with anything but success.
    void notTaken(int reason) {
        if (reason >= Deliveries.FIRST_REFUSAL) {
            refused++;
        } else {
            unheard++;
        }
    }

    void repeated() {
        repeated++;
    }

    void replayed() {
        replayed++;
    }

    void connectionLost() {
        connectionsLost++;
    }

    /// Any thread.
    void heard(Said what) {
        said.get(what).incrementAndGet();
    }

    /// What was counted since the last time; counting starts anew.
    byte[] json(Instant now, Map<String, Integer> queues) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("at", Status.time(now));
        root.put("interval-s", Math.max(0, Duration.between(since, now).toMillis()) / 1e3);
        var waiting = root.putObject("queues");
        new TreeMap<>(queues).forEach(waiting::put);
        outcomes(root.putObject("outcomes"));
        latencies(root);
        var broker = root.putObject("broker");
        broker.put("refused", refused);
        broker.put("nobody-subscribed", unheard);
        broker.put("connections-lost", connectionsLost);
        broker.put("replayed", replayed);
        broker.put("repeated", repeated);
        var receivers = root.putObject("receivers");
        said.forEach((what, count) -> receivers.put(what.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                count.getAndSet(0)));
        root.put("schema-version", SCHEMA_VERSION);
        clear(now);
        return JsonMapper.shared().writeValueAsBytes(root);
    }

    private void outcomes(ObjectNode node) {
        node.put("acknowledged", acknowledged);
        for (var result : Result.values()) {
            node.put(result.word().replace('_', '-'), results.getOrDefault(result, 0L));
        }
        node.put("budgets-met", met);
        node.put("budgets-missed", missed);
    }

    private void latencies(ObjectNode root) {
        int count = (int) Math.min(acknowledged, MOST_SAMPLES);
        if (count == 0) {
            root.putNull("publish-ms");
            return;
        }
        Arrays.sort(micros, 0, count);
        root.putObject("publish-ms")
                .put("p50", micros[(count - 1) / 2] / 1e3)
                .put("p99", micros[(int) Math.ceil(0.99 * count) - 1] / 1e3)
                .put("max", micros[count - 1] / 1e3);
    }

    private void clear(Instant now) {
        since = now;
        results.clear();
        acknowledged = 0;
        met = 0;
        missed = 0;
        refused = 0;
        unheard = 0;
        repeated = 0;
        replayed = 0;
        connectionsLost = 0;
    }
}
