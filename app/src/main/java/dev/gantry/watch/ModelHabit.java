// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import dev.gantry.config.WatchSettings.Sensitivity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// One version of one model: its first exams, and whether the later ones are like them.
///
/// Pure: told of one answer for each exam. Four tests share the false alarms that the sensitivity allows: positive too
/// often, too seldom, not analysed too often, scores spread otherwise.
final class ModelHabit {
    /// Twice the odds: what matters to those who are called.
    private static final double MORE = 2;
    /// A third of the odds: fewer is harder to see than more.
    private static final double FEWER = 1.0 / 3;
    /// Refusals come in clusters: one exam in fifty becoming one in seven.
    private static final double REFUSED = 8;
    /// A reference without refusals does not prove that there are none.
    private static final double LEAST_REFUSED = 0.02;
    private static final double NEARLY = 1e-4;
    private static final double TESTS = 4;
    /// Where it is not known yet how many come in a year.
    private static final double BUSY_YEAR = 20_000;

    /// @param name of the model
    record Version(String name, String version) {
        private String words() {
            return name + " " + version;
        }
    }

    /// What one exam got.
    ///
    /// @param score the highest probability of any label
    record Seen(Instant at, boolean refused, boolean positive, double score) {}

    /// All that is remembered, for the file.
    record Memory(Reference reference, List<Double> scores, List<Integer> window, double index,
            RateChart.State more, RateChart.State fewer, RateChart.State refused) {
        static Memory since(Instant first) {
            return new Memory(Reference.at(first), List.of(), List.of(), 0, RateChart.State.CALM,
                    RateChart.State.CALM, RateChart.State.CALM);
        }
    }

    private final Version version;
    private final Sensitivity sensitivity;
    private final Optional<Double> expected;
    private final List<Double> scores;
    private Reference reference;
    private Optional<RateChart> more = Optional.empty();
    private Optional<RateChart> fewer = Optional.empty();
    private Optional<RateChart> refused = Optional.empty();
    private Optional<ScoreSpread> spread = Optional.empty();
    private double index;

    /// @param expected positive rate, when the settings say so
    ModelHabit(Version version, Sensitivity sensitivity, Optional<Double> expected, Memory memory) {
        this.version = version;
        this.sensitivity = sensitivity;
        this.expected = expected;
        this.reference = memory.reference();
        this.scores = new ArrayList<>(memory.scores());
        this.index = memory.index();
        begin(memory);
    }

    /// Draws the charts that can be drawn.
    private void begin(Memory memory) {
        double trials = (reference.complete() ? reference.perYear() : BUSY_YEAR)
                * Math.min(sensitivity.yearsPerFalseAlarm(), 1000) * TESTS;
        if (expected.isPresent() || reference.complete()) {
            int k = reference.positive();
            int n = reference.analysed();
            double high = expected.orElseGet(() -> Reference.highest(k, n));
            double low = expected.orElseGet(() -> Reference.lowest(k, n));
            more = Optional.of(new RateChart(inside(high), MORE, trials, memory.more()));
            fewer = Optional.of(new RateChart(inside(low), FEWER, trials, memory.fewer()));
        }
        if (reference.complete()) {
            double high = Reference.highest(reference.refused(), reference.all());
            refused = Optional.of(
                    new RateChart(inside(Math.max(LEAST_REFUSED, high)), REFUSED, trials, memory.refused()));
        }
        if (scores.size() == ScoreSpread.REFERENCE) {
            spread = Optional.of(new ScoreSpread(scores, memory.window()));
        }
    }

    private static double inside(double rate) {
        return Math.clamp(rate, NEARLY, 1 - NEARLY);
    }

    Version version() {
        return version;
    }

    Memory memory() {
        return new Memory(reference, List.copyOf(scores), spread.map(ScoreSpread::window).orElse(List.of()), index,
                state(more), state(fewer), state(refused));
    }

    private static RateChart.State state(Optional<RateChart> chart) {
        return chart.map(RateChart::state).orElse(RateChart.State.CALM);
    }

    void saw(Seen seen) {
        boolean learning = !reference.complete();
        if (learning) {
            reference = reference.plus(seen.at(), seen.refused(), seen.positive());
        }
        refused.ifPresent(chart -> chart.trial(seen.refused()));
        if (!seen.refused()) {
            more.ifPresent(chart -> chart.trial(seen.positive()));
            fewer.ifPresent(chart -> chart.trial(seen.positive()));
            score(seen.score());
        }
        if (learning && reference.complete()) {
            begin(memory());
        }
    }

    private void score(double score) {
        if (spread.isEmpty()) {
            scores.add(score);
            if (scores.size() == ScoreSpread.REFERENCE) {
                spread = Optional.of(new ScoreSpread(scores, List.of()));
            }
            return;
        }
        var it = spread.get();
        if (it.add(score)) {
            // an alarm ends only well below where it begins
            index = drifted() && it.index() > ScoreSpread.SHIFTED / 2 ? Math.max(it.index(), limit()) : it.index();
            it.clear();
        }
    }

    private double limit() {
        double windows = (reference.complete() ? reference.perYear() : BUSY_YEAR) / ScoreSpread.WINDOW;
        return spread.map(it -> it.limit(windows * sensitivity.yearsPerFalseAlarm() * TESTS))
                .orElse(Double.POSITIVE_INFINITY);
    }

    private boolean drifted() {
        return index >= limit();
    }

    /// One sentence for each test that found something.
    List<String> complaints() {
        if (sensitivity == Sensitivity.OFF) {
            return List.of();
        }
        var sentences = new ArrayList<String>();
        Stream.concat(more.stream(), fewer.stream()).filter(RateChart::alarm).forEach(chart -> sentences.add(
                "%s is positive %s often than expected: %s exams, expected %s".formatted(version.words(),
                        chart == more.orElse(null) ? "more" : "less", share(chart), percent(expectedRate()))));
        refused.filter(RateChart::alarm).ifPresent(chart -> sentences.add(
                "%s could not analyse %s exams, usually %s".formatted(version.words(), share(chart),
                        percent((double) reference.refused() / reference.all()))));
        if (drifted()) {
            sentences.add("the scores of %s are spread otherwise than in its first %d exams (index %s, alarm from %s)"
                    .formatted(version.words(), ScoreSpread.REFERENCE, number(index), number(limit())));
        }
        return List.copyOf(sentences);
    }

    private double expectedRate() {
        return expected.orElseGet(() -> (double) reference.positive() / Math.max(1, reference.analysed()));
    }

    private static String share(RateChart chart) {
        return "%d of the last %d".formatted(chart.state().events(), chart.state().trials());
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * rate);
    }

    private static String number(double index) {
        return String.format(Locale.ROOT, "%.2f", index);
    }
}
