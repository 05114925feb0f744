// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import dev.gantry.config.WatchSettings.Holidays;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/// How the people at the scanners divide time: local hours, and weekdays on which a holiday is a Sunday.
record Calendar(ZoneId zone, Holidays holidays) {

    /// One local hour. When the clocks are put back there are two of the same name, one after the other; when they
    /// are put forward one is missing.
    ///
    /// @param start its first moment
    /// @param hour  0 to 23
    record Hour(Instant start, LocalDate date, int hour) {}

    Hour hour(Instant moment) {
        return hour(moment.atZone(zone));
    }

    private Hour hour(ZonedDateTime local) {
        return new Hour(local.truncatedTo(ChronoUnit.HOURS).toInstant(), local.toLocalDate(), local.getHour());
    }

    DayOfWeek weekday(LocalDate date) {
        return holidays.on(date) ? DayOfWeek.SUNDAY : date.getDayOfWeek();
    }

    static boolean weekend(DayOfWeek day) {
        return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    }
}
