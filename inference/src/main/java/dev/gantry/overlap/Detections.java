// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.overlap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Boxes found against boxes drawn by people, of one class, over many pictures.
///
/// Matching is COCO's: in each picture the found boxes are taken by falling score, at most 100; each takes the
/// drawn box that it overlaps most among those not yet taken, if they overlap by at least the wanted share
/// (intersection over union). A drawn box counts once, so a second box on it is a false alarm. There are no
/// "crowd" regions and no classes of size.
public final class Detections {
    /// The shares of overlap that AP50:95 averages: 0.50, 0.55 ... 0.95.
    public static final List<Double> OVERLAPS =
            IntStream.range(0, 10).mapToObj(i -> (50 + 5 * i) / 100.0).toList();

    /// False alarms per picture at which the FROC curve is read.
    public static final List<Double> ALARMS = List.of(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

    private static final int MOST_PER_PICTURE = 100;
    private static final int RECALLS = 101;

    private final List<Match> matches = new ArrayList<>();
    private long drawn;
    private long pictures;

    /// @param score the higher, the surer
    public record Found(Region region, double score) {}

    /// @param taken one bit for each of [#OVERLAPS]: a drawn box was taken
    private record Match(double score, int taken) {}

    /// One picture; order of calls matters among equal scores only.
    public void add(List<Region> truth, List<Found> found) {
        pictures++;
        drawn += truth.size();
        var best = found.stream()
                .sorted(Comparator.comparingDouble(Found::score).reversed())
                .limit(MOST_PER_PICTURE)
                .toList();
        var taken = new int[best.size()];
        for (int i = 0; i < OVERLAPS.size(); i++) {
            match(truth, best, OVERLAPS.get(i), 1 << i, taken);
        }
        for (int i = 0; i < taken.length; i++) {
            matches.add(new Match(best.get(i).score(), taken[i]));
        }
    }

    private static void match(List<Region> truth, List<Found> found, double overlap, int bit, int[] taken) {
        var gone = new boolean[truth.size()];
        for (int i = 0; i < taken.length; i++) {
            int best = -1;
            double most = overlap;
            for (int t = 0; t < gone.length; t++) {
                double share = found.get(i).region().over(truth.get(t));
                if (!gone[t] && (best < 0 ? share >= most : share > most)) {
                    best = t;
                    most = share;
                }
            }
            if (best >= 0) {
                gone[best] = true;
                taken[i] |= bit;
            }
        }
    }

    /// Boxes drawn by people.
    public long drawn() {
        return drawn;
    }

    public long pictures() {
        return pictures;
    }

    /// Boxes found, at any score.
    public long found() {
        return matches.size();
    }

    /// Average precision at one share of overlap: the mean, over the recalls 0, 0.01 ... 1, of the best
    /// precision at that recall or a higher one (COCO's 101 points). Empty without drawn boxes.
    ///
    /// @param overlap one of [#OVERLAPS]
    public OptionalDouble averagePrecision(double overlap) {
        if (drawn == 0) {
            return OptionalDouble.empty();
        }
        var curve = curve(overlap);
        var precision = new double[curve.size()];
        double best = 0;
        for (int i = precision.length - 1; i >= 0; i--) {
            best = Math.max(best, (double) curve.get(i).hits() / (curve.get(i).hits() + curve.get(i).alarms()));
            precision[i] = best;
        }
        double sum = 0;
        int at = 0;
        for (int r = 0; r < RECALLS; r++) {
            while (at < precision.length && curve.get(at).hits() * 100L < r * drawn) {
                at++;
            }
            sum += at < precision.length ? precision[at] : 0;
        }
        return OptionalDouble.of(sum / RECALLS);
    }

    /// AP50:95: the mean of the average precisions at all [#OVERLAPS].
    public OptionalDouble averagePrecision() {
        return drawn == 0
                ? OptionalDouble.empty()
                : OVERLAPS.stream().mapToDouble(overlap -> averagePrecision(overlap).orElseThrow()).average();
    }

    /// The share of the drawn boxes found, at an overlap of 0.5, when the threshold lets at most that many false
    /// alarms per picture through (free-response ROC). Empty without drawn boxes.
    public OptionalDouble sensitivityAt(double alarmsPerPicture) {
        if (drawn == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(curve(OVERLAPS.getFirst()).stream()
                .filter(step -> step.alarms() <= alarmsPerPicture * pictures)
                .mapToDouble(step -> (double) step.hits() / drawn)
                .max()
                .orElse(0));
    }

    /// Hits and false alarms from a score on, at one share of overlap.
    public Step at(double threshold, double overlap) {
        return curve(overlap).stream()
                .filter(step -> step.score() >= threshold)
                .reduce((_, last) -> last)
                .orElse(new Step(threshold, 0, 0));
    }

    /// What the boxes down to that score amount to.
    public record Step(double score, long hits, long alarms) {}

    /// One step for each box, by falling score.
    public List<Step> curve(double overlap) {
        int bit = 1 << OVERLAPS.indexOf(overlap);
        var sorted = matches.toArray(Match[]::new);
        Arrays.sort(sorted, Comparator.comparingDouble(Match::score).reversed()); // keeps the order of equals
        var steps = new ArrayList<Step>(sorted.length);
        long hits = 0;
        for (int i = 0; i < sorted.length; i++) {
            hits += (sorted[i].taken() & bit) != 0 ? 1 : 0;
            steps.add(new Step(sorted[i].score(), hits, i + 1 - hits));
        }
        return steps;
    }
}
