// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.AgeRange.Bound;
import dev.gantry.model.GoldenCases.Case;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Manifest.GraphFile;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Question;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.model.Manifest.Service;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.model.Manifest.Target;
import dev.gantry.model.Manifest.Task;
import dev.gantry.model.ModelId.Version;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Head;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.yaml.CheckedYaml.Rule;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `manifest.yaml` and `golden/cases.yaml`.
final class PackageFiles {
    private static final Rule ONE_PER_CHANNEL = new Rule(
            List.of("input.normalize.mean", "input.normalize.std", "input.shape"),
            "must have one mean and one std per channel",
            yaml -> {
                int channels = yaml.integers("input.shape").get(1);
                return yaml.numbers("input.normalize.mean").size() == channels
                        && yaml.numbers("input.normalize.std").size() == channels;
            });
    private static final Rule SOMETHING_TO_REPORT = new Rule(
            List.of("output.labels"),
            "must have a label with code and threshold",
            yaml -> yaml.parts("output.labels").stream().anyMatch(label -> label.has("threshold")));
    private static final Rule LABELS_DIFFER = new Rule(
            List.of("output.labels"),
            "must have different names",
            yaml -> {
                var names = yaml.parts("output.labels").stream().map(label -> label.text("name")).toList();
                return names.stream().distinct().count() == names.size();
            });

    private PackageFiles() {}

    /// @throws InvalidYaml with file, line, key, rule and value of each problem
    static ModelPackage read(Path folder) {
        var yaml = CheckedYaml.read(
                folder.resolve("manifest.yaml"),
                "/schema/manifest.schema.json",
                ONE_PER_CHANNEL,
                SOMETHING_TO_REPORT,
                LABELS_DIFFER);
        var manifest = manifest(yaml);
        return new ModelPackage(folder, manifest, golden(folder.resolve("golden"), manifest.output()));
    }

    private static Manifest manifest(CheckedYaml yaml) {
        return new Manifest(
                new ModelId(yaml.text("name"), Version.of(yaml.text("version"))),
                new Question(one(Task.class, yaml.text("task")), one(Scope.class, yaml.text("scope"))),
                files(yaml.named("files")),
                appliesTo(yaml.part("applies-to")),
                input(yaml.part("input")),
                output(yaml.part("output")),
                new Service(
                        yaml.duration("budget"),
                        one(Late.class, yaml.text("late")),
                        one(Severity.class, yaml.text("severity"))));
    }

    private static Map<Target, GraphFile> files(Map<String, CheckedYaml> parts) {
        var files = new EnumMap<Target, GraphFile>(Target.class);
        parts.forEach((target, file) -> files.put(
                one(Target.class, target),
                new GraphFile(file.text("path"), file.text("precision"), file.text("sha256"))));
        return files;
    }

    private static AppliesTo appliesTo(CheckedYaml yaml) {
        var age = texts(yaml, "age").stream().map(Bound::of).toList();
        return new AppliesTo(
                texts(yaml, "modality"),
                texts(yaml, "body-part"),
                texts(yaml, "view"),
                texts(yaml, "presentation-intent"),
                age.isEmpty() ? Optional.empty() : Optional.of(new AgeRange(age.getFirst(), age.getLast())));
    }

    private static Input input(CheckedYaml yaml) {
        return new Input(
                yaml.text("tensor"),
                yaml.integers("shape"),
                samples(yaml.part("samples")),
                one(Resize.class, yaml.text("resize")),
                yaml.has("normalize") ? normalize(yaml.part("normalize")) : new Normalize.None());
    }

    private static Samples samples(CheckedYaml yaml) {
        if (yaml.has("window")) {
            return new Samples.DicomWindow();
        }
        return yaml.has("min-max")
                ? new Samples.MinMax()
                : new Samples.FixedWindow(yaml.number("center"), yaml.number("width"));
    }

    private static Normalize normalize(CheckedYaml yaml) {
        return yaml.has("per-image")
                ? new Normalize.PerImage()
                : new Normalize.Fixed(yaml.numbers("mean"), yaml.numbers("std"));
    }

    private static Output output(CheckedYaml yaml) {
        var labels = yaml.parts("labels").stream().map(PackageFiles::label).toList();
        return new Output(yaml.text("tensor"), one(Head.class, yaml.text("head")), labels);
    }

    private static Label label(CheckedYaml yaml) {
        if (!yaml.has("threshold")) {
            return new Label(yaml.text("name"), Optional.empty());
        }
        var code = new Code(yaml.text("code.scheme"), yaml.text("code.value"), yaml.text("code.meaning"));
        return new Label(yaml.text("name"), Optional.of(new Reported(code, yaml.number("threshold"))));
    }

    private static GoldenCases golden(Path folder, Output output) {
        var yaml = CheckedYaml.read(folder.resolve("cases.yaml"), "/schema/golden.schema.json");
        var problems = new ArrayList<Problem>();
        var cases = new ArrayList<Case>();
        for (var part : yaml.parts("cases")) {
            var golden = new Case(
                    part.path("file"),
                    part.text("label"),
                    part.number("probability"),
                    part.text("result").equals("positive"));
            cases.add(golden);
            threshold(output, golden.label()).ifPresentOrElse(
                    threshold -> {
                        if (golden.positive() != golden.probability() >= threshold) {
                            problems.add(part.problem("result",
                                    "must follow from probability and threshold " + threshold));
                        }
                    },
                    () -> problems.add(part.problem("label", "must be a reported label of the manifest")));
        }
        if (!problems.isEmpty()) {
            throw new InvalidYaml(problems, "");
        }
        return new GoldenCases(yaml.number("tolerance"), cases);
    }

    private static Optional<Double> threshold(Output output, String name) {
        return output.labels().stream()
                .filter(label -> label.name().equals(name))
                .findFirst()
                .flatMap(Label::reported)
                .map(Reported::threshold);
    }

    private static List<String> texts(CheckedYaml yaml, String key) {
        return yaml.has(key) ? yaml.texts(key) : List.of();
    }

    private static <E extends Enum<E>> E one(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
