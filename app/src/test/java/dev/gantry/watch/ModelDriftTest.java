// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.WatchSettings.Sensitivity;
import dev.gantry.watch.ModelHabit.Memory;
import dev.gantry.watch.ModelHabit.Seen;
import dev.gantry.watch.ModelHabit.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Simulated years of exams; each line that it prints names its seeds. `-Dgantry.watch.years=200` for the figures of
/// docs/watch.md.
class ModelDriftTest {
    private static final int SITES = Integer.getInteger("gantry.watch.years", 20);
    private static final int EXAMS_PER_YEAR = 6000;
    private static final Version VERSION = new Version("chest-pneumonia", "1.0.0");

    /// A site and what its exams are like.
    private static final class Site {
        private final Random random;
        private final ModelHabit habit;
        private Instant now = Instant.parse("2026-01-05T00:00:00Z");
        private double positives;
        private double refusals = 0.01;
        private double shift;
        private int alarms;
        private int exams;

        Site(long seed, double positives, Sensitivity sensitivity, Optional<Double> expected) {
            this.random = new Random(seed);
            this.positives = positives;
            this.habit = new ModelHabit(VERSION, sensitivity, expected, Memory.since(now));
        }

        void exam() {
            int before = habit.complaints().size();
            now = now.plus(Duration.ofMinutes(365 * 24 * 60 / EXAMS_PER_YEAR));
            boolean positive = random.nextDouble() < positives;
            double logit = (positive ? 2 : -2.5) + shift + random.nextGaussian();
            habit.saw(new Seen(now, random.nextDouble() < refusals, positive, 1 / (1 + Math.exp(-logit))));
            alarms += Math.max(0, habit.complaints().size() - before);
            exams++;
        }

        void exams(int count) {
            for (int i = 0; i < count; i++) {
                exam();
            }
        }

        /// How many exams it takes until something is said; at most a year's.
        int until(Consumer<Site> change) {
            exams(3000);
            change.accept(this);
            exams = 0;
            int before = habit.complaints().size();
            while (habit.complaints().size() <= before && exams < EXAMS_PER_YEAR) {
                exam();
            }
            return exams;
        }
    }

    private static Site site(long seed, double positives) {
        return new Site(seed, positives, Sensitivity.NORMAL, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"0.02", "0.1", "0.5", "0.9"})
    void isSeldomWrongAboutAModelThatAnswersAsItDid(double positives) {
        var rates = new ArrayList<Double>();
        for (var sensitivity : new Sensitivity[] {Sensitivity.CALM, Sensitivity.NORMAL, Sensitivity.KEEN}) {
            int alarms = IntStream.range(0, SITES).map(seed -> {
                var site = new Site(seed, positives, sensitivity, Optional.empty());
                site.exams(EXAMS_PER_YEAR);
                return site.alarms;
            }).sum();
            rates.add((double) alarms / SITES);
        }

        System.out.printf("model drift, %.0f %% positive, seeds 0 to %d: false alarms per year calm %.2f normal %.2f"
                + " keen %.2f%n", 100 * positives, SITES - 1, rates.get(0), rates.get(1), rates.get(2));
        assertThat(rates.get(0)).isLessThanOrEqualTo(0.1 + 1.5 / Math.sqrt(SITES));
        assertThat(rates.get(1)).isLessThanOrEqualTo(0.5 + 1.5 / Math.sqrt(SITES));
        assertThat(rates.get(2)).isLessThanOrEqualTo(4);
    }

    private static void detects(String what, int most, double positives, Consumer<Site> change) {
        var exams = IntStream.range(0, SITES).map(seed -> site(seed, positives).until(change)).sorted().toArray();
        System.out.printf("model drift, %s, seeds 0 to %d: named after median %d exams (%.1f days of %d a year),"
                + " longest %d%n", what, SITES - 1, exams[SITES / 2], exams[SITES / 2] * 365.0 / EXAMS_PER_YEAR,
                EXAMS_PER_YEAR, exams[SITES - 1]);
        assertThat(exams[SITES / 2]).isLessThanOrEqualTo(most);
    }

