// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static dev.gantry.model.PackageFiles.one;

import dev.gantry.model.Extra.Content;
import dev.gantry.model.Extra.Fact;
import dev.gantry.model.Input.Align;
import dev.gantry.model.Input.Border;
import dev.gantry.model.Input.Fit;
import dev.gantry.model.Input.Form;
import dev.gantry.model.Input.Normalize.Over;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Open;
import dev.gantry.model.Input.Quantize;
import dev.gantry.model.Input.Resample;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Input.Slices;
import dev.gantry.model.Input.Space;
import dev.gantry.model.Input.Type;
import dev.gantry.model.Input.Values;
import dev.gantry.yaml.CheckedYaml;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Reads a manifest's `input`, after the schema and [InputRules] have found nothing wrong.
final class InputYaml {
    private InputYaml() {}

    static Input input(CheckedYaml yaml) {
        var form = form(yaml);
        return new Input(form, samples(yaml.part("samples")), fit(yaml), values(yaml),
                yaml.has("with")
                        ? yaml.parts("with").stream().map(extra -> extra(extra, form)).toList()
                        : List.of());
    }

    private static Form form(CheckedYaml yaml) {
        var shape = shape(yaml, "shape");
        return new Form(
                yaml.text("tensor"),
                one(Type.class, yaml.text("type")),
                yaml.has("layout") ? yaml.text("layout") : Form.usual(shape.size()),
                shape,
                new Open(yaml.has("limit") ? yaml.integers("limit") : List.of(),
                        yaml.has("multiple-of") ? yaml.integer("multiple-of") : 1));
    }

    /// `any` is [Input#ANY].
    static List<Integer> shape(CheckedYaml yaml, String key) {
        return yaml.texts(key).stream()
                .map(length -> length.equals("any") ? Input.ANY : Integer.parseInt(length))
                .toList();
    }

    private static Samples samples(CheckedYaml yaml) {
        if (yaml.has("window")) {
            return new Samples.DicomWindow();
        }
        if (yaml.has("min-max")) {
            return new Samples.MinMax();
        }
        if (yaml.has("percentiles")) {
            var both = yaml.numbers("percentiles");
            return new Samples.Percentiles(both.getFirst(), both.getLast());
        }
        if (yaml.has("windows")) {
            return new Samples.Windows(yaml.parts("windows").stream().map(InputYaml::window).toList());
        }
        if (yaml.has("noise")) {
            return new Samples.Noise(yaml.integer("noise.seed"));
        }
        return yaml.has("units") ? new Samples.Modality(clip(yaml)) : window(yaml);
    }

    private static Optional<Samples.Range> clip(CheckedYaml yaml) {
        if (!yaml.has("clip")) {
            return Optional.empty();
        }
        var both = yaml.numbers("clip");
        return Optional.of(new Samples.Range(both.getFirst(), both.getLast()));
    }

    private static Samples window(CheckedYaml yaml) {
        return yaml.has("center")
                ? new Samples.FixedWindow(yaml.number("center"), yaml.number("width"))
                : new Samples.Range(yaml.number("low"), yaml.number("high"));
    }

    private static Fit fit(CheckedYaml yaml) {
        return new Fit(
                yaml.has("resize") ? one(Resize.class, yaml.text("resize")) : Resize.NONE,
                yaml.has("resample") ? one(Resample.class, yaml.text("resample")) : Resample.ANTIALIAS,
                new Border(
                        yaml.has("align") ? one(Align.class, yaml.text("align")) : Align.CENTER,
                        number(yaml, "pad")),
                yaml.has("short-side") ? OptionalInt.of(yaml.integer("short-side")) : OptionalInt.empty(),
                space(yaml));
    }

    private static Space space(CheckedYaml yaml) {
        return new Space(
                yaml.has("slices") ? one(Slices.class, yaml.text("slices")) : Slices.INTERPOLATE,
                yaml.has("spacing-mm") ? yaml.numbers("spacing-mm") : List.of(),
                yaml.has("orientation") ? Optional.of(yaml.text("orientation")) : Optional.empty(),
                number(yaml, "max-gap-mm"));
    }

    private static OptionalDouble number(CheckedYaml yaml, String key) {
        return yaml.has(key) ? OptionalDouble.of(yaml.number(key)) : OptionalDouble.empty();
    }

    private static Values values(CheckedYaml yaml) {
        return new Values(
                yaml.has("scale") ? yaml.number("scale") : 1,
                yaml.has("normalize") ? normalize(yaml.part("normalize")) : new Normalize.None(),
                yaml.has("quantize")
                        ? Optional.of(new Quantize(
                                yaml.number("quantize.scale"), yaml.integer("quantize.zero-point")))
                        : Optional.empty());
    }

    private static Normalize normalize(CheckedYaml yaml) {
        if (yaml.has("min-max")) {
            var both = yaml.numbers("min-max");
            return new Normalize.Span(both.getFirst(), both.getLast());
        }
        for (var key : List.of("per-image", "per-channel")) {
            if (yaml.has(key)) {
                var over = yaml.text(key).equals("true") ? Over.WHOLE : one(Over.class, yaml.text(key));
                return new Normalize.PerImage(over, key.equals("per-channel"));
            }
        }
        return new Normalize.Fixed(yaml.numbers("mean"), yaml.numbers("std"));
    }

    private static Extra extra(CheckedYaml yaml, Form form) {
        var type = one(Type.class, yaml.text("type"));
        if (yaml.has("zeros")) {
            var shape = yaml.integers("zeros");
            return new Extra(yaml.text("tensor"), type, shape,
                    new Content.Numbers(Collections.nCopies(InputRules.product(shape), 0.0)));
        }
        if (yaml.has("normal")) {
            return new Extra(yaml.text("tensor"), type, yaml.integers("normal.shape"),
                    new Content.Noise(yaml.integer("normal.seed")));
        }
        if (yaml.has("state")) {
            return new Extra(yaml.text("tensor"), type, yaml.integers("shape"),
                    new Content.State(yaml.text("state")));
        }
        if (yaml.has("one-of")) {
            var kinds = yaml.texts("one-of");
            return new Extra(yaml.text("tensor"), type,
                    yaml.has("shape") ? yaml.integers("shape") : List.of(kinds.size()),
                    new Content.OneOf(kinds));
        }
        if (yaml.has("numbers")) {
            var numbers = yaml.numbers("numbers");
            return new Extra(yaml.text("tensor"), type,
                    yaml.has("shape") ? yaml.integers("shape") : List.of(numbers.size()),
                    new Content.Numbers(numbers));
        }
        var fact = one(Fact.class, yaml.text("values"));
        return new Extra(yaml.text("tensor"), type,
                yaml.has("shape") ? yaml.integers("shape") : List.of(fact.numbers(form)),
                new Content.Known(fact));
    }
}
