// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static dev.gantry.model.OutputYaml.activation;
import static dev.gantry.model.OutputYaml.flag;
import static dev.gantry.model.OutputYaml.integer;
import static dev.gantry.model.OutputYaml.number;

import dev.gantry.model.BoxFormat.Form;
import dev.gantry.model.BoxFormat.PointLevel;
import dev.gantry.model.BoxFormat.PriorLevel;
import dev.gantry.model.BoxFormat.Priors;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Boxes;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Head.Suppression;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reads a head that tells of boxes.
final class BoxesYaml {
    private static final double USUAL_MIN_SCORE = 0.05;
    private static final double USUAL_IOU = 0.5;
    private static final int USUAL_CANDIDATES = 1000;
    private static final int USUAL_MOST = 100;
    private static final List<Double> USUAL_VARIANCES = List.of(0.1, 0.1, 0.2, 0.2);
    /// Their graphs, or their peaks, leave one box each.
    private static final List<String> SUPPRESSED = List.of("boxes", "centernet");

    private BoxesYaml() {}

    /// What the schema cannot say.
    static void check(CheckedYaml yaml, List<Problem> problems) {
        if (!yaml.has("min-score")) {
            return;
        }
        double lowest = yaml.parts("labels").stream()
                .filter(label -> label.has("threshold"))
                .mapToDouble(label -> label.number("threshold"))
                .min()
                .orElse(1);
        if (yaml.number("min-score") > lowest) {
            problems.add(yaml.problem("min-score", "must be at most the lowest threshold, " + lowest));
        }
    }

    static Head head(CheckedYaml yaml) {
        var labels = OutputYaml.labels(yaml);
        double lowest = labels.stream()
                .flatMap(label -> label.reported().stream())
                .mapToDouble(Output.Reported::threshold)
                .min()
                .orElse(1);
        var keeping = new Keeping(
                number(yaml, "min-score", Math.min(USUAL_MIN_SCORE, lowest)),
                integer(yaml, "candidates", USUAL_CANDIDATES),
                integer(yaml, "most", USUAL_MOST),
                suppression(yaml));
        return new Boxes(labels, format(yaml), keeping);
    }

    private static Optional<Suppression> suppression(CheckedYaml yaml) {
        if (!yaml.has("nms")) {
            return SUPPRESSED.contains(yaml.text("head"))
                    ? Optional.empty()
                    : Optional.of(new Suppression(USUAL_IOU, false));
        }
        var nms = yaml.part("nms");
        return Optional.of(new Suppression(number(nms, "iou", USUAL_IOU), flag(nms, "across-labels", false)));
    }

    private static BoxFormat format(CheckedYaml yaml) {
        return switch (yaml.text("head")) {
            case "boxes" -> new BoxFormat.Finished(
                    yaml.text("tensors.boxes"),
                    yaml.text("tensors.scores"),
                    yaml.text("tensors.labels"),
                    integer(yaml, "first-label", 1),
                    form(yaml, "edges", false),
                    text(yaml, "tensors.masks"));
            case "yolo" -> new BoxFormat.Yolo(
                    yaml.text("tensor"),
                    flag(yaml, "objectness", true),
                    yaml.has("layout") && yaml.text("layout").equals("across"),
                    activation(yaml, Activation.NONE),
                    form(yaml, "centre", false));
            case "yolox" -> new BoxFormat.YoloX(
                    yaml.text("tensor"), yaml.integers("strides"), activation(yaml, Activation.NONE));
            case "ssd" -> new BoxFormat.Ssd(
                    yaml.text("tensors.scores"),
                    yaml.text("tensors.deltas"),
                    priors(yaml.part("priors")),
                    yaml.has("variances") ? yaml.numbers("variances") : USUAL_VARIANCES,
                    flag(yaml, "background", true),
                    activation(yaml, Activation.SOFTMAX));
            case "anchor-free" -> new BoxFormat.AnchorFree(
                    yaml.parts("levels").stream().map(BoxesYaml::level).toList(),
                    !yaml.has("distances") || yaml.text("distances").equals("strides"),
                    number(yaml, "centre", 0.5),
                    activation(yaml, Activation.SIGMOID));
            case "centernet" -> new BoxFormat.CenterNet(
                    yaml.text("tensors.heat-map"),
                    yaml.text("tensors.size"),
                    text(yaml, "tensors.offset"),
                    yaml.integer("stride"),
                    activation(yaml, Activation.SIGMOID));
            default -> throw new IllegalStateException("the schema lets through head " + yaml.text("head"));
        };
    }

    private static Form form(CheckedYaml yaml, String usual, boolean normalized) {
        var numbers = yaml.has("numbers") ? yaml.text("numbers") : usual;
        return new Form(numbers.equals("centre"), flag(yaml, "normalized", normalized));
    }

    private static Priors priors(CheckedYaml yaml) {
        if (yaml.has("tensor")) {
            return new Priors.Given(yaml.text("tensor"), form(yaml, "centre", true));
        }
        return new Priors.Made(
                yaml.parts("levels").stream().map(BoxesYaml::priorLevel).toList(),
                number(yaml, "last-scale", 1),
                flag(yaml, "clip", true));
    }

    private static PriorLevel priorLevel(CheckedYaml yaml) {
        return new PriorLevel(
                yaml.integers("map").getFirst(),
                yaml.integers("map").getLast(),
                yaml.has("step") ? OptionalDouble.of(yaml.number("step")) : OptionalDouble.empty(),
                yaml.number("scale"),
                yaml.has("ratios") ? yaml.numbers("ratios") : List.of());
    }

    private static PointLevel level(CheckedYaml yaml) {
        return new PointLevel(
                yaml.integer("stride"), yaml.text("scores"), yaml.text("distances"), text(yaml, "centerness"));
    }

    private static Optional<String> text(CheckedYaml yaml, String key) {
        return yaml.has(key) ? Optional.of(yaml.text(key)) : Optional.empty();
    }
}
