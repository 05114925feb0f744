// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.AgeRange.Bound;
import dev.gantry.model.Manifest.Answers;
import dev.gantry.model.Manifest.GraphFile;
import dev.gantry.model.Manifest.InputGate;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Question;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.model.Manifest.Service;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.model.Manifest.Smaller;
import dev.gantry.model.Manifest.Target;
import dev.gantry.model.Manifest.Task;
import dev.gantry.model.ModelId.Version;
import dev.gantry.select.Selection;
import dev.gantry.trust.Seal;
import dev.gantry.yaml.CheckedYaml.Rule;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.InvalidYaml;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads `manifest.yaml` and `golden/cases.yaml`.
final class PackageFiles {
    private PackageFiles() {}

    /// @throws InvalidYaml with file, line, key, rule and value of each problem
    static ModelPackage read(Path folder, Seal seal) {
        var yaml = yaml(folder.resolve("manifest.yaml"));
        var manifest = manifest(yaml);
        var golden = GoldenYaml.read(folder.resolve("golden"), manifest.output());
        return new ModelPackage(folder, manifest, golden, CardYaml.texts(yaml, "checksums"), seal);
    }

    static Manifest manifest(Path file) {
        return manifest(yaml(file));
    }

    private static CheckedYaml yaml(Path file) {
        return CheckedYaml.read(
                file,
                "/schema/manifest.schema.json",
                Stream.of(InputRules.RULES, CardYaml.RULES).flatMap(List::stream).toArray(Rule[]::new));
    }

    private static Manifest manifest(CheckedYaml yaml) {
        return new Manifest(
                new ModelId(yaml.text("name"), Version.of(yaml.text("version"))),
                new Question(one(Task.class, yaml.text("task")), one(Scope.class, yaml.text("scope"))),
                files(yaml.named("files")),
                appliesTo(yaml.part("applies-to")),
                InputYaml.input(yaml.part("input")),
                OutputYaml.output(yaml),
                new Service(
                        yaml.duration("budget"),
                        one(Late.class, yaml.text("late")),
                        one(Severity.class, yaml.text("severity")),
                        yaml.has("batch") ? yaml.integer("batch") : 1,
                        yaml.has("instead") ? Optional.of(smaller(yaml.text("instead"))) : Optional.empty(),
                        one(Answers.class, yaml.text("answers")),
                        yaml.has("input-gate") ? Optional.of(inputGate(yaml.part("input-gate"))) : Optional.empty()),
                yaml.has("select") ? CardYaml.selection(yaml.part("select")) : Selection.any(),
                CardYaml.card(yaml));
    }

    private static Smaller smaller(String text) {
        return text.indexOf('.') < 0 ? new Smaller.Model(text) : new Smaller.Edition(Version.of(text));
    }

    private static InputGate inputGate(CheckedYaml yaml) {
        return new InputGate(yaml.text("model"), yaml.texts("labels"), yaml.number("at-least"));
    }

    private static Map<Target, GraphFile> files(Map<String, CheckedYaml> parts) {
        var files = new EnumMap<Target, GraphFile>(Target.class);
        parts.forEach((target, file) -> files.put(
                one(Target.class, target),
                new GraphFile(file.text("path"), file.text("precision"), file.text("sha256"),
                        CardYaml.texts(file, "evidence"))));
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

    private static List<String> texts(CheckedYaml yaml, String key) {
        return yaml.has(key) ? yaml.texts(key) : List.of();
    }

    static <E extends Enum<E>> E one(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
