// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import static dev.gantry.dossier.Html.NOTHING;
import static dev.gantry.dossier.Html.number;
import static dev.gantry.dossier.Html.table;
import static dev.gantry.dossier.Html.text;

import dev.gantry.dossier.Chart.Point;
import dev.gantry.evaluate.Scored;
import dev.gantry.overlap.Detections;
import dev.gantry.overlap.Masks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Boxes and masks.
final class Overlaps {
    private Overlaps() {}

    static String boxes(List<Scored> models) {
        var rows = new ArrayList<List<String>>();
        var curves = new StringBuilder("<div class=\"charts\">\n");
        for (var model : models) {
            for (var one : model.overlap().boxes().entrySet()) {
                rows.add(row(model, one));
            }
        }
        models.getFirst().overlap().boxes().forEach((label, boxes) -> curves.append(curve(label, boxes)));
        return table("Boxes found and drawn", List.of("label", "AP50", "AP75", "AP50:95", "at the threshold",
                        "drawn", "pictures"), rows)
                + froc(models) + curves.append("</div>\n");
    }

    private static List<String> row(Scored model, Map.Entry<String, Detections> one) {
        var boxes = one.getValue();
        var at = boxes.at(model.model().thresholds().get(one.getKey()), 0.5);
        return List.of(text(one.getKey() + ", " + model.model().name()),
                number(boxes.averagePrecision(0.5)), number(boxes.averagePrecision(0.75)),
                number(boxes.averagePrecision()), at.hits() + " found, " + at.alarms() + " false alarms",
                Long.toString(boxes.drawn()), Long.toString(boxes.pictures()));
    }

    private static String froc(List<Scored> models) {
        var heads = new ArrayList<>(List.of("label"));
        Detections.ALARMS.forEach(alarms -> heads.add(String.format(Locale.ROOT, "%s", alarms)));
        var rows = new ArrayList<List<String>>();
        for (var model : models) {
            model.overlap().boxes().forEach((label, boxes) -> {
                var row = new ArrayList<>(List.of(text(label + ", " + model.model().name())));
                Detections.ALARMS.forEach(alarms -> row.add(number(boxes.sensitivityAt(alarms))));
                rows.add(row);
            });
        }
        return table("Share of drawn boxes found at so many false alarms per picture (FROC, overlap 0.5)", heads, rows);
    }

    private static String curve(String label, Detections boxes) {
        if (boxes.drawn() == 0) {
            return "";
        }
        var chart = new Chart("Precision and recall of boxes: " + label, "Precision over recall of boxes of " + label,
                "recall", "precision");
        var steps = boxes.curve(0.5);
        int each = Math.max(1, steps.size() / 600);
        var points = new ArrayList<Point>();
        for (int i = 0; i < steps.size(); i += each) {
            var step = steps.get(i);
            points.add(new Point((double) step.hits() / boxes.drawn(),
                    (double) step.hits() / (step.hits() + step.alarms())));
        }
        return chart.path("first", points).explain("first", "overlap 0.5").figure();
    }

    static String masks(List<Scored> models) {
        var rows = new ArrayList<List<String>>();
        for (var model : models) {
            model.overlap().masks().forEach((label, masks) ->
                    rows.add(mask(label + ", " + model.model().name(), masks)));
        }
        return table("Pixels found and drawn", List.of("label", "Dice, mean of pictures", "Dice, median",
                "Dice, all pixels", "IoU, all pixels", "pictures with drawn pixels", "pictures"), rows);
    }

    private static List<String> mask(String name, Masks masks) {
        var pooled = masks.pooled();
        return List.of(text(name), number(masks.meanDice()), number(masks.medianDice()), number(pooled.dice()),
                number(pooled.iou()), masks.drawnPictures() == 0 ? NOTHING : Long.toString(masks.drawnPictures()),
                Long.toString(masks.pictures()));
    }
}
