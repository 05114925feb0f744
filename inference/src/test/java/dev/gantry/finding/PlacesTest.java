// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.model.BoxFormat.Form;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Belonging;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head.Shapes;
import dev.gantry.model.Head;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.model.Output;
import dev.gantry.output.Box.Slices;
import dev.gantry.output.Box;
import dev.gantry.output.Placements;
import dev.gantry.output.Region.Measurement;
import dev.gantry.preprocess.Placement;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Where boxes and masks of the input tensor lie in the frame that the hospital has.
class PlacesTest {
    private static final Code CODE = new Code("SCT", "27925004", "Nodule");
    private static final List<Label> LABELS = List.of(
            new Label("nodule", Optional.of(new Reported(CODE, 0.5))),
            new Label("vessel", Optional.empty()),
            new Label("mass", Optional.of(new Reported(CODE, 0.7))));
    /// A frame of 400 columns and 200 rows in 100 x 100: 4 to 1, and 25 rows of border above and below.
    private static final Placement LETTERBOX =
            Placements.plane(Placements.along(0, 4, 400, 0.2), Placements.along(-100, 4, 200, 0.1));

    private static Readout readout(Optional<String> masks) {
        var format = new BoxFormat.Finished("boxes", "scores", "labels", 0, new Form(false, false), masks);
        return new Readout(
                new Output(new Head.Boxes(LABELS, format, new Keeping(0.1, 100, 100, Optional.empty()))),
                "image", "NCHW");
    }

    private static Reading.Findings read(Placement placement, float[] boxes, float[] scores, float... labels) {
        return (Reading.Findings) readout(Optional.empty()).read(
                Map.of("image", Tensor.allocate(ElementType.FLOAT, 1, 1, 100, 100)),
                Map.of(
                        "boxes", Tensor.of(boxes, scores.length, 4),
                        "scores", Tensor.of(scores, scores.length),
                        "labels", Tensor.of(labels, scores.length)),
                placement);
    }

    @Test
    void tellsOfEachReportedLabelAndItsBestBox() {
        var reading = read(LETTERBOX,
                new float[] {10, 30, 20, 40, 50, 50, 60, 70, 0, 25, 5, 30}, new float[] {0.4f, 0.8f, 0.9f}, 0, 0, 1);

        assertThat(reading.findings()).extracting(Finding::label).containsExactly("nodule", "mass");
        var nodule = reading.findings().getFirst();
        assertThat(nodule.probability()).isCloseTo(0.8, offset(1e-6));
        assertThat(nodule.evidence().regions()).as("the best first, also those under the threshold").hasSize(2);
        assertThat(nodule.evidence().regions().getFirst().box()).isEqualTo(new Box(200, 100, 240, 180, Slices.ONLY));
        assertThat(nodule.evidence().regions().getLast().box()).isEqualTo(new Box(40, 20, 80, 60, Slices.ONLY));
        assertThat(nodule.positiveRegions()).hasSize(1);
        var mass = reading.findings().getLast();
        assertThat(mass.probability()).isZero();
        assertThat(mass.positive()).isFalse();
        assertThat(mass.evidence().regions()).isEmpty();
    }

    @Test
    void cutsOffWhatReachesIntoTheBorderAndLeavesOutWhatLiesInIt() {
        var reading = read(LETTERBOX,
                new float[] {-5, 20, 10, 30, 10, 2, 20, 24, 95, 70, 110, 90}, new float[] {0.9f, 0.95f, 0.8f}, 0, 0, 0);

        var regions = reading.findings().getFirst().evidence().regions();
        assertThat(regions).hasSize(2);
        assertThat(regions.getFirst().box()).isEqualTo(new Box(0, 0, 40, 20, Slices.ONLY));
        assertThat(regions.getLast().box()).isEqualTo(new Box(380, 180, 400, 200, Slices.ONLY));
        assertThat(reading.findings().getFirst().probability()).isCloseTo(0.9, offset(1e-6));
    }

    @Test
    void placesBoxesOfACroppedAndMirroredFrame() {
        var cropped = Placements.plane(Placements.along(450, -4, 500, 0.2), Placements.along(50, 3, 400, 0.1));

        var box = read(cropped, new float[] {10, 30, 20, 40}, new float[] {0.9f}, 0)
                .findings().getFirst().evidence().regions().getFirst().box();

        assertThat(box).isEqualTo(new Box(370, 140, 410, 170, Slices.ONLY));
    }

