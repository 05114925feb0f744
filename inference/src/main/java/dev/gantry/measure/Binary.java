// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// All figures of one yes-or-no question.
public final class Binary {
    /// What is looked up for a wanted sensitivity or specificity.
    public static final List<Double> WANTED = List.of(0.80, 0.90, 0.95, 0.99);

    private static final int STEPS = 20;

    private final String label;
    private final double threshold;
    private final Judged judged;
    private final Draws draws;
    private final Roc roc;
    private final Optional<DeLong.Area> area;
    private final Optional<Interval> drawn;

    /// How an interval is drawn.
    ///
    /// @param rounds wanted; fewer of very many cases
    public record Draws(int rounds, long seed) {}

    /// @param threshold from which the answer is yes
    /// @param judged    one case or more
    public Binary(String label, double threshold, Judged judged, Draws draws) {
        this.label = label;
        this.threshold = threshold;
        this.judged = judged;
        this.draws = new Draws(Bootstrap.rounds(draws.rounds(), judged.size()), draws.seed());
        this.roc = Roc.of(judged);
        boolean both = judged.bothKinds();
        this.area = both ? Optional.of(DeLong.area(judged)) : Optional.empty();
        this.drawn = both
                ? Optional.of(Bootstrap.area(judged, this.draws.rounds(), this.draws.seed()))
                : Optional.empty();
    }

    public String label() {
        return label;
    }

    public double threshold() {
        return threshold;
    }

    public Judged judged() {
        return judged;
    }

    public Counts counts() {
        return Counts.at(judged, threshold);
    }

    public Roc roc() {
        return roc;
    }

    /// Area under the ROC curve with DeLong's interval; empty without cases of both kinds.
    public Optional<DeLong.Area> area() {
        return area;
    }

    /// The area's interval once more, by drawing cases.
    public Optional<Interval> drawnInterval() {
        return drawn;
    }

    /// As they were made.
    public Draws draws() {
        return draws;
    }

    /// Empty without cases of both kinds.
    public Optional<Double> averagePrecision() {
        return judged.bothKinds() ? Optional.of(roc.averagePrecision()) : Optional.empty();
    }

    public Calibration calibration() {
        return Calibration.of(judged);
    }

    /// Thresholds for a table: steps of 0.05 and the question's own.
    public List<Double> thresholds() {
        var thresholds = new TreeSet<Double>();
        for (int i = 1; i < STEPS; i++) {
            thresholds.add((double) i / STEPS);
        }
        thresholds.add(threshold);
        return List.copyOf(thresholds);
    }
}
