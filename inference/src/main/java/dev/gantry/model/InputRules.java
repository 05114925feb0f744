// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static dev.gantry.model.PackageFiles.one;

import dev.gantry.model.Extra.Fact;
import dev.gantry.model.Input.Form;
import dev.gantry.model.Input.Open;
import dev.gantry.yaml.CheckedYaml.Rule;
import dev.gantry.yaml.CheckedYaml;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What of a manifest's `input` the schema cannot say, because it compares keys.
final class InputRules {
    /// 1 GiB of floats: more is a slip of the pen, or needs another model.
    private static final long MOST_VALUES = 1L << 28;
    private static final String SHAPE = "input.shape";
    private static final List<String> OF_PICTURES = List.of("resize", "resample", "align", "pad", "short-side",
            "spacing-mm", "orientation", "slices", "max-gap-mm", "scale");

    static final List<Rule> RULES = Stream.of(shapes(), fits(), values(), extras()).flatMap(List::stream).toList();

    private InputRules() {}

    private static Rule rule(List<String> keys, String says, Predicate<CheckedYaml> holds) {
        return new Rule(keys, says, holds);
    }

    private static List<Rule> shapes() {
        return List.of(
                rule(List.of("input.layout", SHAPE), "must have one letter for each length of input.shape",
                        yaml -> yaml.text("input.layout").length() == yaml.texts(SHAPE).size()),
                rule(List.of(SHAPE), "must have 4 or 5 lengths, or go with input.layout",
                        yaml -> yaml.has("input.layout") || List.of(4, 5).contains(yaml.texts(SHAPE).size())),
                rule(List.of(SHAPE), "must say 1 for N", yaml -> !fits(yaml) || form(yaml).length('N') == 1),
                rule(List.of(SHAPE), "may say any for D, H and W only",
                        yaml -> !fits(yaml) || form(yaml).length('N') != Input.ANY
                                && form(yaml).length('C') != Input.ANY),
                rule(List.of(SHAPE), "must go with an input.limit for each any",
                        yaml -> yaml.has("input.limit") || open(yaml) == 0),
                rule(List.of("input.limit", SHAPE), "must have one number for each any of input.shape",
                        yaml -> yaml.integers("input.limit").size() == open(yaml)),
                rule(List.of("input.multiple-of", SHAPE), "goes with any for H or W in input.shape",
                        yaml -> !fits(yaml) || open(yaml, 'H') || open(yaml, 'W')),
                rule(List.of("input.limit", "input.multiple-of", SHAPE),
                        "must be multiples of input.multiple-of ({input.multiple-of}) for H and W",
                        yaml -> !fits(yaml) || yaml.integers("input.limit").size() != open(yaml)
                                || Stream.of('H', 'W').filter(axis -> open(yaml, axis))
                                        .mapToInt(axis -> form(yaml).most(axis))
                                        .allMatch(most -> most % yaml.integer("input.multiple-of") == 0)),
                rule(List.of(SHAPE), "must not hold more than " + MOST_VALUES + " values",
                        yaml -> !fits(yaml) || yaml.has("input.limit") != open(yaml) > 0
                                || yaml.has("input.limit") && yaml.integers("input.limit").size() != open(yaml)
                                || Stream.of('C', 'D', 'H', 'W').mapToDouble(form(yaml)::most)
                                        .reduce(1, (a, b) -> a * b) <= MOST_VALUES));
    }

