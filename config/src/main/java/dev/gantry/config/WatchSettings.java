// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the appliance watches for besides its own health: scanners that fall silent, models that drift.
///
/// @param learnSince what was learned before this day is forgotten
public record WatchSettings(Scanners scanners, Models models, Optional<LocalDate> learnSince) {
    /// How readily a watch complains; `docs/watch.md` has the figures.
    public enum Sensitivity {
        OFF(Double.POSITIVE_INFINITY),
        CALM(10),
        NORMAL(2),
        KEEN(0.25);

        private final double years;

        Sensitivity(double years) {
            this.years = years;
        }

        /// Years from one false alarm to the next, at least, of each scanner or model that is watched.
        public double yearsPerFalseAlarm() {
            return years;
        }
    }

    /// @param ignore   calling AE titles that nobody waits for
    /// @param holidays days on which a scanner is expected to send what it sends on Sundays
    /// @param zone     whose clock the people at the scanners live by
    public record Scanners(Sensitivity sensitivity, Set<String> ignore, Holidays holidays, ZoneId zone) {
        public Scanners {
            ignore = Set.copyOf(ignore);
        }
    }

    /// @param once   on these dates
    /// @param yearly on these days of each year
    public record Holidays(Set<LocalDate> once, Set<MonthDay> yearly) {
        public static final Holidays NONE = new Holidays(Set.of(), Set.of());

        public Holidays {
            once = Set.copyOf(once);
            yearly = Set.copyOf(yearly);
        }

        public boolean on(LocalDate date) {
            return once.contains(date) || yearly.contains(MonthDay.from(date));
        }
    }

    /// @param expected by model name, the share of its analysed exams that is positive, 0 to 1; of other models it is
    ///                 learned
    public record Models(Sensitivity sensitivity, Map<String, Double> expected) {
        public Models {
            expected = Map.copyOf(expected);
        }
    }
}
