// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Verdict;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// A receiver that keeps the rules of docs/mqtt.md and nothing else: it de-duplicates by id and revision, the highest
/// revision wins, a retraction takes all back.
final class Hearing {
    /// One message, as all who subscribe see it.
    record Sent(String topic, byte[] payload, Outcome outcome) {}

    final String filter;
    private final Pattern pattern;
    private final Map<String, Boolean> filtered = new HashMap<>();
    private final Map<String, Deque<Sent>> onTheWay = new TreeMap<>();
    private final Map<UUID, Outcome> highest = new HashMap<>();
    private final Map<String, byte[]> heard = new HashMap<>();
    private final Map<String, Integer> firstHeard = new HashMap<>();
    private final Set<Long> seqs = new HashSet<>();

    /// @param filter MQTT topic filter, of which `+` and a last `#` are understood
    Hearing(String filter) {
        this.filter = filter;
        this.pattern = Pattern.compile(filter.replace("+", "[^/]+").replace("/#", "/.*"));
    }

    void send(Sent sent) {
        if (filtered.computeIfAbsent(sent.topic(), topic -> pattern.matcher(topic).matches())) {
            onTheWay.computeIfAbsent(sent.topic(), _ -> new ArrayDeque<>()).add(sent);
        }
    }

    /// Each topic arrives in its own order and its own time.
    void takeSome(RandomGenerator random) {
        onTheWay.values().forEach(queue -> {
            for (int left = random.nextInt(queue.size() + 1); left > 0; left--) {
                take(queue.remove());
            }
        });
    }

    void takeAll() {
        onTheWay.values().forEach(queue -> {
            while (!queue.isEmpty()) {
                take(queue.remove());
            }
        });
    }

    private void take(Sent sent) {
        var topic = sent.topic();
        var payload = sent.payload();
        var outcome = sent.outcome();
        var identity = outcome.identity();
        var name = identity.id() + " " + identity.revision();
        var before = heard.putIfAbsent(name, payload);
        assertThat(before == null || Arrays.equals(before, payload)).as("the same bytes of %s", name).isTrue();
        if (firstHeard.putIfAbsent(topic + name, 1) == null) {
            int last = firstHeard.merge(topic + identity.id(), identity.revision(), Math::max);
            assertThat(last).as("the order of %s on %s", identity, topic).isEqualTo(identity.revision());
        }
        seqs.add(identity.seq());
        highest.merge(identity.id(), outcome,
                (one, other) -> one.identity().revision() > other.identity().revision() ? one : other);
    }

    Map<UUID, Outcome> highest() {
        return highest;
    }

    Set<Long> seqs() {
        return seqs;
    }

    /// What it believes of a unit: one answer, none, or, were the contract broken, several.
    List<Outcome> standing(String instance) {
        return highest.values().stream()
                .filter(outcome -> outcome.state() != State.RETRACTED)
                .filter(outcome -> outcome.subject().exam().instance().orElseThrow().equals(instance))
                .toList();
    }

    List<UUID> standingPositives() {
        return highest.values().stream()
                .filter(outcome -> outcome.state() != State.RETRACTED && outcome.verdict() instanceof Verdict.Positive)
                .map(outcome -> outcome.identity().id())
                .sorted()
                .toList();
    }
}
