// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// What is on its way to the broker, and what must wait: the rate limit, one message of an exam at a time, and a
/// pause for a topic that was refused.
///
/// Guarded by its owner's lock. Kept in memory only: what was under way at a crash goes once more.
final class Outgoing {
    /// An answer that takes longer counts as none.
    static final Duration ANSWER = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int MOST_ALSO = 20;

    private record Trouble(String why, int times, Instant until) {}

    private final int perMinute;
    private final Map<Sending, Instant> underWay = new HashMap<>();
    private final Map<String, Trouble> troubles = new TreeMap<>();
    private Instant heldBack = Instant.MIN;

    Outgoing(int perMinute) {
        this.perMinute = perMinute;
    }

    /// Those of `due` that may go now, which are under way from now on.
    ///
    /// @param sentInMinute messages that the broker took in the last minute
    List<Sending> take(List<Sending> due, int sentInMinute, Instant now) {
        underWay.entrySet().stream().filter(entry -> entry.getValue().plus(ANSWER).isBefore(now))
                .map(Map.Entry::getKey).toList()
                .forEach(silent -> failed(silent, "the broker does not answer", now));
        var exams = new HashSet<String>();
        underWay.keySet().forEach(sending -> exams.add(sending.study()));
        var able = due.stream()
                .filter(it -> !exams.contains(it.study()))
                .filter(it -> Optional.ofNullable(troubles.get(it.tail()))
                        .filter(trouble -> now.isBefore(trouble.until())).isEmpty())
                .toList();
        int room = Math.max(0, perMinute - sentInMinute - underWay.size());
        if (able.size() > room) {
            heldBack = now;
        }
        var those = able.stream().limit(room).toList();
        those.forEach(it -> underWay.put(it, now));
        return those;
    }

    /// When the rate limit last held something back.
    Instant heldBack() {
        return heldBack;
    }

    /// Whether it was still waited for.
    boolean taken(Sending sending) {
        troubles.remove(sending.tail());
        return underWay.remove(sending) != null;
    }

    /// The topic has to wait: 1, 2, 4 ... 30 s.
    void failed(Sending sending, String why, Instant now) {
        if (underWay.remove(sending) == null) {
            return;
        }
        int times = Optional.ofNullable(troubles.get(sending.tail())).map(Trouble::times).orElse(0) + 1;
        var pause = Duration.ofSeconds(1L << Math.min(times - 1, 5));
        var until = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        troubles.put(sending.tail(), new Trouble(why, times, until));
    }

    /// What has failed more than once, by topic.
    Map<String, String> complaints() {
        return troubles.entrySet().stream().filter(entry -> entry.getValue().times() > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().why(), (a, _) -> a,
                        TreeMap::new));
    }

    /// What the message says beside the payload.
    ///
    /// @param since when the oldest of its alerts was published
    static Map<String, String> properties(Sending sending, Instant since) {
        var properties = new TreeMap<String, String>();
        properties.put("escalation", Step.word(sending.kind()));
        properties.put("unanswered-since", since.toString());
        var others = new HashSet<>(sending.openings().keySet());
        others.remove(sending.carried().id());
        properties.put("alerts", Integer.toString(sending.openings().size()));
        if (!others.isEmpty()) {
            properties.put("also", others.stream().map(UUID::toString).sorted().limit(MOST_ALSO)
                    .collect(Collectors.joining(",")));
        }
        return properties;
    }
}
