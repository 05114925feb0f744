// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// When one scanner usually sends, and whether its present silence is unusual.
///
/// Pure: told of each arrival and of each hour that ended. The surprise of a silence is the sum of those of its hours,
/// so that `e^-surprise` bounds the chance of so long a silence while the scanner works as it did, hour by hour
/// independently. What hours of a day have in common (an afternoon off, a closed Friday) is met by
/// [History#surpriseByHabit], and a scanner that is more irregular than that by the second longest of its pauses.
final class Habit {
    /// Before this age nothing is said.
    static final Duration LEARNING = Duration.ofDays(14);
    /// A scanner silent for so long was taken away, or is away for long: nobody is reminded any more.
    static final Duration GONE = Duration.ofDays(14);

    private static final int LEAST_ACTIVE_DAYS = 5;
    private static final Duration PAUSES_KEPT = Duration.ofDays(28);
    private static final int MOST_PAUSES = 64;
    private static final double WORTH_KEEPING = 2;
    private static final double MARGIN = 1.5;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEEE HH:mm", Locale.ENGLISH);

    /// A silence that ended.
    ///
    /// @param surprise in nats
    record Pause(Instant end, double surprise) {}

    /// Where the silence stands that goes on now.
    ///
    /// @param before surprise of the hours up to yesterday, in nats
    /// @param date   the day that the rest is about
    /// @param from   its first silent hour that was watched, -1 when there is none yet
    /// @param today  surprise of its hours so far, in nats
    record Silence(double before, LocalDate date, int from, double today) {
        static final Silence NONE = new Silence(0, LocalDate.EPOCH, -1, 0);

        double surprise() {
            return before + today;
        }

        private Silence on(LocalDate other) {
            return date.equals(other) ? this : new Silence(before + today, other, -1, 0);
        }
    }

    private final String scanner;
    private final History history = new History();
    private final List<Pause> pauses = new ArrayList<>();
    private final Instant first;
    private Instant last;
    private Silence silence = Silence.NONE;
    private Optional<String> complaint = Optional.empty();

    /// @param first when it first sent
    Habit(String scanner, Instant first) {
        this.scanner = scanner;
        this.first = first;
        this.last = first;
    }

    /// As it was written.
    Habit(String scanner, Instant first, Instant last, Silence silence, Optional<String> complaint) {
        this.scanner = scanner;
        this.first = first;
        this.last = last;
        this.silence = silence;
        this.complaint = complaint;
    }

    String scanner() {
        return scanner;
    }

    History history() {
        return history;
    }

    List<Pause> pauses() {
        return pauses;
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }

    Silence silence() {
        return silence;
    }

    /// The sentence for the status; empty while all is as usual.
    Optional<String> complaint() {
        return complaint;
    }

    /// @param limit from which surprise on a silence is unusual, in nats
    void arrived(Calendar.Hour hour, Instant at, double limit) {
        history.saw(hour);
        if (silence.surprise() > WORTH_KEEPING) {
            pauses.add(new Pause(at, Math.min(silence.surprise(), limit)));
            pauses.removeIf(pause -> pause.end().isBefore(at.minus(PAUSES_KEPT)));
            if (pauses.size() > MOST_PAUSES) {
                pauses.removeFirst();
            }
        }
        last = at.isAfter(last) ? at : last;
        silence = Silence.NONE;
        complaint = Optional.empty();
    }

    /// The hour ended, and was watched from end to end.
    ///
    /// @param limit from which surprise on a silence is unusual, in nats
    void ended(Calendar calendar, Calendar.Hour hour, double limit) {
        boolean sent = history.day(hour.date()).saw(hour.hour());
        double surprise = sent ? 0 : history.surprise(calendar, hour);
        history.watched(hour);
        if (sent) {
            return;
        }
        var so = silence.on(hour.date());
        int from = so.from() < 0 ? hour.hour() : so.from();
        double habitual = history.surpriseByHabit(calendar, hour.date(), from, hour.hour());
        silence = new Silence(so.before(), hour.date(), from, Math.min(so.today() + surprise, habitual));
        judge(calendar, hour, limit);
    }

    private void judge(Calendar calendar, Calendar.Hour hour, double limit) {
        boolean known = !hour.start().isBefore(first.plus(LEARNING)) && history.activeDays() >= LEAST_ACTIVE_DAYS;
        if (!hour.start().isBefore(last.plus(GONE))) {
            complaint = Optional.empty();
        } else if (complaint.isEmpty() && known && silence.surprise() >= patience(limit)) {
            complaint = Optional.of(sentence(calendar, hour));
        }
    }

    /// One long pause may have been an outage; from the second longest of four weeks on they are how this scanner is.
    private double patience(double limit) {
        double second = pauses.stream().map(Pause::surprise).sorted((a, b) -> Double.compare(b, a)).skip(1)
                .findFirst().orElse(0.0);
        return Math.max(limit, MARGIN * second);
    }

    private String sentence(Calendar calendar, Calendar.Hour hour) {
        var weeks = history.weeks(calendar, hour.date(), silence.from(), hour.hour());
        var day = calendar.weekday(hour.date()).getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "s";
        var when = silence.from() == 0
                ? "before %02d:00".formatted(hour.hour() + 1)
                : "between %02d:00 and %02d:00".formatted(silence.from(), hour.hour() + 1);
        return "%s usually sends by now on %s (in %d of the last %d weeks %s) and has not since %s".formatted(
                scanner, day, weeks.sent(), weeks.of(), when, TIME.format(last.atZone(calendar.zone())));
    }

    /// The clock went back: it was wrong before.
    void clockWentBack(Calendar.Hour now) {
        history.forgetAfter(now.date());
        pauses.removeIf(pause -> pause.end().isAfter(now.start()));
        last = last.isAfter(now.start()) ? now.start() : last;
        silence = Silence.NONE;
        complaint = Optional.empty();
    }
}
