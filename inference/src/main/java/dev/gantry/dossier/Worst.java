// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import static dev.gantry.dossier.Html.number;
import static dev.gantry.dossier.Html.text;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.evaluate.Evaluation;
import dev.gantry.evaluate.Result;
import dev.gantry.evaluate.Result.Wrong;
import dev.gantry.explain.Explained;
import dev.gantry.explain.Explainer;
import dev.gantry.explain.Photo;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The cases that the model was surest of and wrong, as pictures.
final class Worst {
    private static final int EACH = 6;
    private static final int PIXELS = 224;

    private final Result result;
    private final Facts facts;
    private final Evaluation evaluation;
    private final Optional<Explainer> explainer;

    Worst(Result result, Facts facts, Evaluation evaluation, Optional<Explainer> explainer) {
        this.result = result;
        this.facts = facts;
        this.evaluation = evaluation;
        this.explainer = explainer;
    }

    String of(String label) {
        var alarms = result.worst(label, true, EACH);
        var misses = result.worst(label, false, EACH);
        return group("False alarms, the surest first", label, alarms)
                + group("Misses, the surest first", label, misses);
    }

    private String group(String title, String label, List<Wrong> cases) {
        if (cases.isEmpty()) {
            return "<p>" + text(title) + ": none.</p>\n";
        }
        var html = new StringBuilder("<h4>" + text(title) + "</h4>\n<div class=\"cases\">\n");
        cases.forEach(one -> html.append(figure(label, one)));
        return html.append("</div>\n").toString();
    }

    private String figure(String label, Wrong one) {
        var name = facts.name(one.number(), result.cases().get(one.number()));
        var picture = evaluation.picture(result.cases().get(one.number()).file());
        var frame = frame(picture);
        if (frame.isEmpty()) {
            return "";
        }
        var photo = Photo.of(frame.get(), PIXELS);
        var plain = image(photo, photo.png(Optional.empty()), name + ", as it is");
        var heat = explainer.flatMap(it -> it.explain(picture, label, new Brake()) instanceof Explained.Shown(var map)
                ? Optional.of(map.plane(photo.rows(), photo.columns()))
                : Optional.empty());
        var warm = heat.map(it -> image(photo, photo.png(Optional.of(it)), name + ", where the model looks"));
        return "<figure>" + plain + warm.orElse("") + "<figcaption>" + text(name) + "<br>probability "
                + number(one.probability()) + ", truth " + (one.truth() ? "positive" : "negative")
                + "</figcaption></figure>\n";
    }

    /// Of a series the one in the middle.
    private static Optional<Frame> frame(Picture picture) {
        return switch (picture) {
            case Picture.Image(var frame) -> Optional.of(frame);
            case Picture.Slices(var slices) -> slices.get(slices.size() / 2).pixels().get()
                            instanceof Decoding.Decoded(var frame)
                    ? Optional.of(frame)
                    : Optional.empty();
            case Picture.Unreadable _ -> Optional.empty();
        };
    }

    private static String image(Photo photo, byte[] png, String says) {
        return "<img width=\"" + photo.columns() + "\" height=\"" + photo.rows() + "\" alt=\"" + text(says)
                + "\" src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(png) + "\">";
    }
}
