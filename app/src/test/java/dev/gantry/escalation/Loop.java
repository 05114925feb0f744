// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.config.AlertSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The core without a disk, and a broker that is there or not. What is recorded goes through its JSON.
final class Loop {
    final List<Line> lines = new ArrayList<>();
    final List<Sending> delivered = new ArrayList<>();
    boolean brokerThere = true;
    Instant now = Sayings.START;
    Cases cases = new Cases();
    private final AlertSettings settings;
    private Outgoing outgoing;

    Loop(AlertSettings settings) {
        this.settings = settings;
        this.outgoing = new Outgoing(settings.repeatsPerMinute());
        record(Ladder.rule(cases, Step.Ruled.of(settings)));
    }

    Loop record(List<Step> steps) {
        for (var step : steps) {
            var line = LineJson.read(LineJson.write(new Line(now, now, step))).orElseThrow();
            lines.add(line);
            cases.apply(line);
        }
        return this;
    }

    private Ladder.Now both() {
        return new Ladder.Now(now, now);
    }

    Loop say(Told told) {
        return record(Ladder.said(cases, told, both()));
    }

    Ladder.Reply answer(Ack ack) {
        var reply = Ladder.answer(cases, ack, both());
        if (reply instanceof Ladder.Reply.Take(var step)) {
            record(List.of(step));
        }
        return reply;
    }

    /// Looks once; what is sent is under way until [#arrive].
    List<Sending> look() {
        record(Ladder.tick(cases, now, outgoing.heldBack()));
        return outgoing.take(Ladder.due(cases, now), cases.sentInTheMinuteBefore(now), now);
    }

    /// The broker answers, or is not there to.
    void arrive(Sending sending) {
        if (!brokerThere) {
            outgoing.failed(sending, "away", now);
            return;
        }
        delivered.add(sending);
        if (outgoing.taken(sending)) {
            var ids = sending.openings().entrySet().stream()
                    .filter(it -> cases.find(it.getKey())
                            .filter(one -> one.open() && one.opening() == it.getValue()).isPresent())
                    .map(Map.Entry::getKey).sorted().toList();
            record(List.of(new Step.Sent(sending.kind(), sending.tail(), sending.carried().id(),
                    sending.carried().revision(), ids)));
        }
    }

    /// Looks each second for so long, with answers at once.
    Loop pass(Duration time) {
        var until = now.plus(time);
        while (now.isBefore(until)) {
            now = now.plusSeconds(1);
            look().forEach(this::arrive);
        }
        return this;
    }

    /// Everything but the lines is forgotten.
    void restart(Duration away) {
        cases = new Cases();
        lines.forEach(cases::apply);
        outgoing = new Outgoing(settings.repeatsPerMinute());
        now = now.plus(away);
        record(Ladder.rule(cases, Step.Ruled.of(settings)));
    }

    /// `00:02:00 repeat alert/stat 1`, the time counted from the start; the ids as their numbers.
    List<String> steps() {
        return lines.stream().flatMap(line -> Optional.ofNullable(switch (line.step()) {
            case Step.Sent it -> time(line) + " " + Step.word(it.kind()) + " " + it.tail() + " " + numbers(it.ids());
            case Step.Degraded(var ids) -> time(line) + " degraded " + numbers(ids);
            case Step.Skipped it -> time(line) + " skipped " + Step.word(it.kind()) + " " + numbers(it.ids());
            case Step.Ended it -> time(line) + " ended " + Step.word(it.why()) + " " + numbers(it.ids());
            case Step.Ruled _, Step.Said _, Step.Acknowledged _, Step.Refused _, Step.Noted _ -> null;
        }).stream()).toList();
    }

    private static String time(Line line) {
        var since = Duration.between(Sayings.START, line.at());
        return "%02d:%02d:%02d".formatted(since.toHours(), since.toMinutesPart(), since.toSecondsPart());
    }

    private static String numbers(List<UUID> ids) {
        return String.join(",", ids.stream().map(id -> Long.toString(id.getLeastSignificantBits() & 0xffff)).sorted()
                .toList());
    }
}