    @Test
    void measuresTheMaskOfEachBox() {
        var masks = Tensor.allocate(ElementType.FLOAT, 2, 1, 100, 100);
        for (int y = 30; y < 40; y++) {
            for (int x = 10; x < 20; x++) {
                masks.set(100 * 100 + y * 100 + x, 0.9f);
            }
        }
        var reading = (Reading.Findings) readout(Optional.of("masks")).read(
                Map.of("image", Tensor.allocate(ElementType.FLOAT, 1, 1, 100, 100)),
                Map.of(
                        "boxes", Tensor.of(new float[] {50, 50, 60, 60, 9, 29, 21, 41}, 2, 4),
                        "scores", Tensor.of(new float[] {0.6f, 0.9f}, 2),
                        "labels", Tensor.of(new float[] {0, 0}, 2),
                        "masks", masks),
                LETTERBOX);

        var regions = reading.findings().getFirst().evidence().regions();
        assertThat(regions.getFirst().measurements().getFirst().name()).isEqualTo("area");
        assertThat(regions.getFirst().measurements().getFirst().value()).isCloseTo(40 * 0.2 * 40 * 0.1, offset(1e-9));
        assertThat(regions.getFirst().outline().orElseThrow().rings().getFirst()).hasSize(4);
        assertThat(regions.getFirst().box()).as("the graph's own").isEqualTo(new Box(36, 16, 84, 64, Slices.ONLY));
        assertThat(regions.getLast().measurements()).as("an empty mask").isEmpty();
    }

    @Test
    void tellsOfAMaskWithItsTotal() {
        var mask = Tensor.allocate(ElementType.UINT8, 1, 100, 100);
        mask.set(30 * 100 + 10, 2);
        mask.set(50 * 100 + 10, 2);
        mask.set(50 * 100 + 11, 2);
        var head = new Head.Mask("mask", new Belonging.Number(), new Shapes(1, 0, 10, 64, Pool.MEAN), LABELS);

        var reading = (Reading.Findings) new Readout(new Output(head), "image", "NCHW").read(
                Map.of("image", Tensor.allocate(ElementType.FLOAT, 1, 1, 100, 100)), Map.of("mask", mask), LETTERBOX);

        assertThat(reading.findings()).extracting(Finding::label).containsExactly("nodule", "mass");
        var nodule = reading.findings().getFirst();
        assertThat(nodule.positive()).as("label 0 fills the rest").isTrue();
        var mass = reading.findings().getLast();
        assertThat(mass.evidence().measurements()).singleElement()
                .satisfies(it -> assertThat(it.value()).isCloseTo(3 * 16 * 0.02, offset(1e-9)));
        assertThat(mass.evidence().regions().getFirst().box()).isEqualTo(new Box(40, 100, 48, 104, Slices.ONLY));
        var diameter = mass.evidence().regions().getFirst().measurements().get(1);
        assertThat(diameter.name()).isEqualTo("longest-diameter");
        assertThat(diameter.value()).isCloseTo(Math.hypot(8 * 0.2, 4 * 0.1), offset(1e-9));
    }

    @Test
    void showsNoPlaceInFramesThatTheTensorIsNotMadeOf() {
        var head = new Head.Mask("mask", new Belonging.Number(), new Shapes(1, 0, 10, 64, Pool.MEAN), LABELS);
        var mask = Tensor.allocate(ElementType.UINT8, 1, 2, 4, 4);
        mask.set(20, 2);
        var turned = new Placement(
                Placements.along(0, 1, 4, 1), Placements.along(0, 1, 4, 2), Placements.along(0, 1, 2, 5), true);

        var mass = ((Reading.Findings) new Readout(new Output(head), "image", "NCDHW").read(
                Map.of("image", Tensor.allocate(ElementType.FLOAT, 1, 1, 2, 4, 4)), Map.of("mask", mask), turned))
                .findings().getLast();

        assertThat(mass.evidence().measurements()).containsExactly(new Measurement("volume", 0.01, "ml"));
        assertThat(mass.evidence().regions()).isEmpty();
        assertThat(mass.positive()).isTrue();
    }

    @Test
    void hasNoFindingWithoutAShape() {
        var head = new Head.Mask("mask", new Belonging.Over(Activation.SIGMOID, 0.5),
                new Shapes(1, 0, 10, 64, Pool.MEAN), LABELS.subList(0, 1));
        var logits = new float[16];
        Arrays.fill(logits, -1);

        var reading = (Reading.Findings) new Readout(new Output(head), "image", "NCHW").read(
                Map.of("image", Tensor.allocate(ElementType.FLOAT, 1, 1, 4, 4)),
                Map.of("mask", Tensor.of(logits, 1, 1, 4, 4)), Placements.same(4, 4));

        assertThat(reading.positive()).isFalse();
        assertThat(reading.findings().getFirst().probability()).isZero();
        assertThat(reading.findings().getFirst().evidence().measurements())
                .containsExactly(new Measurement("area", 0, "{pixels}"));
    }
}
