// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import static dev.gantry.dossier.Html.NOTHING;
import static dev.gantry.dossier.Html.interval;
import static dev.gantry.dossier.Html.number;
import static dev.gantry.dossier.Html.parts;
import static dev.gantry.dossier.Html.table;
import static dev.gantry.dossier.Html.value;

import dev.gantry.measure.Binary;
import dev.gantry.measure.Counts.Ratio;
import dev.gantry.measure.Counts;
import dev.gantry.measure.DeLong;
import dev.gantry.measure.Roc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tables of one yes-or-no question.
final class Figures {
    private Figures() {}

    static String overview(Binary question) {
        var counts = question.counts();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("Area under the ROC curve", number(question.area().map(DeLong.Area::area)),
                interval(question.area().map(DeLong.Area::interval)), "DeLong; drawn (" + question.draws().rounds()
                        + " times): " + interval(question.drawnInterval())));
        rows.add(List.of("Average precision", number(question.averagePrecision()), NOTHING,
                "share of positives " + value(new Ratio(question.judged().positives(), question.judged().size()))));
        rows.add(row("Sensitivity (recall)", counts.sensitivity(), "positives found"));
        rows.add(row("Specificity", counts.specificity(), "negatives left alone"));
        rows.add(row("Precision (PPV)", counts.positivePredictive(), "alarms that are true"));
        rows.add(row("Negative predictive value", counts.negativePredictive(), "answers no that are true"));
        rows.add(row("Accuracy", counts.accuracy(), "answers that are right"));
        rows.add(List.of("F1", number(counts.f1()), NOTHING, "of precision and recall"));
        rows.add(List.of("Youden's index", number(counts.youden()), NOTHING, "sensitivity + specificity \u2212 1"));
        var calibration = question.calibration();
        rows.add(List.of("Brier score", number(calibration.brier()), NOTHING, "0 is best"));
        rows.add(List.of("Expected calibration error", number(calibration.expected()), NOTHING,
                "greatest of a bin " + number(calibration.greatest())));
        return table("At the threshold " + number(question.threshold()),
                List.of("figure", "value", "95 % interval", "of what"), rows);
    }

    private static List<String> row(String name, Ratio ratio, String what) {
        return List.of(name, value(ratio), interval(ratio.interval()), parts(ratio) + " " + what);
    }

    static String thresholds(Binary question) {
        var rows = new ArrayList<List<String>>();
        for (double threshold : question.thresholds()) {
            var counts = Counts.at(question.judged(), threshold);
            boolean own = threshold == question.threshold();
            rows.add(List.of(own ? "<mark>" + number(threshold) + "</mark>" : number(threshold),
                    value(counts.sensitivity()), value(counts.specificity()), value(counts.positivePredictive()),
                    value(counts.negativePredictive()), number(counts.f1()), number(counts.youden()),
                    Long.toString(counts.falseAlarms()), Long.toString(counts.misses())));
        }
        return table("What other thresholds would give (marked: the model's own)",
                List.of("threshold", "sensitivity", "specificity", "PPV", "NPV", "F1", "Youden", "false alarms",
                        "misses"),
                rows);
    }

    static String wanted(Binary question) {
        if (!question.judged().bothKinds()) {
            return "";
        }
        var rows = new ArrayList<List<String>>();
        for (double wanted : Binary.WANTED) {
            rows.add(wanted("sensitivity", wanted, question, question.roc().forSensitivity(wanted)));
        }
        for (double wanted : Binary.WANTED) {
            rows.add(wanted("specificity", wanted, question, question.roc().forSpecificity(wanted)));
        }
        return table("Thresholds for a wanted sensitivity or specificity (chosen on these cases: check them on others)",
                List.of("wanted", "threshold", "sensitivity", "specificity"), rows);
    }

    private static List<String> wanted(String what, double wanted, Binary question, Optional<Roc.Point> point) {
        var counts = point.map(it -> Counts.at(question.judged(), it.threshold()));
        return List.of(what + " of at least " + number(wanted),
                number(point.map(Roc.Point::threshold)),
                counts.map(it -> value(it.sensitivity())).orElse(NOTHING),
                counts.map(it -> value(it.specificity())).orElse(NOTHING));
    }
}
