// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.candidate.Detection;
import dev.gantry.model.BoxFormat.Form;
import dev.gantry.model.BoxFormat.PointLevel;
import dev.gantry.model.BoxFormat.PriorLevel;
import dev.gantry.model.BoxFormat.Priors;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Boxes;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Boxes computed by hand, and what fits no format.
class DetectorTest {
    private static final Extent INPUT = new Extent(1, 64, 96);
    private static final Form CENTRE = new Form(true, false);

    private static Detector detector(BoxFormat format, int labels) {
        var names = IntStream.range(0, labels)
                .mapToObj(i -> new Label("l" + i, Optional.of(new Reported(new Code("99T", "1", "x"), 0.5))))
                .toList();
        return new Detector(new Boxes(names, format, new Keeping(0.05, 100, 100, Optional.empty())));
    }

    private static List<Detection> boxes(Detector detector, Map<String, Tensor> outputs) {
        var detected = detector.detect(outputs, INPUT);
        assertThat(detected).isInstanceOf(Detected.Boxes.class);
        return ((Detected.Boxes) detected).detections();
    }

    private static String nonsense(Detector detector, Map<String, Tensor> outputs) {
        return ((Detected.Nonsense) detector.detect(outputs, INPUT)).detail();
    }

    private static void near(Rectangle where, double left, double top, double right, double bottom) {
        assertThat(where.left()).isCloseTo(left, offset(1e-5));
        assertThat(where.top()).isCloseTo(top, offset(1e-5));
        assertThat(where.right()).isCloseTo(right, offset(1e-5));
        assertThat(where.bottom()).isCloseTo(bottom, offset(1e-5));
    }

    private static Map<String, Tensor> finished(float[] boxes, float[] scores, long... numbers) {
        var labels = Tensor.allocate(ElementType.INT64, numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            labels.set(i, numbers[i]);
        }
        return Map.of("boxes", Tensor.of(boxes, boxes.length / 4, 4), "scores", Tensor.of(scores, scores.length),
                "labels", labels);
    }

    private static final Detector FINISHED = detector(
            new BoxFormat.Finished("boxes", "scores", "labels", 1, new Form(false, false), Optional.empty()), 2);

    @Test
    void takesWhatTheGraphsOwnSuppressionLeaves() {
        var found = boxes(FINISHED, finished(
                new float[] {1, 2, 3, 4, 5, 6, 9, 9, 0, 0, 1, 1}, new float[] {0.6f, 0.9f, 0.01f}, 2, 1, 7));

        assertThat(found).hasSize(2);
        assertThat(found.get(0)).isEqualTo(new Detection(0, 0.9f, 1, new Rectangle(5, 6, 9, 9)));
        assertThat(found.get(1).label()).isEqualTo(1);
        assertThat(boxes(FINISHED, finished(new float[0], new float[0]))).as("nothing found").isEmpty();
    }

    @Test
    void takesBoxesOfCentreAndSizeOfTheWholeInput() {
        var detector = detector(
                new BoxFormat.Finished("boxes", "scores", "labels", 0, new Form(true, true), Optional.empty()), 1);

        var found = boxes(detector, finished(new float[] {0.5f, 0.5f, 0.25f, 0.5f}, new float[] {1}, 0));

        near(found.getFirst().where(), 36, 16, 60, 48);
    }

    @Test
    void makesNonsenseOfFinishedBoxesThatDoNotAddUp() {
        assertThat(nonsense(FINISHED, finished(new float[8], new float[] {0.9f}, 1)))
                .isEqualTo("boxes, scores and labels hold 2, 1 and 1 boxes");
        assertThat(nonsense(FINISHED, finished(new float[] {1, 1, 2, 2}, new float[] {0.9f}, 3)))
                .isEqualTo("labels holds 3.0, the manifest knows 1 to 2");
        assertThat(nonsense(FINISHED, finished(new float[] {1, 1, 2, 2}, new float[] {Float.NaN}, 1)))
                .isEqualTo("scores holds NaN");
        assertThat(nonsense(FINISHED, finished(new float[] {1, Float.NaN, 2, 2}, new float[] {0.9f}, 1)))
                .startsWith("box 0 has no finite edges");
        assertThat(nonsense(FINISHED, finished(new float[] {2, 1, 1, 2}, new float[] {0.9f}, 1)))
                .startsWith("box 0, l0 with score 0.8999999761581421, has no area");
        assertThat(nonsense(FINISHED, Map.of())).isEqualTo("there is no output boxes");
    }