    private static List<Rule> fits() {
        return List.of(
                rule(List.of("input.samples", SHAPE), "needs input.resize beside it",
                        yaml -> yaml.has("input.resize") || yaml.has("input.samples.noise")),
                rule(List.of("input.samples.noise", SHAPE), "goes without what is done to pictures: "
                                + String.join(", ", OF_PICTURES),
                        yaml -> OF_PICTURES.stream().noneMatch(key -> yaml.has("input." + key))
                                && open(yaml) == 0),
                rule(List.of("input.resize", SHAPE),
                        "must be none or letterbox where input.shape says any for H or W",
                        yaml -> !fits(yaml) || !open(yaml, 'H') && !open(yaml, 'W')
                                || List.of("none", "letterbox").contains(yaml.text("input.resize"))),
                rule(List.of("input.short-side", "input.resize", SHAPE),
                        "goes with resize: crop, and covers H and W",
                        yaml -> !fits(yaml) || yaml.text("input.resize").equals("crop")
                                && yaml.integer("input.short-side")
                                        >= Math.max(form(yaml).length('H'), form(yaml).length('W'))),
                rule(List.of("input.align", "input.resize"), "goes with resize: letterbox or none",
                        yaml -> List.of("none", "letterbox").contains(yaml.text("input.resize"))),
                rule(List.of("input.resize", SHAPE, "input.samples.units"),
                        "leaves a border: needs input.pad, as 0 in modality units is no black",
                        yaml -> yaml.has("input.pad") || !fits(yaml) || !borders(yaml)),
                rule(List.of("input.slices", SHAPE), "goes with D in input.layout",
                        yaml -> !fits(yaml) || form(yaml).has('D')),
                rule(List.of(SHAPE), "must go with slices: even or with input.spacing-mm where D is any",
                        yaml -> !fits(yaml) || !open(yaml, 'D')
                                || even(yaml) || yaml.has("input.spacing-mm")),
                rule(List.of("input.orientation", SHAPE), "goes with D in input.layout",
                        yaml -> !fits(yaml) || form(yaml).has('D')),
                rule(List.of("input.max-gap-mm", SHAPE),
                        "goes with D in input.layout and slices: interpolate",
                        yaml -> !fits(yaml) || form(yaml).has('D') && interpolates(yaml)),
                rule(List.of("input.spacing-mm", SHAPE),
                        "must have a number for each of D, H and W in input.layout",
                        yaml -> !fits(yaml)
                                || yaml.numbers("input.spacing-mm").size() == (form(yaml).has('D') ? 3 : 2)),
                rule(List.of("input.spacing-mm", "input.resize"),
                        "goes with resize: none and slices: interpolate, as the spacing says how large things get",
                        yaml -> yaml.text("input.resize").equals("none") && interpolates(yaml)));
    }

    private static List<Rule> values() {
        return List.of(
                rule(List.of("input.normalize.mean", "input.normalize.std", SHAPE),
                        "must have one mean and one std per channel",
                        yaml -> !fits(yaml)
                                || yaml.numbers("input.normalize.mean").size() == form(yaml).length('C')
                                && yaml.numbers("input.normalize.std").size() == form(yaml).length('C')),
                rule(List.of("input.samples.windows", SHAPE), "must have one window per channel",
                        yaml -> !fits(yaml)
                                || yaml.parts("input.samples.windows").size() == form(yaml).length('C')),
                upwards("input.samples.percentiles"),
                upwards("input.samples.clip"),
                upwards("input.normalize.min-max"),
                rule(List.of("input.samples.high", "input.samples.low"),
                        "must be more than low ({input.samples.low})",
                        yaml -> yaml.number("input.samples.low") < yaml.number("input.samples.high")),
                Rule.inEach("input.samples.windows", List.of("high", "low"), "must be more than low",
                        yaml -> yaml.number("low") < yaml.number("high")),
                rule(List.of("input.type", "input.samples"),
                        "rounds values from 0 to 1 to nothing but 0 and 1: needs input.scale or input.quantize",
                        yaml -> yaml.text("input.type").startsWith("float") || yaml.has("input.samples.units")
                                || yaml.has("input.scale") || yaml.has("input.quantize")
                                || yaml.has("input.normalize")),
                rule(List.of("input.quantize", "input.type"),
                        "goes with type: uint8 or int8, not {input.type}",
                        yaml -> yaml.text("input.type").endsWith("int8")),
                rule(List.of("input.quantize.zero-point", "input.type"),
                        "must be within the range of {input.type}",
                        yaml -> yaml.text("input.type").startsWith("u")
                                ? yaml.integer("input.quantize.zero-point") >= 0
                                : yaml.integer("input.quantize.zero-point") <= 127));
    }

