// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;

/// In which local hours of the last ten weeks something came, as far as anybody was there to see it.
final class History {
    /// Days that are kept.
    static final int DAYS = 71;

    /// A day as old as this counts half.
    private static final double HALF_LIFE_DAYS = 21;
    /// What another day of the same kind (Monday to Friday, or weekend) counts, compared with the same weekday.
    private static final double OTHER_DAY = 0.5;
    /// How far back habits are looked for.
    private static final int HABIT_DAYS = 28;

    /// @param seen     hours in which something came, one bit each
    /// @param observed hours that were watched from end to end, one bit each
    record Day(int seen, int observed) {
        private static final Day NONE = new Day(0, 0);

        boolean saw(int hour) {
            return (seen & 1 << hour) != 0;
        }

        private boolean watched(int hour) {
            return (observed & 1 << hour) != 0;
        }

        /// Whether all of the hours from `from` to `to` were watched, and nothing came.
        private boolean silent(int from, int to) {
            int hours = (1 << to + 1) - (1 << from);
            return (observed & hours) == hours && (seen & hours) == 0;
        }

        private boolean watched(int from, int to) {
            int hours = (1 << to + 1) - (1 << from);
            return (observed & hours) == hours;
        }
    }

    private final TreeMap<LocalDate, Day> days = new TreeMap<>();

    /// The days that are kept, oldest first.
    TreeMap<LocalDate, Day> days() {
        return days;
    }

    void saw(Calendar.Hour at) {
        put(at.date(), new Day(day(at.date()).seen | 1 << at.hour(), day(at.date()).observed));
    }

    /// The hour was watched from end to end.
    void watched(Calendar.Hour hour) {
        put(hour.date(), new Day(day(hour.date()).seen, day(hour.date()).observed | 1 << hour.hour()));
    }

    void put(LocalDate date, Day day) {
        days.put(date, day);
        while (days.size() > DAYS) {
            days.pollFirstEntry();
        }
    }

    Day day(LocalDate date) {
        return days.getOrDefault(date, Day.NONE);
    }

    /// The clock was ahead: what is said to be of later days never was.
    void forgetAfter(LocalDate date) {
        days.tailMap(date, false).clear();
    }

    long activeDays() {
        return days.values().stream().filter(day -> day.seen != 0).count();
    }

    /// How surprising it is that nothing came in this hour, in nats: `-ln((silent + 1) / (watched + 1))` over the same
    /// hour of earlier days, near ones counting more. This is the p-value of "silent again" among exchangeable days
    /// (the conformal p-value of Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005): 0 where it
    /// was always silent, and never large on few days.
    double surprise(Calendar calendar, Calendar.Hour hour) {
        var weekday = calendar.weekday(hour.date());
        double silent = 0;
        double watched = 0;
        for (var entry : days.headMap(hour.date()).entrySet()) {
            if (entry.getValue().watched(hour.hour())) {
                double weight = weight(weekday, calendar.weekday(entry.getKey()),
                        ChronoUnit.DAYS.between(entry.getKey(), hour.date()));
                watched += weight;
                silent += entry.getValue().saw(hour.hour()) ? 0 : weight;
            }
        }
        return -Math.log((silent + 1) / (watched + 1));
    }

    private static double weight(DayOfWeek today, DayOfWeek then, long ageDays) {
        if (Calendar.weekend(today) != Calendar.weekend(then)) {
            return 0;
        }
        return (today == then ? 1 : OTHER_DAY) * Math.pow(2, -ageDays / HALF_LIFE_DAYS);
    }

    /// How surprising a silence from hour `from` to hour `to` is by the habits of the last four weeks: one such day of
    /// the same weekday may have been an outage, two are a habit. Infinite when there is none.
    double surpriseByHabit(Calendar calendar, LocalDate date, int from, int to) {
        var weekday = calendar.weekday(date);
        var same = days.subMap(date.minusDays(HABIT_DAYS), date).entrySet().stream()
                .filter(entry -> calendar.weekday(entry.getKey()) == weekday)
                .map(entry -> entry.getValue())
                .filter(day -> day.watched(from, to))
                .toList();
        long silent = same.stream().filter(day -> day.silent(from, to)).count();
        return silent < 2 ? Double.POSITIVE_INFINITY : -Math.log(silent / (same.size() + 1.0));
    }

    /// Of the last ten weeks with such a day, in how many something came from hour `from` to hour `to`.
    Weeks weeks(Calendar calendar, LocalDate date, int from, int to) {
        var weekday = calendar.weekday(date);
        var same = days.headMap(date).entrySet().stream()
                .filter(entry -> calendar.weekday(entry.getKey()) == weekday
                        && ChronoUnit.DAYS.between(entry.getKey(), date) < DAYS)
                .map(entry -> entry.getValue())
                .filter(day -> day.watched(from, to))
                .toList();
        return new Weeks((int) same.stream().filter(day -> !day.silent(from, to)).count(), same.size());
    }

    /// @param sent in so many
    /// @param of   so many that were watched
    record Weeks(int sent, int of) {}
}