    @Test
    void namesAModelThatIsPositiveMoreOften() {
        detects("10 % positive become 25 %", 400, 0.1, site -> site.positives = 0.25);
        detects("10 % positive become all", 40, 0.1, site -> site.positives = 1);
    }

    @Test
    void namesAModelThatIsPositiveLessOften() {
        detects("20 % positive become 5 %", 600, 0.2, site -> site.positives = 0.05);
        detects("10 % positive become none", 600, 0.1, site -> site.positives = 0);
    }

    @Test
    void namesAModelThatRefuses() {
        detects("1 % not analysed become all", 20, 0.1, site -> site.refusals = 1);
        detects("1 % not analysed become 20 %", 200, 0.1, site -> site.refusals = 0.2);
    }

    @Test
    void namesScoresThatAreSpreadOtherwise() {
        detects("scores move by a standard deviation, positives do not", 401, 0.1, site -> site.shift = 1);
    }

    @Test
    void saysWhichRateChangedAndHowMuch() {
        var site = site(1, 0.1);
        site.until(it -> it.positives = 1);
        assertThat(site.habit.complaints()).first().asString().matches("chest-pneumonia 1\\.0\\.0 is positive more often"
                + " than expected: \\d+ of the last \\d+ exams, expected \\d+\\.\\d %");

        var refusing = site(2, 0.1);
        refusing.until(it -> it.refusals = 1);
        assertThat(refusing.habit.complaints()).first().asString().matches(
                "chest-pneumonia 1\\.0\\.0 could not analyse \\d+ of the last \\d+ exams, usually \\d\\.\\d %");

        var drifting = site(3, 0.1);
        drifting.until(it -> it.shift = 2);
        assertThat(drifting.habit.complaints()).first().asString().matches("the scores of chest-pneumonia 1\\.0\\.0 are"
                + " spread otherwise than in its first 400 exams \\(index \\d\\.\\d\\d, alarm from \\d\\.\\d\\d\\)");
    }

    @Test
    void isQuietAgainWhenAllIsAsItWas() {
        var site = site(4, 0.1);
        site.until(it -> it.refusals = 1);
        assertThat(site.habit.complaints()).isNotEmpty();

        site.refusals = 0.01;
        site.exams(600);

        assertThat(site.habit.complaints()).isEmpty();
    }

    @Test
    void holdsAModelToTheRateOfTheSettingsFromItsFirstExamOn() {
        var site = new Site(5, 0.6, Sensitivity.NORMAL, Optional.of(0.1));
        site.exams(60);

        assertThat(site.habit.complaints()).singleElement().asString()
                .startsWith("chest-pneumonia 1.0.0 is positive more often than expected").endsWith("expected 10.0 %");
    }

    @Test
    void saysNothingWhenItIsOff() {
        var site = new Site(6, 0.1, Sensitivity.OFF, Optional.of(0.1));
        site.exams(1000);
        site.refusals = 1;
        site.exams(1000);

        assertThat(site.habit.complaints()).isEmpty();
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        var through = site(7, 0.1);
        var restarted = site(7, 0.1);
        through.exams(3000);
        for (int i = 0; i < 3000; i++) {
            restarted.exam();
        }
        var again = new ModelHabit(VERSION, Sensitivity.NORMAL, Optional.empty(), restarted.habit.memory());

        assertThat(again.memory()).isEqualTo(through.habit.memory());
    }

    @Test
    void takesAModelWhoseScoresAreAllTheSame() {
        var habit = new ModelHabit(VERSION, Sensitivity.NORMAL, Optional.empty(), Memory.since(Instant.EPOCH));
        for (int i = 0; i < 5000; i++) {
            habit.saw(new Seen(Instant.EPOCH.plusSeconds(3600L * i), false, false, 0));
        }

        assertThat(habit.complaints()).isEmpty();
    }
}