    private static List<Rule> extras() {
        return List.of(
                rule(List.of("input.with", "input.tensor"), "must name each of the graph's inputs once",
                        yaml -> {
                            var names = new HashSet<>(List.of(yaml.text("input.tensor")));
                            return yaml.parts("input.with").stream().allMatch(extra -> names.add(extra.text("tensor")));
                        }),
                Rule.inEach("input.with", List.of("numbers", "shape"),
                        "must be as many as shape has room for",
                        yaml -> yaml.numbers("numbers").size() == product(yaml.integers("shape"))),
                Rule.inEach("input.with", List.of("one-of", "shape"),
                        "must be as many as shape has room for",
                        yaml -> yaml.texts("one-of").size() == product(yaml.integers("shape"))),
                rule(List.of("input.with", SHAPE),
                        "must have shapes with room for as many numbers as their values are",
                        yaml -> !fits(yaml) || yaml.parts("input.with").stream()
                                .filter(extra -> extra.has("values") && extra.has("shape"))
                                .allMatch(extra -> one(Fact.class, extra.text("values")).numbers(form(yaml))
                                        == product(extra.integers("shape")))),
                rule(List.of("input.with", SHAPE), "may ask for slice-mask only with D in input.layout",
                        yaml -> !fits(yaml) || form(yaml).has('D') || yaml.parts("input.with").stream()
                                .noneMatch(extra -> extra.has("values") && extra.text("values").equals("slice-mask"))),
                rule(List.of("input.with", SHAPE),
                        "may carry a state only where the slices come one by one: no D in input.layout",
                        yaml -> !fits(yaml) || !form(yaml).has('D')
                                || yaml.parts("input.with").stream().noneMatch(extra -> extra.has("state"))));
    }

    private static Rule upwards(String key) {
        return rule(List.of(key), "must be two numbers, the lower one first",
                yaml -> yaml.numbers(key).getFirst() < yaml.numbers(key).getLast());
    }

    private static boolean borders(CheckedYaml yaml) {
        return List.of("none", "letterbox").contains(yaml.text("input.resize")) || form(yaml).has('D') && !even(yaml);
    }

    private static boolean even(CheckedYaml yaml) {
        return yaml.has("input.slices") && yaml.text("input.slices").equals("even");
    }

    private static boolean interpolates(CheckedYaml yaml) {
        return !yaml.has("input.slices") || yaml.text("input.slices").equals("interpolate");
    }

    /// Whether layout and shape go together; if not, another rule says so.
    private static boolean fits(CheckedYaml yaml) {
        int lengths = yaml.texts(SHAPE).size();
        return yaml.has("input.layout")
                ? yaml.text("input.layout").length() == lengths
                : lengths == 4 || lengths == 5;
    }

    /// As far as it is needed here.
    private static Form form(CheckedYaml yaml) {
        var shape = InputYaml.shape(yaml, SHAPE);
        return new Form("", Input.Type.FLOAT,
                yaml.has("input.layout") ? yaml.text("input.layout") : Form.usual(shape.size()), shape,
                new Open(yaml.has("input.limit") ? yaml.integers("input.limit") : List.of(), 1));
    }

    private static boolean open(CheckedYaml yaml, char axis) {
        return form(yaml).length(axis) == Input.ANY;
    }

    private static long open(CheckedYaml yaml) {
        return InputYaml.shape(yaml, SHAPE).stream().filter(length -> length == Input.ANY).count();
    }

    static int product(List<Integer> shape) {
        return Math.toIntExact(shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact));
    }
}
