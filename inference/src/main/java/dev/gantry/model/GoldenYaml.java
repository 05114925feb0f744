// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.GoldenCases.Case;
import dev.gantry.model.GoldenCases.Expected;
import dev.gantry.model.GoldenCases.Place;
import dev.gantry.model.Output.Reported;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.CheckedYaml.Rule;
import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reads `golden/cases.yaml`.
final class GoldenYaml {
    private static final double NEAR = 0.1;
    private static final double ROUNDING = 1e-9;
    private static final Rule EXPECTS_SOMETHING = Rule.inEach(
            "cases",
            List.of("near-threshold"),
            "stands in a case that expects nothing: give it a label with its result, measures or pictures",
            yaml -> yaml.has("label") || yaml.has("measures") || yaml.has("pictures"));

    private final CheckedYaml yaml;
    private final Output output;
    private final List<Problem> problems = new ArrayList<>();

    private GoldenYaml(CheckedYaml yaml, Output output) {
        this.yaml = yaml;
        this.output = output;
    }

    /// @param folder `golden` of a package
    /// @throws InvalidYaml with file, line, key, rule and value of each problem
    static GoldenCases read(Path folder, Output output) {
        var yaml = CheckedYaml.read(folder.resolve("cases.yaml"), "/schema/golden.schema.json", EXPECTS_SOMETHING);
        return new GoldenYaml(yaml, output).read();
    }

    private GoldenCases read() {
        var cases = yaml.parts("cases").stream().map(this::one).toList();
        if (!problems.isEmpty()) {
            throw new InvalidYaml(problems, "");
        }
        var byProvider = new LinkedHashMap<String, Double>();
        yaml.part("tolerance-of").tree().properties()
                .forEach(entry -> byProvider.put(entry.getKey(), entry.getValue().asDouble()));
        return new GoldenCases(yaml.number("tolerance"), byProvider, cases);
    }

    private Case one(CheckedYaml part) {
        var expected = new ArrayList<Expected>();
        var label = part.has("label") ? Optional.of(part.text("label")) : Optional.<String>empty();
        label.ifPresent(name -> expected.add(answer(part, name)));
        if (part.has("measures")) {
            part.parts("measures").forEach(each -> expected.add(new Expected.Measure(
                    label, each.text("name"), each.number("value"),
                    each.has("unit") ? Optional.of(each.text("unit")) : Optional.empty(), each.number("within"))));
        }
        if (part.has("pictures")) {
            part.parts("pictures").forEach(each -> expected.add(new Expected.Picture(
                    each.text("name"), each.number("mean"), each.number("deviation"), each.number("within"))));
        }
        if (part.has("file")) {
            return new Case(part.text("file"), List.of(part.path("file")), false, expected);
        }
        return part.tree().path("series").isArray()
                ? new Case(part.texts("series").getFirst() + " ...", listed(part), true, expected)
                : new Case(part.text("series"), inFolder(part), true, expected);
    }

    private List<Path> listed(CheckedYaml part) {
        return part.texts("series").stream().map(name -> part.file().resolveSibling(name)).toList();
    }

    private List<Path> inFolder(CheckedYaml part) {
        try (var files = Files.list(part.path("series"))) {
            var all = files.filter(Files::isRegularFile).sorted().toList();
            if (all.isEmpty()) {
                problems.add(part.problem("series", "must be a folder with the series' files"));
            }
            return all;
        } catch (IOException | UncheckedIOException _) {
            problems.add(part.problem("series", "must be a folder beside cases.yaml that can be read"));
            return List.of();
        }
    }

    private Expected answer(CheckedYaml part, String label) {
        boolean positive = part.text("result").equals("positive");
        var probability =
                part.has("probability") ? OptionalDouble.of(part.number("probability")) : OptionalDouble.empty();
        threshold(label).ifPresentOrElse(
                threshold -> probability.ifPresent(value -> check(part, positive, value, threshold)),
                () -> problems.add(part.problem("label", "must be a reported label of the manifest")));
        return new Expected.Answer(label, positive, probability, places(part));
    }

    private void check(CheckedYaml part, boolean positive, double probability, double threshold) {
        if (positive != probability >= threshold) {
            problems.add(part.problem("result", "must follow from probability and threshold " + threshold));
        } else if (threshold < 1 // a limit that is crossed or not has a threshold of 1, and no half crossings
                && Math.abs(probability - threshold) < NEAR - ROUNDING && !part.flag("near-threshold")) {
            problems.add(part.problem("probability", "must be at least " + NEAR + " from the threshold " + threshold
                    + ", as rounding on another machine may turn the result; near-threshold: true allows it"));
        }
    }

    private List<Place> places(CheckedYaml part) {
        var places = new ArrayList<Place>();
        if (part.has("boxes")) {
            for (var box : part.parts("boxes")) {
                try {
                    places.add(new Place(box.number("left"), box.number("top"), box.number("right"),
                            box.number("bottom"), box.number("iou")));
                } catch (IllegalArgumentException e) {
                    problems.add(box.problem("left", e.getMessage()));
                }
            }
        }
        return places;
    }

    private Optional<Double> threshold(String name) {
        return output.labels().stream()
                .filter(label -> label.name().equals(name))
                .findFirst()
                .flatMap(Output.Label::reported)
                .map(Reported::threshold);
    }
}
