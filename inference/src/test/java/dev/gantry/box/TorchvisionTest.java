// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.candidate.Detection;
import dev.gantry.model.BoxFormat.Form;
import dev.gantry.model.BoxFormat.PointLevel;
import dev.gantry.model.BoxFormat.PriorLevel;
import dev.gantry.model.BoxFormat.Priors;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Boxes;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Head.Suppression;
import dev.gantry.model.Output.Label;
import dev.gantry.output.Extent;
import dev.gantry.output.Reference;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The same tensors read by us and by torchvision 0.14, or by a formula in torch: `make_head_references.py`.
class TorchvisionTest {
    /// torchvision computes in 32 bits, we in 64.
    private static final double PIXELS = 2e-4;

    private static final double SCORE = 1e-6;

    private static void agrees(
            String name, int labels, double minScore, Optional<Double> iou, Extent extent, BoxFormat format)
            throws IOException {
        var reference = Reference.read(name);
        var names = IntStream.range(0, labels).mapToObj(i -> new Label("l" + i, Optional.empty())).toList();
        var keeping = new Keeping(minScore, 5000, 1000, iou.map(limit -> new Suppression(limit, false)));
        var detector = new Detector(new Boxes(names, format, keeping));

        var detected = detector.detect(reference.tensors(), extent);

        assertThat(detected).isInstanceOf(Detected.Boxes.class);
        var ours = sorted(((Detected.Boxes) detected).detections());
        var theirs = reference.root().path("detections").valueStream().sorted(Comparator
                .comparingInt((JsonNode it) -> it.path("label").intValue())
                .thenComparing(Comparator.comparingDouble((JsonNode it) -> it.path("score").doubleValue()).reversed()))
                .toList();
        assertThat(ours).hasSameSizeAs(theirs);
        assertThat(theirs).as("a reference that tells something").hasSizeGreaterThan(20);
        for (int i = 0; i < ours.size(); i++) {
            var box = theirs.get(i).path("box");
            var where = ours.get(i).where();
            assertThat(ours.get(i).label()).isEqualTo(theirs.get(i).path("label").intValue());
            assertThat(ours.get(i).score()).isCloseTo(theirs.get(i).path("score").doubleValue(), offset(SCORE));
            assertThat(where.left()).isCloseTo(box.path(0).doubleValue(), offset(PIXELS));
            assertThat(where.top()).isCloseTo(box.path(1).doubleValue(), offset(PIXELS));
            assertThat(where.right()).isCloseTo(box.path(2).doubleValue(), offset(PIXELS));
            assertThat(where.bottom()).isCloseTo(box.path(3).doubleValue(), offset(PIXELS));
        }
    }

    private static List<Detection> sorted(List<Detection> detections) {
        return detections.stream()
                .sorted(Comparator.comparingInt(Detection::label)
                        .thenComparing(Comparator.comparingDouble(Detection::score).reversed()))
                .toList();
    }

    @Test
    void readsSsdWithPriorsOfItsOwn() throws IOException {
        var priors = new Priors.Made(
                List.of(
                        new PriorLevel(4, 6, OptionalDouble.of(16), 0.2, List.of(2.0)),
                        new PriorLevel(2, 3, OptionalDouble.of(32), 0.5, List.of(2.0, 3.0))),
                0.9,
                true);
        agrees("ssd", 3, 0.3, Optional.of(0.45), new Extent(1, 64, 96), new BoxFormat.Ssd(
                "scores", "deltas", priors, List.of(0.1, 0.1, 0.2, 0.2), true, Activation.SOFTMAX));
    }

    @Test
    void readsSsdWithPriorsOfTheGraph() throws IOException {
        agrees("ssd", 3, 0.3, Optional.of(0.45), new Extent(1, 64, 96), new BoxFormat.Ssd(
                "scores", "deltas", new Priors.Given("priors", new Form(false, false)),
                List.of(0.1, 0.1, 0.2, 0.2), true, Activation.SOFTMAX));
    }

    @Test
    void readsRetinaNet() throws IOException {
        agrees("retinanet", 2, 0.3, Optional.of(0.5), new Extent(1, 64, 96), new BoxFormat.Ssd(
                "scores", "deltas", new Priors.Given("priors", new Form(false, false)),
                List.of(1.0, 1.0, 1.0, 1.0), false, Activation.SIGMOID));
    }

    @Test
    void readsFcos() throws IOException {
        agrees("fcos", 2, 0.2, Optional.of(0.6), new Extent(1, 48, 64), new BoxFormat.AnchorFree(
                List.of(
                        new PointLevel(8, "scores8", "distances8", Optional.of("centerness8")),
                        new PointLevel(16, "scores16", "distances16", Optional.of("centerness16"))),
                true,
                0, // torchvision's points stand on the upper left corners of their cells
                Activation.SIGMOID));
    }

    @Test
    void readsYolo5() throws IOException {
        agrees("yolov5", 3, 0.25, Optional.of(0.45), new Extent(1, 100, 100), new BoxFormat.Yolo(
                "table", true, false, Activation.NONE, new Form(true, false)));
    }

    @Test
    void readsYolo8() throws IOException {
        agrees("yolov8", 3, 0.25, Optional.of(0.45), new Extent(1, 100, 100), new BoxFormat.Yolo(
                "table", false, true, Activation.NONE, new Form(true, false)));
    }

    @Test
    void readsYoloX() throws IOException {
        agrees("yolox", 2, 0.1, Optional.of(0.45), new Extent(1, 64, 96), new BoxFormat.YoloX(
                "raw", List.of(16, 32), Activation.NONE));
    }

    @Test
    void readsCenterNet() throws IOException {
        agrees("centernet", 2, 0.3, Optional.empty(), new Extent(1, 40, 48), new BoxFormat.CenterNet(
                "heat", "size", Optional.of("offset"), 4, Activation.SIGMOID));
    }
}
