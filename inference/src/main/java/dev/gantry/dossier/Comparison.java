// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import static dev.gantry.dossier.Html.chance;
import static dev.gantry.dossier.Html.interval;
import static dev.gantry.dossier.Html.millis;
import static dev.gantry.dossier.Html.number;
import static dev.gantry.dossier.Html.table;
import static dev.gantry.dossier.Html.text;
import static dev.gantry.dossier.Html.value;

import dev.gantry.evaluate.Result;
import dev.gantry.evaluate.Scored;
import dev.gantry.measure.Binary;
import dev.gantry.measure.DeLong;
import dev.gantry.measure.Paired;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Two models side by side, on the same cases.
final class Comparison {
    private static final int MOST_CHANGED = 20;

    private Comparison() {}

    static String of(Result result, Facts facts) {
        var html = new StringBuilder();
        var paired = result.paired();
        for (int i = 0; i < result.judged().questions().size(); i++) {
            var label = result.judged().questions().get(i).label();
            var both = List.of(result.models().get(0).questions().get(i), result.models().get(1).questions().get(i));
            html.append("<h3>").append(text(label)).append("</h3>\n")
                    .append(sideBySide(result.models(), both))
                    .append(difference(paired.get(label), result.cases().size()))
                    .append(changed(result, facts, label));
        }
        return html.append(latency(result.models())).toString();
    }

    private static String sideBySide(List<Scored> models, List<Binary> both) {
        var rows = new ArrayList<List<String>>();
        rows.add(row("Area under the ROC curve", both, it -> number(it.area().map(DeLong.Area::area)) + " ("
                + interval(it.area().map(DeLong.Area::interval)) + ")"));
        rows.add(row("Average precision", both, it -> number(it.averagePrecision())));
        rows.add(row("Sensitivity", both, it -> value(it.counts().sensitivity())));
        rows.add(row("Specificity", both, it -> value(it.counts().specificity())));
        rows.add(row("Accuracy", both, it -> value(it.counts().accuracy())));
        rows.add(row("Precision", both, it -> value(it.counts().positivePredictive())));
        rows.add(row("F1", both, it -> number(it.counts().f1())));
        rows.add(row("Brier score", both, it -> number(it.calibration().brier())));
        rows.add(row("Expected calibration error", both, it -> number(it.calibration().expected())));
        return table("Side by side", List.of("figure", text(models.get(0).model().name()),
                text(models.get(1).model().name())), rows);
    }

    private static List<String> row(String name, List<Binary> both, Function<Binary, String> figure) {
        return List.of(name, figure.apply(both.get(0)), figure.apply(both.get(1)));
    }

    private static String difference(Paired paired, int cases) {
        var rows = new ArrayList<List<String>>();
        paired.area().ifPresent(area -> rows.add(List.of("Areas, second minus first",
                String.format(Locale.ROOT, "%+.4f", area.difference()),
                "95 % " + String.format(Locale.ROOT, "%+.4f to %+.4f", area.interval().low(), area.interval().high())
                        + "; p " + chance(area.p()) + " (DeLong, paired)")));
        rows.add(List.of("Answers that changed", Long.toString(paired.changed()), "of " + cases
                + "; only the first is right in " + paired.onlyFirstRight() + ", only the second in "
                + paired.onlySecondRight() + "; p " + chance(paired.mcnemar()) + " (McNemar, exact)"));
        rows.add(List.of("Greatest change of a probability", number(paired.greatestChange()),
                "mean " + String.format(Locale.ROOT, "%.4f", paired.meanChange())));
        return table("Do they differ?", List.of("figure", "value", "how sure"), rows);
    }

    private static String changed(Result result, Facts facts, String label) {
        var changed = result.changed(label);
        if (changed.isEmpty()) {
            return "";
        }
        int at = List.copyOf(result.judged().model().thresholds().keySet()).indexOf(label);
        var rows = changed.stream().limit(MOST_CHANGED).map(number -> List.of(
                text(facts.name(number, result.cases().get(number))),
                result.cases().get(number).truth().present().getOrDefault(label, false) ? "positive" : "negative",
                number(result.models().get(0).answers().get(number)[at]),
                number(result.models().get(1).answers().get(number)[at]))).toList();
        return table("Cases answered differently" + (changed.size() > MOST_CHANGED
                        ? " (the " + MOST_CHANGED + " of the greatest change, of " + changed.size() + ")" : ""),
                List.of("case", "truth", "first", "second"), rows);
    }

    static String latency(List<Scored> models) {
        var rows = models.stream().map(each -> {
            var latency = each.latency();
            return List.of(text(each.model().name()), millis(latency.median()), millis(latency.p95()),
                    millis(latency.p99()), millis(latency.longest()), millis(latency.decode()));
        }).toList();
        return table("Time for one picture, frame to answer, on the machine that made this report",
                List.of("model", "median", "95 %", "99 %", "longest", "decoding, median"), rows);
    }
}
