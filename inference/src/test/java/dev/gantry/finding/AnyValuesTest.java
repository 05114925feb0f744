// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.BoxFormat.Form;
import dev.gantry.model.BoxFormat.PointLevel;
import dev.gantry.model.BoxFormat.PriorLevel;
import dev.gantry.model.BoxFormat.Priors;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Belonging;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head.Shapes;
import dev.gantry.model.Head.Suppression;
import dev.gantry.model.Head;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.model.Output;
import dev.gantry.output.Placements;
import dev.gantry.output.Region;
import dev.gantry.preprocess.Placement;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever values a graph puts out: findings that can be published, or nonsense; never an exception, never a box
/// outside of the frame, and nonsense whenever a score is no number.
class AnyValuesTest {
    private static final int ROUNDS = 60;
    private static final float[] ODD = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE,
        Float.MIN_VALUE, -0f, 1e30f, 65504
    };
    private static final Keeping KEEPING = new Keeping(0.05, 50, 20, Optional.of(new Suppression(0.5, false)));
    private static final List<Label> LABELS = List.of(label("a"), label("b"));

    private static Label label(String name) {
        return new Label(name, Optional.of(new Reported(new Code("99T", name, name), 0.5)));
    }

    static Stream<Arguments> heads() {
        var edges = new Form(false, false);
        var level = new PriorLevel(2, 3, OptionalDouble.empty(), 0.5, List.of(2.0));
        return Stream.of(
                head(new Head.Scores("a", Activation.SOFTMAX, LABELS), "a", 1, 2),
                head(boxes(new BoxFormat.Finished("a", "b", "c", 0, edges, Optional.empty())),
                        "a", 5, 4, "b", 5, "c", 5),
                head(boxes(new BoxFormat.Yolo("a", true, true, Activation.SIGMOID, new Form(true, false))),
                        "a", 1, 7, 9),
                head(boxes(new BoxFormat.YoloX("a", List.of(8, 16), Activation.SIGMOID)), "a", 1, 24 + 6, 7),
                head(boxes(new BoxFormat.Ssd("a", "b", new Priors.Made(List.of(level), 1, true),
                        List.of(0.1, 0.1, 0.2, 0.2), true, Activation.SOFTMAX)), "a", 1, 24, 3, "b", 1, 24, 4),
                head(boxes(new BoxFormat.AnchorFree(List.of(new PointLevel(8, "a", "b", Optional.of("c"))), true, 0.5,
                        Activation.SIGMOID)), "a", 1, 2, 4, 6, "b", 1, 4, 4, 6, "c", 1, 1, 4, 6),
                head(boxes(new BoxFormat.CenterNet("a", "b", Optional.of("c"), 8, Activation.SIGMOID)),
                        "a", 1, 2, 4, 6, "b", 1, 2, 4, 6, "c", 1, 2, 4, 6),
                head(mask(new Belonging.Over(Activation.SIGMOID, 0.5)), "a", 1, 2, 9, 7),
                head(mask(new Belonging.Highest()), "a", 1, 2, 3, 9, 7),
                head(mask(new Belonging.Over(Activation.NONE, 0.3)), "a", 2, 9, 7),
                head(new Head.Slices("a", Activation.SIGMOID, Pool.MEAN, LABELS), "a", 1, 1, 2));
    }

    private static Head boxes(BoxFormat format) {
        return new Head.Boxes(LABELS, format, KEEPING);
    }

    private static Head mask(Belonging belonging) {
        return new Head.Mask("a", belonging, new Shapes(1, 0, 10, 8, Pool.MAX), LABELS);
    }

    private static Arguments head(Head head, Object... shapes) {
        var tensors = new LinkedHashMap<String, long[]>();
        var name = "";
        for (var each : shapes) {
            if (each instanceof String next) {
                name = next;
                tensors.put(name, new long[0]);
            } else {
                var shape = Arrays.copyOf(tensors.get(name), tensors.get(name).length + 1);
                shape[shape.length - 1] = (Integer) each;
                tensors.put(name, shape);
            }
        }
        return Arguments.of(head, tensors);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void areReadOrRefused(Head head, Map<String, long[]> shapes) {
        var readout = new Readout(new Output(head), "image", "NCHW");
        var image = Map.of("image", Tensor.allocate(ElementType.FLOAT, 1, 1, 32, 48));
        int answers = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            double odd = seed % 3 == 0 ? 0 : random.nextDouble() * 0.1;
            var outputs = new LinkedHashMap<String, Tensor>();
            shapes.forEach((name, shape) -> outputs.put(name, any(random, odd, shape)));
            var placement = placement(random);

            var reading = readout.read(image, outputs, placement);

            if (reading instanceof Reading.Findings findings) {
                answers++;
                assertThat(findings.findings()).as("seed " + seed).hasSize(2)
                        .allSatisfy(it -> assertThat(it.probability()).isBetween(0.0, 1.0))
                        .allSatisfy(it -> assertThat(it.evidence().regions())
                                .allSatisfy(region -> inside(region, placement)));
            } else {
                assertThat(reading).as("seed " + seed).isInstanceOf(Reading.Nonsense.class);
            }
        }
        assertThat(answers).as("of %d rounds that could be read", ROUNDS).isBetween(1, ROUNDS - 1);
    }

    private static void inside(Region region, Placement placement) {
        var box = region.box();
        assertThat(box.left()).isBetween(0.0, box.right());
        assertThat(box.top()).isBetween(0.0, box.bottom());
        assertThat(box.right()).isLessThanOrEqualTo(placement.columns().length());
        assertThat(box.bottom()).isLessThanOrEqualTo(placement.rows().length());
        assertThat(box.slices().last()).isLessThan(placement.slices().length());
        region.outline().ifPresent(outline -> assertThat(outline.rings()).isNotEmpty().allSatisfy(
                ring -> assertThat(ring).hasSizeBetween(4, 8)));
    }

    /// In half of the rounds the even values are probabilities.
    private static Tensor any(Random random, double odd, long... shape) {
        var tensor = Tensor.allocate(random.nextInt(4) == 0 ? ElementType.FLOAT16 : ElementType.FLOAT, shape);
        double scale = random.nextBoolean() ? 1 : 20;
        for (int i = 0; i < tensor.size(); i++) {
            double value = scale == 1 ? random.nextDouble() : random.nextGaussian() * scale;
            tensor.set(i, random.nextDouble() < odd ? ODD[random.nextInt(ODD.length)] : (float) value);
        }
        return tensor;
    }

    private static Placement placement(Random random) {
        var columns = Placements.along(random.nextInt(200) - 100, random.nextDouble() * 8 - 4, 100, 0.3);
        var rows = Placements.along(random.nextInt(200) - 100, random.nextDouble() * 8 - 4, 80, 0.4);
        return new Placement(columns, rows, Placements.along(0, 1, 3, 2));
    }
}
