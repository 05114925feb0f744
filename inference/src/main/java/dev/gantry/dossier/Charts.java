// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import static dev.gantry.dossier.Html.number;

import dev.gantry.dossier.Chart.Point;
import dev.gantry.measure.Binary;
import dev.gantry.measure.Counts;
import dev.gantry.measure.Roc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The charts of one yes-or-no question, of one model or of two.
final class Charts {
    /// More would not show.
    private static final int MOST_POINTS = 600;
    private static final int BINS = 20;
    private static final List<String> KINDS = List.of("first", "second");

    private Charts() {}

    /// @param names of the models, as many as questions
    static String all(List<Binary> questions, List<String> names) {
        var html = new StringBuilder("<div class=\"charts\">\n");
        if (questions.getFirst().judged().bothKinds()) {
            html.append(roc(questions, names)).append(precision(questions, names));
        }
        return html.append(calibration(questions, names)).append(histogram(questions.getFirst()))
                .append("</div>\n").toString();
    }

    static String roc(List<Binary> questions, List<String> names) {
        var first = questions.getFirst();
        var chart = new Chart("ROC curve", "ROC curve of " + first.label() + ", area "
                + number(first.roc().area()), "1 \u2212 specificity", "sensitivity").line("chance", 0, 0, 1, 1);
        for (int i = questions.size() - 1; i >= 0; i--) {
            var roc = questions.get(i).roc();
            var points = new ArrayList<>(List.of(new Point(0, 0)));
            roc.points().forEach(point -> points.add(new Point(roc.falseAlarmRate(point), roc.sensitivity(point))));
            chart.path(KINDS.get(i), thinned(points));
            var counts = questions.get(i).counts();
            chart.dot(KINDS.get(i), 1 - counts.specificity().value().orElse(0), counts.sensitivity().value().orElse(0),
                    4.5, "threshold " + number(questions.get(i).threshold()));
        }
        for (int i = 0; i < questions.size(); i++) {
            chart.explain(KINDS.get(i), names.get(i) + ", area\u00a0" + number(questions.get(i).roc().area()));
        }
        return chart.explain("chance", "chance").figure();
    }

    static String precision(List<Binary> questions, List<String> names) {
        var first = questions.getFirst();
        double share = (double) first.judged().positives() / first.judged().size();
        var chart = new Chart("Precision and recall", "Precision over recall of " + first.label()
                + ", average precision " + number(first.roc().averagePrecision()), "recall (sensitivity)", "precision")
                .line("chance", 0, share, 1, share);
        for (int i = questions.size() - 1; i >= 0; i--) {
            chart.path(KINDS.get(i), thinned(steps(questions.get(i).roc())));
            var counts = questions.get(i).counts();
            if (counts.positivePredictive().value().isPresent()) {
                chart.dot(KINDS.get(i), counts.sensitivity().value().orElse(0),
                        counts.positivePredictive().value().getAsDouble(), 4.5,
                        "threshold " + number(questions.get(i).threshold()));
            }
        }
        for (int i = 0; i < questions.size(); i++) {
            chart.explain(KINDS.get(i),
                    names.get(i) + ", average precision " + number(questions.get(i).roc().averagePrecision()));
        }
        return chart.explain("chance", "all called positive").figure();
    }

    /// Precision holds from one recall back to the one before.
    private static List<Point> steps(Roc roc) {
        var points = new ArrayList<Point>();
        double before = 0;
        for (var point : roc.points()) {
            points.add(new Point(before, roc.precision(point)));
            points.add(new Point(roc.sensitivity(point), roc.precision(point)));
            before = roc.sensitivity(point);
        }
        return points;
    }

    private static List<Point> thinned(List<Point> points) {
        if (points.size() <= MOST_POINTS) {
            return points;
        }
        return IntStream.range(0, MOST_POINTS)
                .mapToObj(i -> points.get((int) ((long) i * (points.size() - 1) / (MOST_POINTS - 1))))
                .toList();
    }

