// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.delivery.Deliveries;
import dev.gantry.mqtt.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When to say how the appliance is, how far the ledger has come, and what was counted. Confined to the publisher's
/// thread.
final class Bulletins {
    private static final Logger LOG = LoggerFactory.getLogger(Bulletins.class);
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();
    private static final long REFUSED_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long METRICS_NANOS = Duration.ofSeconds(10).toNanos();

    /// The order is who goes first.
    enum Kind { STATUS, LEDGER, METRICS }

    record Bulletin(Kind kind, Message message) {}

    /// What is told.
    ///
    /// @param complaints of the publisher itself
    /// @param queues     how many wait where, `outbox` and `in-flight` among them
    record Facts(List<String> complaints, Ledger ledger, Map<String, Integer> queues) {}

    private final Topics topics;
    private final Messages messages;
    private final Status status;
    private final Tally tally;
    private final Supplier<Health> health;
    private final Duration heartbeat;
    private final Clock clock;
    private final Set<Kind> out = EnumSet.noneOf(Kind.class);
    private final Map<Kind, String> refused = new EnumMap<>(Kind.class);
    private long ledgerAtNanos;
    private long lookAtNanos;
    private long heartbeatAtNanos;
    private long metricsAtNanos;
    private boolean ledgerAnew = true;
    private Optional<Ledger> toldLedger = Optional.empty();
    private List<String> toldReasons = List.of();
    private final List<Bulletin> due = new ArrayList<>();

    Bulletins(Topics topics, Messages messages, Status status, Tally tally, Supplier<Health> health,
            Duration heartbeat, Clock clock) {
        this.topics = topics;
        this.messages = messages;
        this.status = status;
        this.tally = tally;
        this.health = health;
        this.heartbeat = heartbeat;
        this.clock = clock;
    }

    /// A new connection: all is told anew.
    void connected(long nowNanos) {
        lost();
        lookAtNanos = nowNanos;
        heartbeatAtNanos = nowNanos;
        ledgerAtNanos = nowNanos;
        refused.clear();
        metricsAtNanos = nowNanos + METRICS_NANOS;
        ledgerAnew = true;
    }

    void lost() {
        out.clear();
        due.clear();
    }

    /// Somebody needs the ledger who has missed it.
    void ledgerAnew() {
        ledgerAnew = true;
    }

    /// The next that is due; it counts as in flight.
    Optional<Bulletin> next(long nowNanos, Supplier<Facts> facts) {
        if (due.isEmpty() && nowNanos - lookAtNanos >= 0) {
            lookAtNanos = nowNanos + LOOK_NANOS;
            look(nowNanos, facts.get());
        }
        return due.isEmpty() ? Optional.empty() : Optional.of(due.removeFirst());
    }

    private void look(long nowNanos, Facts facts) {
        var now = clock.instant();
        var well = health.get();
        if (!out.contains(Kind.STATUS)) {
            var reasons = new ArrayList<>(well.reasons());
            reasons.addAll(facts.complaints());
            reasons.addAll(refused.values());
            if (!reasons.equals(toldReasons) || nowNanos - heartbeatAtNanos >= 0) {
                note(reasons);
                heartbeatAtNanos = nowNanos + heartbeat.toNanos();
                var queues = facts.queues();
                add(Kind.STATUS, messages.alive(topics.status(), status.alive(now,
                        reasons, well, queues.get("outbox"), queues.get("in-flight")), heartbeat));
            }
        }
        if (!out.contains(Kind.LEDGER) && nowNanos - ledgerAtNanos >= 0 && (ledgerAnew || toldLedger.filter(facts.ledger()::equals).isEmpty())) {
            ledgerAnew = false;
            toldLedger = Optional.of(facts.ledger());
            add(Kind.LEDGER, messages.ledger(topics.ledger(), facts.ledger().json(now)));
        }
        if (!out.contains(Kind.METRICS) && nowNanos - metricsAtNanos >= 0) {
            metricsAtNanos = nowNanos + METRICS_NANOS;
            add(Kind.METRICS, messages.metrics(topics.metrics(), tally.json(now, facts.queues())));
        }
    }

    private void add(Kind kind, Message message) {
        out.add(kind);
        due.add(new Bulletin(kind, message));
    }

    private void note(List<String> reasons) {
        reasons.stream().filter(it -> !toldReasons.contains(it)).forEach(it -> LOG.warn("degraded: {}", it));
        toldReasons.stream().filter(it -> !reasons.contains(it)).forEach(it -> LOG.info("no longer: {}", it));
        toldReasons = List.copyOf(reasons);
    }

    void answered(Kind kind, int reason, long nowNanos) {
        out.remove(kind);
        if (reason < Deliveries.FIRST_REFUSAL) {
            refused.remove(kind);
            return;
        }
        switch (kind) {
            case LEDGER -> {
                ledgerAnew = true;
                ledgerAtNanos = nowNanos + REFUSED_NANOS;
                refused.put(kind, refusal(topics.ledger(), reason));
            }
            case STATUS -> LOG.warn(refusal(topics.status(), reason));
            case METRICS -> {} // QoS 0: never answered
        }
    }

    private static String refusal(String topic, int reason) {
        return "the broker refuses %s with reason 0x%02x; its access list must let us write it".formatted(topic, reason);
    }

    /// The last word.
    Message farewell(String why) {
        return messages.offline(topics.status(), status.offline(clock.instant(), why, health.get()));
    }
}
