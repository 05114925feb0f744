// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static dev.gantry.model.PackageFiles.one;

import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Belonging;
import dev.gantry.model.Head.Limits;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head.Quantity;
import dev.gantry.model.Head.Scale;
import dev.gantry.model.Head.Shapes;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reads a manifest's `output`: one head, or a list of heads.
final class OutputYaml {
    private static final double USUAL_CUT = 0.5;
    private static final int USUAL_SHAPES = 100;
    private static final int USUAL_POINTS = 64;

    private OutputYaml() {}

    /// @param manifest the whole file
    /// @throws InvalidYaml what the schema cannot say
    static Output output(CheckedYaml manifest) {
        var heads = manifest.has("output[0]") ? manifest.parts("output") : List.of(manifest.part("output"));
        var problems = new ArrayList<Problem>();
        var names = new HashSet<String>();
        for (var head : heads) {
            different(head, "labels", names, problems);
            different(head, "quantities", names, problems);
            if (head.has("labels") && head.parts("labels").stream().noneMatch(label -> label.has("threshold"))) {
                problems.add(head.problem("labels", "must have a label with code and threshold"));
            }
            if (head.has("range") && head.numbers("range").getFirst() >= head.numbers("range").getLast()) {
                problems.add(head.problem("range", "must be the value of black and a higher one of white"));
            }
            BoxesYaml.check(head, problems);
        }
        if (!problems.isEmpty()) {
            throw new InvalidYaml(problems, "");
        }
        return new Output(heads.stream().map(OutputYaml::head).toList());
    }

    private static void different(CheckedYaml head, String list, HashSet<String> names, List<Problem> problems) {
        for (var item : head.has(list) ? head.parts(list) : List.<CheckedYaml>of()) {
            if (!names.add(item.text("name"))) {
                problems.add(item.problem("name", "must differ from the names before"));
            }
        }
    }

    private static Head head(CheckedYaml yaml) {
        return switch (yaml.text("head")) {
            case "sigmoid" -> scores(yaml, Activation.SIGMOID);
            case "softmax" -> scores(yaml, Activation.SOFTMAX);
            case "probabilities" -> scores(yaml, Activation.NONE);
            case "slices" -> new Head.Slices(
                    yaml.text("tensor"),
                    activation(yaml, Activation.SIGMOID),
                    yaml.has("pool") ? one(Pool.class, yaml.text("pool")) : Pool.MAX,
                    labels(yaml));
            case "mask" -> new Head.Mask(yaml.text("tensor"), belonging(yaml), shapes(yaml), labels(yaml));
            case "image" -> new Head.Image(
                    yaml.text("name"),
                    yaml.text("tensor"),
                    yaml.numbers("range").getFirst(),
                    yaml.numbers("range").getLast(),
                    yaml.has("difference") ? Optional.of(quantity(yaml.part("difference"))) : Optional.empty());
            case "value" -> new Head.Value(
                    yaml.text("tensor"), yaml.parts("quantities").stream().map(OutputYaml::quantity).toList());
            default -> BoxesYaml.head(yaml); // the schema knows no other
        };
    }

    private static Head scores(CheckedYaml yaml, Activation activation) {
        var attention = yaml.has("attention") ? Optional.of(yaml.text("attention")) : Optional.<String>empty();
        return new Head.Scores(yaml.text("tensor"), activation, labels(yaml), attention);
    }

    private static Belonging belonging(CheckedYaml yaml) {
        double cut = yaml.has("cut") ? yaml.number("cut") : USUAL_CUT;
        return switch (yaml.has("activation") ? yaml.text("activation") : "sigmoid") {
            case "softmax" -> new Belonging.Highest();
            case "labels" -> new Belonging.Number();
            case "none" -> new Belonging.Over(Activation.NONE, cut);
            default -> new Belonging.Over(Activation.SIGMOID, cut);
        };
    }

    private static Shapes shapes(CheckedYaml yaml) {
        return new Shapes(
                integer(yaml, "min-cells", 1),
                number(yaml, "min-size", 0),
                integer(yaml, "most", USUAL_SHAPES),
                integer(yaml, "outline-points", USUAL_POINTS),
                yaml.has("score") ? one(Pool.class, yaml.text("score")) : Pool.MEAN);
    }

    private static Quantity quantity(CheckedYaml yaml) {
        return new Quantity(
                yaml.text("name"),
                code(yaml),
                yaml.has("unit") ? yaml.text("unit") : "1",
                new Scale(number(yaml, "factor", 1), number(yaml, "offset", 0)),
                new Limits(optional(yaml, "above"), optional(yaml, "below")));
    }

    static List<Label> labels(CheckedYaml yaml) {
        return yaml.parts("labels").stream().map(OutputYaml::label).toList();
    }

    private static Label label(CheckedYaml yaml) {
        return new Label(
                yaml.text("name"),
                yaml.has("threshold")
                        ? Optional.of(new Reported(code(yaml), yaml.number("threshold")))
                        : Optional.empty());
    }

    private static Code code(CheckedYaml yaml) {
        return new Code(yaml.text("code.scheme"), yaml.text("code.value"), yaml.text("code.meaning"));
    }

    static Activation activation(CheckedYaml yaml, Activation usual) {
        return yaml.has("activation") ? one(Activation.class, yaml.text("activation")) : usual;
    }

    static double number(CheckedYaml yaml, String key, double usual) {
        return yaml.has(key) ? yaml.number(key) : usual;
    }

    static int integer(CheckedYaml yaml, String key, int usual) {
        return yaml.has(key) ? yaml.integer(key) : usual;
    }

    static boolean flag(CheckedYaml yaml, String key, boolean usual) {
        return yaml.has(key) ? yaml.flag(key) : usual;
    }

    private static OptionalDouble optional(CheckedYaml yaml, String key) {
        return yaml.has(key) ? OptionalDouble.of(yaml.number(key)) : OptionalDouble.empty();
    }
}