    static String calibration(List<Binary> questions, List<String> names) {
        var chart = new Chart("Calibration", "Share of positives over mean probability of "
                + questions.getFirst().label() + ", expected calibration error "
                + number(questions.getFirst().calibration().expected()), "mean probability", "share of positives")
                .line("chance", 0, 0, 1, 1);
        for (int i = questions.size() - 1; i >= 0; i--) {
            for (var bin : questions.get(i).calibration().bins()) {
                var kind = KINDS.get(i);
                double shift = (i - (questions.size() - 1) / 2.0) * 0.012;
                bin.positives().interval().ifPresent(interval -> chart
                        .line(kind, bin.mean() + shift, interval.low(), bin.mean() + shift, interval.high())
                        .dot(kind, bin.mean() + shift, bin.positives().value().orElse(0), 4,
                                Html.parts(bin.positives()) + " at " + number(bin.mean())));
            }
        }
        for (int i = 0; i < questions.size(); i++) {
            chart.explain(KINDS.get(i), names.get(i) + " (bars: 95 %)");
        }
        return chart.explain("chance", "probabilities to be taken at their word").figure();
    }

    /// Positives upwards from the middle, negatives downwards.
    static String histogram(Binary question) {
        var judged = question.judged();
        var counts = new int[2][BINS];
        for (int i = 0; i < judged.size(); i++) {
            counts[judged.truth()[i] ? 1 : 0][Math.clamp((int) (judged.scores()[i] * BINS), 0, BINS - 1)]++;
        }
        int most = IntStream.concat(IntStream.of(counts[0]), IntStream.of(counts[1])).max().orElse(1);
        var chart = new Chart("Probabilities given", "Histogram of the probabilities of " + question.label()
                + ": positives upwards, negatives downwards, fullest bar " + most + " cases", "probability",
                "\u2190 negatives   positives \u2192", false);
        for (int bin = 0; bin < BINS; bin++) {
            double from = (double) bin / BINS;
            double to = (bin + 0.86) / BINS;
            chart.bar("positive", from, to, 0.5, 0.5 + height(counts[1][bin], most), counts[1][bin] + " positives");
            chart.bar("negative", from, to, 0.5, 0.5 - height(counts[0][bin], most), counts[0][bin] + " negatives");
        }
        return chart.line("grid", 0, 0.5, 1, 0.5)
                .line("limit", question.threshold(), 0, question.threshold(), 1)
                .explain("positive", "positives, fullest bar " + max(counts[1]) + " cases")
                .explain("negative", "negatives, fullest bar " + max(counts[0]) + " (heights: square roots)")
                .explain("limit", "threshold " + number(question.threshold()))
                .figure();
    }

    /// Bars of single cases show beside bars of hundreds.
    private static double height(int count, int most) {
        return 0.5 * Math.sqrt((double) count / Math.max(1, most));
    }

    private static int max(int... counts) {
        return Arrays.stream(counts).max().orElse(0);
    }

    /// Two by two.
    static String confusion(String label, Counts counts) {
        return matrix("Answers at the threshold", List.of(label, "not " + label),
                new long[][] {{counts.hits(), counts.misses()}, {counts.falseAlarms(), counts.rejections()}});
    }

    /// Truth downwards, answers across; the darker a cell, the larger its share of the row.
    static String matrix(String caption, List<String> classes, long[][] counts) {
        var html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table class=\"matrix\">\n<caption>"
                + Html.text(caption) + "</caption>\n<thead><tr><th scope=\"col\">truth \u2193 answer \u2192</th>");
        classes.forEach(name -> html.append("<th scope=\"col\">").append(Html.text(name)).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < counts.length; row++) {
            long all = Math.max(1, Arrays.stream(counts[row]).sum());
            html.append("<tr><th scope=\"row\">").append(Html.text(classes.get(row))).append("</th>");
            for (int column = 0; column < counts[row].length; column++) {
                long share = Math.round(100.0 * counts[row][column] / all);
                html.append("<td class=\"").append(row == column ? "right" : "wrong").append("\" style=\"--share:")
                        .append(share).append("%\"><strong>").append(counts[row][column]).append("</strong><br>")
                        .append(share).append(" %</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }
}
