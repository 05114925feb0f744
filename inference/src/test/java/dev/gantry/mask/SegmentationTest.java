// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Belonging;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head.Shapes;
import dev.gantry.model.Head;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.output.Box.Slices;
import dev.gantry.output.Extent;
import dev.gantry.output.Placements;
import dev.gantry.output.Reference;
import dev.gantry.output.Region.Measurement;
import dev.gantry.output.Region.Point;
import dev.gantry.output.Region;
import dev.gantry.preprocess.Placement;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SegmentationTest {
    private static final Shapes ALL = new Shapes(1, 0, 1000, 64, Pool.MEAN);

    private static Segmentation segmentation(Belonging belonging, Shapes shapes, int labels) {
        return new Segmentation(new Head.Mask("mask", belonging, shapes, IntStream.range(0, labels)
                .mapToObj(i -> new Label("l" + i, Optional.of(new Reported(new Code("99T", "1", "x"), 0.5))))
                .toList()));
    }

    private static Belonging over(Activation activation) {
        return new Belonging.Over(activation, 0.5);
    }

    private static List<Segmented.Shapes> read(
            Segmentation segmentation, Tensor mask, Extent extent, Placement placement) {
        var segmented = segmentation.read(Map.of("mask", mask), extent, placement);
        assertThat(segmented).isInstanceOf(Segmented.Labels.class);
        return ((Segmented.Labels) segmented).each();
    }

    /// `#` is 0.8, everything else 0.
    private static Tensor drawn(String... rows) {
        var mask = Tensor.allocate(ElementType.FLOAT, 1, 1, rows.length, rows[0].length());
        for (int i = 0; i < mask.size(); i++) {
            mask.set(i, rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#' ? 0.8f : 0);
        }
        return mask;
    }

    private static Segmented.Shapes one(Placement placement, Shapes shapes, String... rows) {
        var extent = new Extent(1, rows.length, rows[0].length());
        return read(segmentation(over(Activation.NONE), shapes, 1), drawn(rows), extent, placement).getFirst();
    }

    @Test
    void measuresARectangleOfAnisotropicPixels() {
        var placement = Placements.plane(Placements.along(0, 1, 6, 0.5), Placements.along(0, 1, 4, 2));

        var shapes = one(placement, ALL, "......", ".###..", ".###..", "......");

        var region = shapes.largest().getFirst();
        assertThat(region.box().left()).isEqualTo(1);
        assertThat(region.box().right()).isEqualTo(4);
        assertThat(region.box().top()).isEqualTo(1);
        assertThat(region.box().bottom()).isEqualTo(3);
        assertThat(region.measurements().get(0)).isEqualTo(new Measurement("area", 6, "mm2"));
        assertThat(region.measurements().get(1).name()).isEqualTo("longest-diameter");
        assertThat(region.measurements().get(1).value()).isCloseTo(Math.hypot(1.5, 4), offset(1e-9));
        assertThat(region.outline().orElseThrow().rings().getFirst())
                .containsExactly(new Point(1, 1), new Point(4, 1), new Point(4, 3), new Point(1, 3));
        assertThat(region.probability()).isCloseTo(0.8, offset(1e-6));
        assertThat(shapes.total()).isEqualTo(new Measurement("area", 6, "mm2"));
    }

    @Test
    void countsPixelsWhereTheSpacingIsUnknown() {
        var shapes = one(Placements.same(2, 3), ALL, "##.", "...");

        assertThat(shapes.largest().getFirst().measurements()).containsExactly(new Measurement("area", 2, "{pixels}"));
    }

    /// A letterbox of 8 x 8 around a frame of 40 columns and 20 rows, 5 frame pixels to a cell: rows 2 to 5
    /// hold the frame.
    @Test
    void leavesOutTheBorderOfALetterbox() {
        var placement = Placements.plane(Placements.along(0, 5, 40, 0.2), Placements.along(-10, 5, 20, 0.2));

        var shapes = one(placement, ALL,
                "########", "########", "##......", "##......", "........", "........", "......##", "......##");

        assertThat(shapes.largest()).as("what lies in the border alone is nothing").hasSize(1);
        var region = shapes.largest().getFirst();
        assertThat(region.box().top()).isZero();
        assertThat(region.box().bottom()).isEqualTo(10);
        assertThat(region.box().right()).isEqualTo(10);
        assertThat(region.measurements().getFirst().value()).isCloseTo(100 * 0.04, offset(1e-9));
    }

    @Test
    void countsACellThatTheFramesEdgeCutsByItsPart() {
        var placement = Placements.plane(Placements.along(-1.5, 2, 10, 1), Placements.along(0, 2, 8, 1));

        var shapes = one(placement, ALL, "##....", "......", "......", "......");

        var region = shapes.largest().getFirst();
        assertThat(region.measurements().getFirst().value()).as("half a pixel, and two, by two rows").isEqualTo(5);
        assertThat(region.box().left()).isZero();
        assertThat(region.box().right()).isEqualTo(2.5);
    }

    @Test
    void measuresACroppedAndTurnedFrame() {
        // Columns run the other way, and only columns 5 to 15 of 20 are in the tensor.
        var placement = Placements.plane(Placements.along(15, -2, 20, 1), Placements.along(0, 1, 3, 1));

        var region = one(placement, ALL, "##...", "##...", "#....").largest().getFirst();

        assertThat(region.box().left()).isEqualTo(11);
        assertThat(region.box().right()).isEqualTo(15);
        assertThat(region.measurements().getFirst().value()).isEqualTo(10);
        assertThat(area(region.outline().orElseThrow().rings().getFirst())).as("clockwise all the same").isPositive();
    }

    @Test
    void readsAMaskThatIsSmallerThanTheInput() {
        var placement = Placements.plane(Placements.along(0, 1, 16, 1), Placements.along(0, 1, 8, 1));

        var region = read(segmentation(over(Activation.NONE), ALL, 1), drawn("....", ".#..", "...."),
                new Extent(1, 12, 16), placement).getFirst().largest().getFirst();

        assertThat(region.box().left()).isEqualTo(4);
        assertThat(region.box().right()).isEqualTo(8);
        assertThat(region.box().bottom()).isEqualTo(8);
        assertThat(region.measurements().getFirst().value()).isEqualTo(16);
    }

    @Test
    void joinsCornersAndSeparatesWhatDoesNotTouch() {
        var shapes = one(Placements.same(5, 7), ALL, "#..#...", ".#..#..", ".....#.", "#......", "##.....").largest();

        assertThat(shapes).hasSize(3);
        assertThat(shapes.get(0).measurements().getFirst().value()).as("the one that begins first").isEqualTo(3);
        assertThat(shapes.get(0).box().left()).isEqualTo(3);
        assertThat(shapes.get(1).box().top()).isEqualTo(3);
        assertThat(shapes.get(2).measurements().getFirst().value()).isEqualTo(2);
    }

    @Test
    void tellsOnlyOfWhatIsLargeEnough() {
        var placement = Placements.plane(Placements.along(0, 1, 6, 2), Placements.along(0, 1, 3, 2));
        var rows = new String[] {"#.##..", "..##..", "#....#"};

        assertThat(one(placement, ALL, rows).total().value()).isEqualTo(28);
        assertThat(one(placement, new Shapes(2, 0, 10, 0, Pool.MEAN), rows).largest()).hasSize(1);
        var large = one(placement, new Shapes(1, 5, 10, 0, Pool.MEAN), rows);
        assertThat(large.total().value()).as("mm2").isEqualTo(16);
        assertThat(large.largest().getFirst().outline()).isEmpty();
        var none = one(placement, new Shapes(1, 17, 10, 0, Pool.MEAN), rows);
        assertThat(none.probability()).isZero();
        assertThat(none.total().value()).isZero();
        var first = one(placement, new Shapes(1, 0, 1, 0, Pool.MEAN), rows);
        assertThat(first.largest()).hasSize(1);
        assertThat(first.total().value()).as("of all").isEqualTo(28);
    }

    @Test
    void scoresAShapeByItsMeanOrItsHighestCell() {
        var mask = Tensor.of(new float[] {0.6f, 1, 0, 0.4f}, 1, 1, 1, 4);
        var extent = new Extent(1, 1, 4);

        assertThat(read(segmentation(over(Activation.NONE), ALL, 1), mask, extent, Placements.same(1, 4)).getFirst()
                .probability()).isCloseTo(0.8, offset(1e-6));
        assertThat(read(segmentation(over(Activation.NONE), new Shapes(1, 0, 9, 0, Pool.MAX), 1), mask, extent,
                Placements.same(1, 4)).getFirst().probability()).isEqualTo(1);
    }

    @Test
    void givesEachPixelToTheHighestLabelOfASoftmax() {
        var logits = Tensor.of(new float[] {
            3, 0, 0,
            0, 1, 0,
            0, 1, 2
        }, 1, 3, 1, 3);

        var shapes = read(segmentation(new Belonging.Highest(), ALL, 3), logits, new Extent(1, 1, 3),
                Placements.same(1, 3));

        assertThat(shapes).extracting(it -> it.total().value()).containsExactly(1.0, 1.0, 1.0);
        assertThat(shapes.get(0).probability()).isCloseTo(Math.exp(3) / (Math.exp(3) + 2), offset(1e-6));
        assertThat(shapes.get(1).probability()).as("the first of equals")
                .isCloseTo(Math.exp(1) / (2 * Math.exp(1) + 1), offset(1e-6));
        assertThat(shapes.get(2).largest().getFirst().box().left()).isEqualTo(2);
    }

    @Test
    void readsLabelNumbers() {
        for (var type : List.of(ElementType.INT64, ElementType.UINT8, ElementType.FLOAT)) {
            var mask = Tensor.allocate(type, 1, 2, 3);
            mask.set(1, 2);
            mask.set(2, 2);
            mask.set(5, 1);

            var shapes = read(segmentation(new Belonging.Number(), ALL, 3), mask, new Extent(1, 2, 3),
                    Placements.same(2, 3));

            assertThat(shapes).extracting(it -> it.total().value()).containsExactly(3.0, 1.0, 2.0);
            assertThat(shapes.get(2).probability()).isEqualTo(1);
        }
    }

    @Test
    void measuresAVolumeAndNamesItsLargestSlice() {
        var mask = Tensor.allocate(ElementType.FLOAT16, 1, 1, 4, 5, 5);
        for (int cell : List.of(25 + 6, 50 + 6, 50 + 7, 75 + 6)) {
            mask.set(cell, 1);
        }

        var shapes = read(segmentation(over(Activation.NONE), ALL, 1), mask, new Extent(4, 5, 5),
                Placements.stack(4, 5, 5, 5, 2, 1)).getFirst();

        var region = shapes.largest().getFirst();
        assertThat(region.measurements().getFirst().name()).isEqualTo("volume");
        assertThat(region.measurements().getFirst().unit()).isEqualTo("ml");
        assertThat(region.measurements().getFirst().value()).isCloseTo(4 * 5 * 2 * 1 / 1000.0, offset(1e-12));
        assertThat(region.box().slices()).isEqualTo(new Slices(1, 3, 2));
        assertThat(region.outline().orElseThrow().slice()).isEqualTo(2);
        assertThat(region.outline().orElseThrow().rings().getFirst()).hasSize(4);
    }

    /// Half as many tensor slices as the stack has, and turned round.
    @Test
    void findsTheSlicesOfAStackThatWasTurned() {
        var mask = Tensor.allocate(ElementType.UINT8, 1, 4, 2, 2);
        mask.set(4, 1);
        var placement = new Placement(
                Placements.along(0, 1, 2, 1), Placements.along(0, 1, 2, 1), Placements.along(8, -2, 8, 3));

        var region = read(segmentation(new Belonging.Number(), ALL, 2), mask, new Extent(4, 2, 2), placement)
                .get(1).largest().getFirst();

        assertThat(region.box().slices()).isEqualTo(new Slices(4, 5, 5));
        assertThat(region.measurements().getFirst().value()).isCloseTo(0.006, offset(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plane", "volume"})
    void findsTheShapesThatScipyFinds(String name) throws IOException {
        var reference = Reference.read(name);
        var mask = reference.tensors().get("mask");
        int rank = mask.rank();
        var extent = new Extent(rank == 5 ? mask.length(2) : 1, mask.length(rank - 2), mask.length(rank - 1));
        var placement = Placements.stack((int) extent.depth(), (int) extent.height(), (int) extent.width(), 10, 10, 10);

        var ours = read(segmentation(over(Activation.SIGMOID), ALL, 1), mask, extent, placement).getFirst().largest();

        var theirs = reference.root().path("shapes").valueStream().toList();
        assertThat(ours).hasSameSizeAs(theirs);
        assertThat(ours).isSortedAccordingTo(
                Comparator.comparingDouble((Region it) -> it.measurements().getFirst().value()).reversed());
        double cell = rank == 5 ? 1 : 100; // ml or mm2
        for (var region : ours) {
            assertThat(theirs).as("%s", region.box()).anySatisfy(it -> same(region, it, cell));
        }
        assertThat(ours.stream().mapToDouble(Region::probability).sum())
                .isCloseTo(theirs.stream().mapToDouble(it -> it.path("mean").doubleValue()).sum(), offset(1e-4));
    }

    private static void same(Region ours, JsonNode theirs, double cell) {
        var edges = theirs.path("edges");
        int last = edges.size() - 1;
        assertThat(ours.measurements().getFirst().value())
                .isCloseTo(theirs.path("cells").intValue() * cell, offset(1e-6));
        assertThat(ours.probability()).isCloseTo(theirs.path("mean").doubleValue(), offset(1e-5));
        assertThat(ours.box().left()).isEqualTo(edges.path(last).path(0).intValue());
        assertThat(ours.box().right()).isEqualTo(edges.path(last).path(1).intValue());
        assertThat(ours.box().top()).isEqualTo(edges.path(last - 1).path(0).intValue());
        assertThat(ours.box().bottom()).isEqualTo(edges.path(last - 1).path(1).intValue());
        if (last == 2) {
            assertThat(ours.box().slices().first()).isEqualTo(edges.path(0).path(0).intValue());
            assertThat(ours.box().slices().last()).isEqualTo(edges.path(0).path(1).intValue() - 1);
        }
    }

    @Test
    void keepsTheAreaOfARoundShapeInItsOutline() {
        var mask = Tensor.allocate(ElementType.FLOAT, 1, 1, 200, 200);
        int cells = 0;
        for (int i = 0; i < mask.size(); i++) {
            boolean inside = Math.hypot(i % 200 - 99.5, i / 200 - 99.5) < 80;
            mask.set(i, inside ? 1 : 0);
            cells += inside ? 1 : 0;
        }

        var region = read(segmentation(over(Activation.NONE), ALL, 1), mask, new Extent(1, 200, 200),
                Placements.plane(Placements.along(0, 1, 200, 1), Placements.along(0, 1, 200, 1)))
                .getFirst().largest().getFirst();

        var points = region.outline().orElseThrow().rings().getFirst();
        assertThat(points.size()).isBetween(12, 64);
        assertThat(area(points)).isCloseTo(cells, offset(0.02 * cells));
        assertThat(region.measurements().getFirst().value()).isEqualTo(cells);
        assertThat(region.measurements().get(1).value()).isCloseTo(160, offset(1.5));
    }

    @Test
    void cutsHolesOutOfTheOutline() {
        var placement = Placements.plane(Placements.along(0, 10, 50, 1), Placements.along(0, 10, 50, 1));

        var region = one(placement, ALL, "####.", "#..#.", "#..#.", "####.", ".....").largest().getFirst();

        var rings = region.outline().orElseThrow().rings();
        assertThat(rings).hasSize(2);
        assertThat(rings.get(1)).containsExactlyInAnyOrder(
                new Point(10, 10), new Point(30, 10), new Point(30, 30), new Point(10, 30));
        assertThat(area(rings.get(0)) + area(rings.get(1))).isEqualTo(1200)
                .isEqualTo(region.measurements().getFirst().value());
    }

    private static double area(List<Point> points) {
        double area = 0;
        for (int i = 0; i < points.size(); i++) {
            var here = points.get(i);
            var next = points.get((i + 1) % points.size());
            area += here.column() * next.row() - next.column() * here.row();
        }
        return area / 2;
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void makesNonsenseOfWhatIsNoNumber(float value) {
        var mask = Tensor.of(new float[] {1, 0, value, 0}, 1, 1, 2, 2);
        for (var belonging : List.of(
                over(Activation.NONE), over(Activation.SIGMOID), new Belonging.Highest(), new Belonging.Number())) {
            assertThat(segmentation(belonging, ALL, 1)
                    .read(Map.of("mask", mask), new Extent(1, 2, 2), Placements.same(2, 2)))
                    .isInstanceOf(Segmented.Nonsense.class);
        }
    }

    @Test
    void makesNonsenseOfOtherShapesAndLabels() {
        var three = Tensor.of(new float[12], 1, 3, 2, 2);

        assertThat(segmentation(new Belonging.Highest(), ALL, 2)
                .read(Map.of("mask", three), new Extent(1, 2, 2), Placements.same(2, 2)))
                .isEqualTo(new Segmented.Nonsense("expected mask FLOAT or FLOAT16 [1, 2, H, W] or [1, 2, D, H, W], "
                        + "got FLOAT[1, 3, 2, 2]"));
        assertThat(segmentation(new Belonging.Number(), ALL, 2)
                .read(Map.of("mask", Tensor.of(new float[] {0, 1, 2, 0}, 1, 2, 2)), new Extent(1, 2, 2),
                        Placements.same(2, 2)))
                .isEqualTo(new Segmented.Nonsense("mask holds 2.0, the manifest knows 0 to 1"));
    }

    @Test
    void makesNonsenseOfNoise() {
        var mask = Tensor.allocate(ElementType.UINT8, 1, 600, 600);
        for (int i = 0; i < mask.size(); i++) {
            mask.set(i, i % 2 == 0 && i / 600 % 2 == 0 ? 1 : 0);
        }

        assertThat(segmentation(new Belonging.Number(), ALL, 2)
                .read(Map.of("mask", mask), new Extent(1, 600, 600), Placements.same(600, 600)))
                .isEqualTo(new Segmented.Nonsense("mask has more than 65536 separate shapes of label 1"));
    }

    @Test
    void readsTheMaskOfOneBox() {
        var masks = Tensor.allocate(ElementType.FLOAT, 2, 1, 3, 3);
        masks.set(9 + 4, 0.9f);
        masks.set(9 + 5, 0.4f);

        var segmented = Segmentation.ofInstances("masks", ALL)
                .read(masks, 1, new Extent(1, 3, 3), Placements.same(3, 3));

        assertThat(((Segmented.Labels) segmented).each().getFirst().total().value()).isEqualTo(1);
    }
}
