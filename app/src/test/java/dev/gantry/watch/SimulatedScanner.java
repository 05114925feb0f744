// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import dev.gantry.config.WatchSettings.Holidays;
import dev.gantry.config.WatchSettings.Sensitivity;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/// A scanner that never was, with as many years of work as a test wants.
final class SimulatedScanner {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z"); // a Monday

    /// How many exams an hour has on average.
    enum Work {
        CT_ROUND_THE_CLOCK(at -> at.getHour() >= 7 && at.getHour() < 19 ? 3 : 0.8),
        CR_OF_A_CLINIC(at -> weekend(at) || at.getHour() < 7 || at.getHour() > 16 ? 0.02 : at.getHour() == 12 ? 1 : 4),
        MAMMOGRAPHY(at -> weekend(at) || at.getHour() < 8 || at.getHour() > (friday(at) ? 11 : 14) ? 0 : 1.5),
        PORTABLE(at -> 0.05),
        MR_WITH_SATURDAYS(at -> at.getDayOfWeek() == DayOfWeek.SUNDAY || at.getHour() < 8
                || at.getHour() > (weekend(at) ? 12 : 18) ? 0 : 1.3),
        EMERGENCY_ROOM(at -> at.getHour() >= 10 && at.getHour() < 23 ? 1.2 : 0.5);

        private final ToDoubleFunction<ZonedDateTime> rate;

        Work(ToDoubleFunction<ZonedDateTime> rate) {
            this.rate = rate;
        }

        private static boolean weekend(ZonedDateTime at) {
            return Calendar.weekend(at.getDayOfWeek());
        }

        private static boolean friday(ZonedDateTime at) {
            return at.getDayOfWeek() == DayOfWeek.FRIDAY;
        }
    }

    private final Random random;
    private final Calendar calendar;
    private final double limit;
    private final double unevenness;
    private ToDoubleFunction<ZonedDateTime> rate;
    private Optional<Habit> habit = Optional.empty();
    private Instant now = START;
    private double today = 1;
    private boolean silent;
    int alarms;

    /// @param unevenness 0: every day of the same name is alike; 0.5: the work of a day varies by half
    SimulatedScanner(long seed, Work work, Sensitivity sensitivity, double unevenness, Holidays holidays) {
        this.random = new Random(seed);
        this.rate = work.rate;
        this.calendar = new Calendar(BERLIN, holidays);
        this.limit = Scanners.limit(sensitivity);
        this.unevenness = unevenness;
    }

    Instant now() {
        return now;
    }

    ZonedDateTime local() {
        return now.atZone(BERLIN);
    }

    boolean complains() {
        return habit.flatMap(Habit::complaint).isPresent();
    }

    String complaint() {
        return habit.flatMap(Habit::complaint).orElse("");
    }

    void silence(boolean yes) {
        silent = yes;
    }

    void change(ToDoubleFunction<ZonedDateTime> other) {
        rate = other;
    }

    void works(Duration time) {
        var end = now.plus(time);
        while (now.isBefore(end)) {
            hour();
        }
    }

    void worksUntil(DayOfWeek day, int hour) {
        do {
            hour();
        } while (local().getDayOfWeek() != day || local().getHour() != hour);
    }

    void hour() {
        var local = local();
        if (local.getHour() == 0) {
            today = Math.max(0.1, 1 + unevenness * random.nextGaussian());
        }
        boolean before = complains();
        var hour = calendar.hour(now);
        double expected = calendar.holidays().on(local.toLocalDate()) ? 0 : rate.applyAsDouble(local) * today;
        if (!silent && random.nextDouble() < 1 - Math.exp(-expected)) {
            var at = now.plusSeconds(random.nextInt(3600));
            var it = habit.orElseGet(() -> new Habit("CR_ROOM_2", at));
            habit = Optional.of(it);
            it.arrived(hour, at, limit);
        }
        habit.ifPresent(it -> it.ended(calendar, hour, limit));
        alarms += !before && complains() ? 1 : 0;
        now = now.plus(Duration.ofHours(1));
    }
}
