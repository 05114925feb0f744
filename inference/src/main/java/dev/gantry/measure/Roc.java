// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What each possible threshold would give: the receiver operating characteristic, and precision against
/// recall.
public final class Roc {
    private final int positives;
    private final int negatives;
    private final List<Point> points;

    private Roc(int positives, int negatives, List<Point> points) {
        this.positives = positives;
        this.negatives = negatives;
        this.points = List.copyOf(points);
    }

    /// What comes of saying yes from `threshold` on.
    ///
    /// @param threshold a score that occurs
    public record Point(double threshold, int hits, int falseAlarms) {}

    public static Roc of(Judged judged) {
        var points = new ArrayList<Point>();
        int hits = 0;
        int falseAlarms = 0;
        var order = judged.descending();
        for (int i = 0; i < order.length; i++) {
            if (judged.truth()[order[i]]) {
                hits++;
            } else {
                falseAlarms++;
            }
            double score = judged.scores()[order[i]];
            if (i + 1 == order.length || judged.scores()[order[i + 1]] != score) {
                points.add(new Point(score, hits, falseAlarms));
            }
        }
        return new Roc(hits, falseAlarms, points);
    }

    /// One for each different score, highest first; the last is the corner where all is called yes.
    public List<Point> points() {
        return points;
    }

    /// Share of the positives found at that point.
    public double sensitivity(Point point) {
        return (double) point.hits() / positives;
    }

    /// Share of the negatives called positive at that point.
    public double falseAlarmRate(Point point) {
        return (double) point.falseAlarms() / negatives;
    }

    public double precision(Point point) {
        return (double) point.hits() / (point.hits() + point.falseAlarms());
    }

    /// The area under the curve: the probability that a positive case scores higher than a negative one, equal
    /// scores counting half. Of cases of both kinds.
    public double area() {
        double doubled = 0;
        int hits = 0;
        int falseAlarms = 0;
        for (var point : points) {
            doubled += (double) (point.falseAlarms() - falseAlarms) * (hits + point.hits());
            hits = point.hits();
            falseAlarms = point.falseAlarms();
        }
        return doubled / 2 / positives / negatives;
    }

    /// The area under precision over recall as average precision: each step of recall weighs the precision at
    /// its threshold, without interpolation. A coin reaches the share of positives.
    public double averagePrecision() {
        double sum = 0;
        int hits = 0;
        for (var point : points) {
            sum += (point.hits() - hits) * precision(point);
            hits = point.hits();
        }
        return sum / positives;
    }

    /// The highest threshold that finds at least that share of the positives.
    public Optional<Point> forSensitivity(double wanted) {
        return points.stream().filter(point -> sensitivity(point) >= wanted).findFirst();
    }

    /// The lowest threshold that leaves at least that share of the negatives alone; empty when even the highest
    /// score calls too many positive.
    public Optional<Point> forSpecificity(double wanted) {
        return points.reversed().stream().filter(point -> 1 - falseAlarmRate(point) >= wanted).findFirst();
    }
}
