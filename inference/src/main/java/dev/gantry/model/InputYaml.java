// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static dev.gantry.model.PackageFiles.one;

import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.CheckedYaml.Rule;
import java.util.List;

/// Reads a manifest's `input`.
final class InputYaml {
    private static final Rule ONE_PER_CHANNEL = new Rule(
            List.of("input.normalize.mean", "input.normalize.std", "input.shape"),
            "must have one mean and one std per channel",
            yaml -> {
                int channels = yaml.integers("input.shape").get(1);
                return yaml.numbers("input.normalize.mean").size() == channels
                        && yaml.numbers("input.normalize.std").size() == channels;
            });
    /// What the schema cannot say.
    static final List<Rule> RULES = List.of(ONE_PER_CHANNEL);

    private InputYaml() {}

    static Input input(CheckedYaml yaml) {
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
}
