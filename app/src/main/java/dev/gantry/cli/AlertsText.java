// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.escalation.Alert;
import dev.gantry.escalation.Line;
import dev.gantry.escalation.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/// Alerts and what happened to them, one line each, for people.
final class AlertsText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int MOST_IDS = 5;

    private AlertsText() {}

    static String line(Alert alert) {
        var last = alert.last();
        return "%s  %s  %s %s%s, exam %s, since %s%s".formatted(
                last.id(),
                alert.condition().replace('-', ' ') + (alert.snoozed() ? " (snoozed)" : ""),
                last.severity().word(), last.model(),
                last.mode().name().equals("LIVE") ? "" : " (" + last.mode().name().toLowerCase(Locale.ROOT) + ")",
                last.study(), time(alert.since()), climbed(alert));
    }

    private static String climbed(Alert alert) {
        var text = new StringBuilder();
        if (alert.repeats() > 0) {
            text.append(", repeated ").append(times(alert.repeats()));
        }
        if (alert.secondTopics() > 0) {
            text.append(", escalated ").append(times(alert.secondTopics()));
        }
        return text.append(alert.degraded() ? ", status degraded" : "").toString();
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    static String line(Line line) {
        return time(line.wall()) + "  " + switch (line.step()) {
            case Step.Ruled it -> "these rules hold: " + (it.on() ? ladder(it) : "nothing escalates");
            case Step.Said(var told, _, var effect) -> "said: %s, revision %d, %s %s, %s %s, %s".formatted(told.id(),
                    told.revision(), told.state().word(), told.result().word().replace('_', ' '),
                    told.severity().word(), told.model(), said(effect));
            case Step.Acknowledged it -> acknowledged(it);
            case Step.Sent it -> "sent again on %s, revision %d of %s%s".formatted(it.tail(), it.revision(),
                    it.carried(), it.ids().size() > 1 ? ", for " + it.ids().size() + " alerts" : "");
            case Step.Degraded(var ids) -> "the status tells of " + some(ids);
            case Step.Skipped it -> "left out: %s of %s, %s".formatted(word(it.kind()), some(it.ids()),
                    switch (it.why()) {
                        case TOO_OLD -> "the broker could not be told in time";
                        case GONE -> "its payload is no longer kept";
                    });
            case Step.Ended it -> "given up: %s, %s".formatted(some(it.ids()), switch (it.why()) {
                case EXPIRED -> "unanswered for a day";
                case SETTINGS -> "the settings no longer want it";
                case CROWDED_OUT -> "too many were open";
            });
            case Step.Refused it -> "refused: %s from %s, %s%s".formatted(it.why().word(), it.receiver(), it.detail(),
                    it.count() > 1 ? ", " + it.count() + " times" : "");
            case Step.Noted it -> "nothing new, heard up to " + it.heard();
        };
    }

    private static String acknowledged(Step.Acknowledged it) {
        var ack = it.ack();
        return "%s: %s, revision %d, by %s%s (%s) at %s, %s".formatted(ack.action().word(), ack.id(), ack.revision(),
                ack.by().role(), ack.by().name().map(name -> " " + name).orElse(""), ack.receiver(), ack.at(),
                with(ack) + answered(it));
    }

    private static String with(Ack ack) {
        return switch (ack.action()) {
            case Action.Dismissed(var reason) -> "\"" + reason + "\", ";
            case Action.Snoozed(int minutes) -> minutes + " min, ";
            case Action.Seen _, Action.Accepted _ -> "";
        };
    }

    private static String answered(Step.Acknowledged it) {
        return switch (it.effect()) {
            case ENDS -> "ends the escalation of " + some(it.ids());
            case SNOOZES -> "snoozes the exam";
            case NONE -> "the escalation goes on";
            case NOT_STOPPING -> "the escalation goes on: this role does not stop it";
            case NEWER_EVIDENCE -> "the escalation goes on: there is newer evidence";
            case LAPSED -> "over when it arrived";
            case NOTHING_OPEN -> "nothing was escalating";
        };
    }

    private static String said(Step.SaidEffect effect) {
        return switch (effect) {
            case OPENS -> "waits for an answer";
            case REOPENS -> "waits for an answer again";
            case NONE -> "changes nothing";
            case ENDS_NEGATIVE, ENDS_RETRACTED -> "ends the escalation";
            case NOT_LIVE -> "does not escalate: not live";
            case LATE -> "does not escalate: an old picture";
            case NOT_THIS_SEVERITY -> "does not escalate: not this severity";
            case OFF -> "does not escalate: off";
            case ANSWERED -> "answered already";
        };
    }

    private static String ladder(Step.Ruled it) {
        return it.ladder().stream().map(rung -> word(rung.step()) + " after " + words(rung.after()))
                .collect(Collectors.joining(", "))
                + "; stopped by " + it.stopping().stream().sorted().collect(Collectors.joining(", "));
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String some(List<UUID> ids) {
        var some = ids.stream().limit(MOST_IDS).map(UUID::toString).collect(Collectors.joining(", "));
        return ids.size() > MOST_IDS ? some + " and " + (ids.size() - MOST_IDS) + " more" : some;
    }

    private static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }
}