    @Test
    void multipliesObjectnessWithTheBestLabel() {
        var detector = detector(new BoxFormat.Yolo("table", true, false, Activation.NONE, CENTRE), 2);

        var found = boxes(detector, Map.of("table", Tensor.of(
                new float[] {20, 30, 8, 4, 0.5f, 0.2f, 0.8f, 20, 30, 8, 4, 0.01f, 1, 1}, 1, 2, 7)));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().label()).isEqualTo(1);
        assertThat(found.getFirst().score()).isCloseTo(0.4, offset(1e-6));
        near(found.getFirst().where(), 16, 28, 24, 32);
    }

    @Test
    void readsTheSameTableLyingOnItsSideAndInHalfPrecision() {
        var detector = detector(new BoxFormat.Yolo("table", false, true, Activation.SIGMOID, new Form(true, true)), 1);
        var table = Tensor.allocate(ElementType.FLOAT16, 1, 5, 2);
        float[] values = {0.5f, 0, 0.5f, 0, 0.5f, 0, 0.25f, 0, 2, -9};
        for (int i = 0; i < values.length; i++) {
            table.set(i, values[i]);
        }

        var found = boxes(detector, Map.of("table", table));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().score()).isCloseTo(0.880797, offset(1e-6));
        near(found.getFirst().where(), 24, 24, 72, 40);
    }

    @Test
    void makesNonsenseOfATableThatIsNoNumber() {
        var detector = detector(new BoxFormat.Yolo("table", true, false, Activation.NONE, CENTRE), 2);
        for (int at : List.of(4, 5, 6)) {
            var values = new float[] {20, 30, 8, 4, 0.5f, 0.2f, 0.8f};
            values[at] = Float.NaN;

            assertThat(nonsense(detector, Map.of("table", Tensor.of(values, 1, 1, 7)))).isEqualTo("table holds NaN");
        }
        assertThat(nonsense(detector, Map.of("table", Tensor.of(new float[] {20, 30, 8, 4, 0.5f, 3, 1}, 1, 1, 7))))
                .isEqualTo("table holds 3.0, which is no probability: does the head want an activation?");
        assertThat(nonsense(detector, Map.of("table", Tensor.of(new float[6], 1, 1, 6))))
                .isEqualTo("expected table FLOAT or FLOAT16 [1, N, 7], got FLOAT[1, 1, 6]");
    }

    @Test
    void placesYoloXBoxesOnTheGridsOfItsStrides() {
        var detector = detector(new BoxFormat.YoloX("raw", List.of(32, 64), Activation.NONE), 1);
        // 2 x 3 cells of 32 pixels, then one of 64 (96 / 64 leaves one column).
        var raw = Tensor.allocate(ElementType.FLOAT, 1, 7, 6);
        int box = 4 * 6; // row 1, column 1
        raw.set(box, 0.5f);
        raw.set(box + 1, -0.25f);
        raw.set(box + 3, (float) Math.log(0.5));
        raw.set(box + 4, 1);
        raw.set(box + 5, 0.9f);
        raw.set(6 * 6 + 4, 1);
        raw.set(6 * 6 + 5, 0.6f);

        var found = boxes(detector, Map.of("raw", raw));

        near(found.get(0).where(), 48 - 16, 24 - 8, 48 + 16, 24 + 8);
        near(found.get(1).where(), -32, -32, 32, 32);
        assertThat(detector.wanted(INPUT)).extracting(Wanted::toString)
                .containsExactly("raw FLOAT or FLOAT16 [1, 7, 6]");
        assertThat(detector.wanted(Extent.OPEN)).extracting(Wanted::toString)
                .containsExactly("raw FLOAT or FLOAT16 [1, N, 6]");
        assertThat(nonsense(detector, Map.of("raw", Tensor.of(new float[36], 1, 6, 6)))).contains("[1, 7, 6]");
    }

    private static BoxFormat.Ssd ssd(Priors priors) {
        return new BoxFormat.Ssd(
                "scores", "deltas", priors, List.of(0.1, 0.1, 0.2, 0.2), true, Activation.SOFTMAX);
    }

    @Test
    void movesPriorsByTheirDeltas() {
        var detector = detector(ssd(new Priors.Given("priors", new Form(true, true))), 1);
        var outputs = Map.of(
                "scores", Tensor.of(new float[] {1, 3}, 1, 1, 2),
                "deltas", Tensor.of(new float[] {2, -1, (float) (5 * Math.log(2)), 0}, 1, 1, 4),
                "priors", Tensor.of(new float[] {0.5f, 0.5f, 0.25f, 0.5f}, 1, 4));

        var found = boxes(detector, outputs).getFirst();

        assertThat(found.score()).isCloseTo(0.880797, offset(1e-6));
        // Prior: centre 48, 32, size 24 x 32; moved by 0.2 * 24 and -0.1 * 32, twice as wide.
        near(found.where(), 52.8 - 24, 28.8 - 16, 52.8 + 24, 28.8 + 16);
    }

    @Test
    void makesNonsenseOfDeltasWithoutPriors() {
        var level = new PriorLevel(2, 3, OptionalDouble.empty(), 0.5, List.of());
        var made = detector(ssd(new Priors.Made(List.of(level), 1, true)), 1);
        var given = detector(ssd(new Priors.Given("priors", CENTRE)), 1);

        assertThat(nonsense(made, Map.of(
                "scores", Tensor.of(new float[26], 1, 13, 2), "deltas", Tensor.of(new float[52], 1, 13, 4))))
                .isEqualTo("expected scores FLOAT or FLOAT16 [1, 12, 2], got FLOAT[1, 13, 2]");
        assertThat(nonsense(given, Map.of(
                "scores", Tensor.of(new float[4], 1, 2, 2), "deltas", Tensor.of(new float[8], 1, 2, 4),
                "priors", Tensor.of(new float[4], 1, 4))))
                .isEqualTo("scores, deltas and the priors hold 2, 2 and 1 boxes");
        assertThat(nonsense(given, Map.of(
                "scores", Tensor.of(new float[] {0, Float.NaN}, 1, 1, 2), "deltas", Tensor.of(new float[4], 1, 1, 4),
                "priors", Tensor.of(new float[] {1, 1, 1, 1}, 1, 4))))
                .isEqualTo("scores holds NaN");
        assertThat(nonsense(given, Map.of(
                "scores", Tensor.of(new float[] {0, 9}, 1, 1, 2),
                "deltas", Tensor.of(new float[] {0, 0, Float.POSITIVE_INFINITY, 0}, 1, 1, 4),
                "priors", Tensor.of(new float[] {1, 1, 1, 1}, 1, 4))))
                .startsWith("box 0 has no finite edges");
    }

    @Test
    void measuresEdgesFromThePointsOfEachStride() {
        var detector = detector(new BoxFormat.AnchorFree(
                List.of(new PointLevel(32, "scores", "distances", Optional.of("centerness"))), false, 0.5,
                Activation.SIGMOID), 1);
        var scores = new float[6];
        Arrays.fill(scores, -20);
        scores[4] = 2;
        var distances = new float[24];
        distances[4] = 10;
        distances[10] = 20;
        distances[16] = 30;
        distances[22] = 5;

        var found = boxes(detector, Map.of(
                "scores", Tensor.of(scores, 1, 1, 2, 3),
                "distances", Tensor.of(distances, 1, 4, 2, 3),
                "centerness", Tensor.of(new float[6], 1, 1, 2, 3)));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().score()).isCloseTo(Math.sqrt(0.880797 * 0.5), offset(1e-6));
        near(found.getFirst().where(), 38, 28, 78, 53);
    }

    @Test
    void makesNonsenseOfMapsOfDifferentSizes() {
        var format = new BoxFormat.AnchorFree(
                List.of(new PointLevel(33, "scores", "distances", Optional.empty())), true, 0.5, Activation.SIGMOID);

        assertThat(nonsense(detector(format, 1), Map.of(
                "scores", Tensor.of(new float[6], 1, 1, 2, 3), "distances", Tensor.of(new float[16], 1, 4, 2, 2))))
                .startsWith("the maps of stride 33 differ in size: scores");
        assertThat(nonsense(detector(format, 1), Map.of(
                "scores", Tensor.of(new float[12], 1, 1, 4, 3), "distances", Tensor.of(new float[48], 1, 4, 4, 3))))
                .isEqualTo("expected scores FLOAT or FLOAT16 [1, 1, 1 or 2, 2 or 3], got FLOAT[1, 1, 4, 3]");
    }

    @Test
    void takesOnePeakOfAPlateauAndNoneBesideAHigherOne() {
        var heat = new float[24];
        heat[0] = 0.5f;
        heat[1] = 0.5f;
        heat[6] = 0.5f;
        heat[17] = 0.9f;
        heat[16] = 0.8f;
        var detector = detector(
                new BoxFormat.CenterNet("heat", "size", Optional.empty(), 16, Activation.NONE), 1);
        var size = new float[48];
        Arrays.fill(size, 1);

        var found = boxes(detector, Map.of(
                "heat", Tensor.of(heat, 1, 1, 4, 6), "size", Tensor.of(size, 1, 2, 4, 6)));

        assertThat(found).extracting(Detection::source).containsExactly(17, 0);
        near(found.getFirst().where(), 80, 32, 96, 48);
        heat[23] = Float.NaN;
        assertThat(nonsense(detector, Map.of(
                "heat", Tensor.of(heat, 1, 1, 4, 6), "size", Tensor.of(size, 1, 2, 4, 6))))
                .isEqualTo("heat holds NaN");
    }

    @Test
    void saysOfEachFormatWhatItWants() {
        var level = new PriorLevel(2, 3, OptionalDouble.empty(), 0.5, List.of(2.0));
        var formats = new ArrayList<BoxFormat>(List.of(
                new BoxFormat.Finished("boxes", "scores", "labels", 1, CENTRE, Optional.of("masks")),
                new BoxFormat.Yolo("table", false, true, Activation.NONE, CENTRE),
                ssd(new Priors.Made(List.of(level), 1, true)),
                new BoxFormat.AnchorFree(
                        List.of(new PointLevel(32, "s", "d", Optional.of("c"))), true, 0.5, Activation.SIGMOID),
                new BoxFormat.CenterNet("heat", "size", Optional.of("offset"), 4, Activation.SIGMOID)));

        assertThat(formats.stream().flatMap(it -> detector(it, 3).wanted(INPUT).stream()).map(Wanted::toString))
                .containsExactly(
                        "boxes FLOAT or FLOAT16 [N, 4]",
                        "scores FLOAT or FLOAT16 [N]",
                        "labels a number type [N]",
                        "masks FLOAT or FLOAT16 [N, 1, H, W]",
                        "table FLOAT or FLOAT16 [1, 7, N]",
                        "scores FLOAT or FLOAT16 [1, 24, 4]",
                        "deltas FLOAT or FLOAT16 [1, 24, 4]",
                        "s FLOAT or FLOAT16 [1, 3, 2, 3]",
                        "d FLOAT or FLOAT16 [1, 4, 2, 3]",
                        "c FLOAT or FLOAT16 [1, 1, 2, 3]",
                        "heat FLOAT or FLOAT16 [1, 3, 16, 24]",
                        "size FLOAT or FLOAT16 [1, 2, 16, 24]",
                        "offset FLOAT or FLOAT16 [1, 2, 16, 24]");
    }

    @Test
    void refusesMapsOfAnotherStrideAtAdmission() {
        var wanted = detector(new BoxFormat.CenterNet("heat", "size", Optional.empty(), 4, Activation.SIGMOID), 1)
                .wanted(INPUT).getFirst();

        assertThat(Wanted.mismatch(List.of(wanted), new Signature(List.of(), List.of(
                new Port("heat", "FLOAT", List.of(1L, 1L, 16L, 24L)))))).isEmpty();
        assertThat(Wanted.mismatch(List.of(wanted), new Signature(List.of(), List.of(
                new Port("heat", "FLOAT", List.of(1L, 1L, -1L, -1L)))))).isEmpty();
        assertThat(Wanted.mismatch(List.of(wanted), new Signature(List.of(), List.of(
                new Port("heat", "FLOAT", List.of(1L, 1L, 32L, 48L)))))).contains(
                "output: manifest says heat FLOAT or FLOAT16 [1, 1, 16, 24], graph has heat FLOAT[1, 1, 32, 48]");
    }
}
