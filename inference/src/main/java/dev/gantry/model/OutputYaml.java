// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static dev.gantry.model.PackageFiles.one;

import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Head;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.CheckedYaml.Rule;
import java.util.List;
import java.util.Optional;

/// Reads a manifest's `output`.
final class OutputYaml {
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

    /// What the schema cannot say.
    static final List<Rule> RULES = List.of(SOMETHING_TO_REPORT, LABELS_DIFFER);

    private OutputYaml() {}

    static Output output(CheckedYaml yaml) {
        var labels = yaml.parts("labels").stream().map(OutputYaml::label).toList();
        return new Output(yaml.text("tensor"), one(Head.class, yaml.text("head")), labels);
    }

    private static Label label(CheckedYaml yaml) {
        if (!yaml.has("threshold")) {
            return new Label(yaml.text("name"), Optional.empty());
        }
        var code = new Code(yaml.text("code.scheme"), yaml.text("code.value"), yaml.text("code.meaning"));
        return new Label(yaml.text("name"), Optional.of(new Reported(code, yaml.number("threshold"))));
    }
}
