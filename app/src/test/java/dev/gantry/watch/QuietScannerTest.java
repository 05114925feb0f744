// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.WatchSettings.Holidays;
import dev.gantry.config.WatchSettings.Sensitivity;
import dev.gantry.watch.SimulatedScanner.Work;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Simulated years; each line that it prints names its seeds. `-Dgantry.watch.years=200` for the figures of
/// docs/watch.md.
class QuietScannerTest {
    private static final int YEARS = Integer.getInteger("gantry.watch.years", 2);
    private static final int SEEDS = Math.max(10, YEARS);
    private static final Duration YEAR = Duration.ofDays(365);

    private static SimulatedScanner scanner(long seed, Work work, Sensitivity sensitivity, double unevenness) {
        return new SimulatedScanner(seed, work, sensitivity, unevenness, Holidays.NONE);
    }

    private static double falseAlarmsPerYear(Work work, Sensitivity sensitivity, double unevenness) {
        int alarms = IntStream.range(0, YEARS).map(seed -> {
            var scanner = scanner(seed, work, sensitivity, unevenness);
            scanner.works(YEAR);
            return scanner.alarms;
        }).sum();
        return (double) alarms / YEARS;
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void isSeldomWrongAboutAScannerThatWorksAsItDid(Work work) {
        double normal = falseAlarmsPerYear(work, Sensitivity.NORMAL, 0);
        double keen = falseAlarmsPerYear(work, Sensitivity.KEEN, 0);
        double uneven = falseAlarmsPerYear(work, Sensitivity.NORMAL, 0.3);

        System.out.printf("quiet scanner %s seeds 0 to %d: false alarms per year normal %.2f keen %.2f,"
                + " normal with uneven days %.2f%n", work, YEARS - 1, normal, keen, uneven);
        // promised are 0.5 and 4 where the hours are independent; a few more by the luck of few years
        assertThat(normal).isLessThanOrEqualTo(0.5 + 2 / Math.sqrt(YEARS));
        assertThat(keen).isLessThanOrEqualTo(4);
        assertThat(uneven).isLessThanOrEqualTo(4 + 2 / Math.sqrt(YEARS));
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void namesAScannerThatFellSilent(Work work) {
        var hours = IntStream.range(0, SEEDS).map(seed -> {
            var scanner = scanner(seed, work, Sensitivity.NORMAL, 0);
            scanner.works(Duration.ofDays(56));
            scanner.worksUntil(DayOfWeek.TUESDAY, 10);
            scanner.works(Duration.ofHours(seed % 3));
            scanner.silence(true);
            var since = scanner.now();
            while (!scanner.complains() && Duration.between(since, scanner.now()).compareTo(Habit.GONE) < 0) {
                scanner.hour();
            }
            return (int) Duration.between(since, scanner.now()).toHours();
        }).sorted().toArray();

        System.out.printf("quiet scanner %s seeds 0 to %d, silent from a Tuesday 10:00 to 12:00: named after"
                + " median %d h, longest %d h%n", work, SEEDS - 1, hours[SEEDS / 2], hours[SEEDS - 1]);
        if (work != Work.PORTABLE) { // one exam in twenty hours: two weeks of silence are hardly a surprise
            assertThat(hours[SEEDS - 1]).isLessThan(48);
        }
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void saysNothingInTheFirstTwoWeeks(Work work) {
        for (int seed = 0; seed < SEEDS; seed++) {
            var scanner = scanner(seed, work, Sensitivity.KEEN, 0);
            scanner.works(Duration.ofDays(4));
            scanner.silence(true);
            scanner.works(Duration.ofDays(9));

            assertThat(scanner.alarms).isZero();
        }
    }

    @Test
    void learnsAChangedScheduleInTwoWeeks() {
        int first = 0;
        int later = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var scanner = scanner(seed, Work.CR_OF_A_CLINIC, Sensitivity.NORMAL, 0);
            scanner.works(Duration.ofDays(70));
            scanner.change(at -> Calendar.weekend(at.getDayOfWeek()) || at.getDayOfWeek() == DayOfWeek.FRIDAY
                    || at.getHour() < 7 || at.getHour() > 12 ? 0.01 : 4); // afternoons and Fridays off
            scanner.alarms = 0;
            scanner.works(Duration.ofDays(14));
            first += scanner.alarms;
            scanner.alarms = 0;
            scanner.works(Duration.ofDays(28));
            later += scanner.alarms;
        }

        System.out.printf("changed schedule, seeds 0 to %d: %.1f alarms in the first two weeks, %.2f in the next four%n",
                SEEDS - 1, first / (double) SEEDS, later / (double) SEEDS);
        assertThat(first).isBetween(SEEDS, 12 * SEEDS);
        assertThat(later).isLessThanOrEqualTo(SEEDS / 2);
    }

    @Test
    void namesTheScannerAgainAfterAnOutageOfDays() {
        var scanner = scanner(3, Work.CR_OF_A_CLINIC, Sensitivity.NORMAL, 0);
        scanner.works(Duration.ofDays(70));
        scanner.worksUntil(DayOfWeek.TUESDAY, 9);
        scanner.silence(true);
        scanner.works(Duration.ofDays(3));
        assertThat(scanner.complains()).isTrue();
        scanner.silence(false);
        scanner.works(Duration.ofDays(5));
        assertThat(scanner.complains()).isFalse();

        scanner.worksUntil(DayOfWeek.WEDNESDAY, 9);
        scanner.silence(true);
        scanner.works(Duration.ofHours(8));

        assertThat(scanner.complains()).isTrue();
    }

    @Test
    void takesAListedHolidayForASunday() {
        var listed = new Holidays(
                Set.of(LocalDate.of(2026, 5, 14), LocalDate.of(2026, 5, 25)), Set.of(MonthDay.of(5, 1)));
        var scanner = new SimulatedScanner(5, Work.CR_OF_A_CLINIC, Sensitivity.KEEN, 0, listed);
        scanner.works(Duration.ofDays(160));

        assertThat(scanner.alarms).isZero();
    }

    @Test
    void saysWhatItKnowsInOneSentence() {
        var scanner = scanner(1, Work.CR_OF_A_CLINIC, Sensitivity.NORMAL, 0);
        scanner.works(Duration.ofDays(75));
        scanner.worksUntil(DayOfWeek.TUESDAY, 1);
        scanner.silence(true);
        scanner.works(Duration.ofHours(14));

        assertThat(scanner.complaint()).matches("CR_ROOM_2 usually sends by now on Tuesdays \\(in \\d+ of the last 10"
                + " weeks before 1\\d:00\\) and has not since Monday \\d\\d:\\d\\d");
    }

    @Test
    void remindsNobodyOfAScannerThatIsGone() {
        var scanner = scanner(1, Work.EMERGENCY_ROOM, Sensitivity.NORMAL, 0);
        scanner.works(Duration.ofDays(75));
        scanner.silence(true);
        scanner.works(Duration.ofDays(13));
        assertThat(scanner.complains()).isTrue();

        scanner.works(Duration.ofDays(2));

        assertThat(scanner.complains()).isFalse();
    }
}
