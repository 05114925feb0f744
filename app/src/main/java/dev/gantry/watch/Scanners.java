// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import dev.gantry.config.WatchSettings.Sensitivity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The habits of all scanners, and the hours in which anybody was there to see them.
///
/// Pure: told the time at least each minute.
final class Scanners {
    /// One more makes room for itself: the one that was silent longest is forgotten.
    static final int MOST = 64;

    /// Hours of a year in which a silence can begin.
    private static final double BEGINNINGS_PER_YEAR = 24 * 365;
    /// Minutes of an hour that must have been watched.
    private static final int MOSTLY = 50;
    /// A clock set back by less is waited for.
    private static final Duration SMALL_STEP_BACK = Duration.ofMinutes(90);

    private final Calendar calendar;
    private final Set<String> ignored;
    private final boolean on;
    private final double limit;
    private final Map<String, Habit> habits = new TreeMap<>();
    private Optional<Calendar.Hour> current = Optional.empty();
    private long minutes;

    Scanners(Calendar calendar, Sensitivity sensitivity, Set<String> ignored) {
        this.calendar = calendar;
        this.ignored = ignored;
        this.on = sensitivity != Sensitivity.OFF;
        this.limit = limit(sensitivity);
    }

    /// The surprise, in nats, that by chance is reached at most once in so many years, however often silences begin:
    /// by Boole's inequality, over one beginning each hour.
    static double limit(Sensitivity sensitivity) {
        return Math.log(BEGINNINGS_PER_YEAR * sensitivity.yearsPerFalseAlarm());
    }

    Collection<Habit> habits() {
        return habits.values();
    }

    /// Takes up what was written.
    void restore(Habit habit) {
        habits.put(habit.scanner(), habit);
    }

    void arrived(String scanner, Instant at) {
        if (!habits.containsKey(scanner) && habits.size() >= MOST) {
            habits.values().stream().min(Comparator.comparing(Habit::last))
                    .ifPresent(habit -> habits.remove(habit.scanner()));
        }
        habits.computeIfAbsent(scanner, name -> new Habit(name, at)).arrived(calendar.hour(at), at, limit);
    }

    void tick(Instant now) {
        var hour = calendar.hour(now);
        var before = current.orElse(hour);
        if (hour.start().isAfter(before.start())) {
            if (Long.bitCount(minutes) >= MOSTLY) {
                habits.values().forEach(habit -> habit.ended(calendar, before, limit));
            }
            minutes = 0;
        } else if (hour.start().isBefore(before.start())) {
            if (now.isAfter(before.start().minus(SMALL_STEP_BACK))) {
                return;
            }
            habits.values().forEach(habit -> habit.clockWentBack(hour));
            minutes = 0;
        }
        current = Optional.of(hour);
        minutes |= 1L << Duration.between(hour.start(), now).toMinutes();
    }

    List<String> complaints() {
        return habits.values().stream()
                .filter(habit -> on && !ignored.contains(habit.scanner()))
                .flatMap(habit -> habit.complaint().stream())
                .toList();
    }
}
