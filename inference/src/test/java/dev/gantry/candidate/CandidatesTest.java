// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Head.Suppression;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.output.Extent;
import dev.gantry.output.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
    private static final Rectangle SOMEWHERE = new Rectangle(0, 0, 10, 10);

    private static List<Label> labels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Label("label-" + i, Optional.of(new Reported(new Code("99T", "1", "x"), 0.5))))
                .toList();
    }

    private static Candidates candidates(int labels, double minScore, int capacity, int most, Suppression... nms) {
        return new Candidates(
                labels(labels), new Keeping(minScore, capacity, most, Optional.of(nms).filter(it -> it.length > 0)
                        .map(it -> it[0])));
    }

    private static Rectangle at(double left) {
        return new Rectangle(left, 0, left + 10, 10);
    }

    private static List<Integer> sources(Candidates candidates) {
        return candidates.kept().stream().map(Detection::source).toList();
    }

    @Test
    void computesOverlapsThatAreKnown() {
        assertThat(SOMEWHERE.overlap(at(5))).isCloseTo(50.0 / 150, offset(1e-12));
        assertThat(SOMEWHERE.overlap(SOMEWHERE)).isEqualTo(1);
        assertThat(SOMEWHERE.overlap(at(10))).isZero();
        assertThat(SOMEWHERE.overlap(new Rectangle(2, 3, 4, 5))).isCloseTo(4.0 / 100, offset(1e-12));
    }

    @Test
    void suppressesWhatOverlapsByMoreThanTheLimit() {
        var tight = candidates(1, 0, 10, 10, new Suppression(1.0 / 3, false));
        tight.offer(0, 0.9, 0, at(0));
        tight.offer(0, 0.8, 1, at(5)); // exactly a third: stays
        tight.offer(0, 0.7, 2, at(4)); // 6/14 with the first: goes
        tight.offer(0, 0.6, 3, at(9.5)); // 5.5/14.5 with the second

        assertThat(sources(tight)).containsExactly(0, 1);
    }

    @Test
    void comparesOnlyBoxesOfOneLabelUnlessToldOtherwise() {
        for (boolean across : List.of(false, true)) {
            var candidates = candidates(2, 0, 10, 10, new Suppression(0.5, across));
            candidates.offer(0, 0.9, 0, at(0));
            candidates.offer(1, 0.8, 1, at(1));

            assertThat(sources(candidates)).hasSize(across ? 1 : 2);
        }
    }

    @Test
    void suppressesAsTorchvisionDoes() throws IOException {
        var reference = Reference.read("nms");
        var boxes = reference.tensors().get("boxes");
        var scores = reference.tensors().get("scores");
        var numbers = reference.tensors().get("labels");
        for (var key : List.of("alike", "perlabel")) {
            var candidates = candidates(3, 0, 1000, 1000, new Suppression(0.3, key.equals("alike")));
            for (int i = 0; i < scores.size(); i++) {
                candidates.offer((int) numbers.get(i), scores.get(i), i, new Rectangle(
                        boxes.get(4 * i), boxes.get(4 * i + 1), boxes.get(4 * i + 2), boxes.get(4 * i + 3)));
            }

            assertThat(sources(candidates).stream().mapToDouble(Integer::doubleValue).toArray())
                    .as(key)
                    .isEqualTo(reference.numbers(key));
        }
    }

    /// The definition, without heaps and bounds: sort, then look at each pair.
    private static List<Integer> brute(List<Detection> all, double iou, boolean across) {
        var left = new ArrayList<>(all);
        left.sort(Comparator.comparingDouble(Detection::score).reversed()); // stable
        var kept = new ArrayList<Integer>();
        while (!left.isEmpty()) {
            var best = left.removeFirst();
            kept.add(best.source());
            left.removeIf(other -> (across || other.label() == best.label())
                    && best.where().overlap(other.where()) > iou);
        }
        return kept;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void suppressesAsTheDefinitionDoes(long seed) {
        var random = new Random(seed);
        var all = new ArrayList<Detection>();
        for (int i = 0; i < 300; i++) {
            double left = random.nextInt(40);
            double top = random.nextInt(40);
            all.add(new Detection(random.nextInt(3), random.nextInt(50) / 50.0, i, new Rectangle(
                    left, top, left + 1 + random.nextInt(20), top + 1 + random.nextInt(20))));
        }
        double iou = random.nextDouble();
        boolean across = random.nextBoolean();
        var candidates = candidates(3, 0, 1000, 1000, new Suppression(iou, across));
        all.forEach(it -> candidates.offer(it.label(), it.score(), it.source(), it.where()));

        assertThat(sources(candidates)).as("seed " + seed).isEqualTo(brute(all, iou, across));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void keepsTheBestOfManyWhateverTheirOrder(long seed) {
        var random = new Random(seed);
        var candidates = candidates(1, 0.1, 20, 1000);
        var scores = random.doubles(5000).boxed().toList();
        for (int i = 0; i < scores.size(); i++) {
            candidates.offer(0, scores.get(i), i, SOMEWHERE);
        }

        assertThat(candidates.kept().stream().map(Detection::score)).as("seed " + seed).containsExactlyElementsOf(
                scores.stream().sorted(Comparator.reverseOrder()).limit(20).toList());
    }

    @Test
    void ordersEqualScoresAsTheyCame() {
        var candidates = candidates(1, 0, 3, 10);
        for (int i = 0; i < 6; i++) {
            candidates.offer(0, 0.5, i, SOMEWHERE);
        }

        assertThat(sources(candidates)).containsExactly(0, 1, 2);
    }

    @Test
    void losesNoLabelBehindManyBoxesOfAnother() {
        var candidates = candidates(2, 0, 5, 5);
        candidates.offer(1, 0.6, 1000, SOMEWHERE);
        for (int i = 0; i < 50; i++) {
            candidates.offer(0, 0.9, i, SOMEWHERE);
        }
        candidates.offer(1, 0.7, 1001, SOMEWHERE);

        assertThat(sources(candidates)).containsExactly(0, 1, 2, 3, 4, 1001);
    }

    @Test
    void leavesOutWhatScoresTooLittle() {
        var candidates = candidates(1, 0.25, 5, 5);
        candidates.offer(0, 0.25, 0, SOMEWHERE);
        candidates.offer(0, Math.nextDown(0.25), 1, SOMEWHERE);

        assertThat(sources(candidates)).containsExactly(0);
    }

    @Test
    void cutsBoxesOffAtTheInputsEdges() {
        var candidates = candidates(1, 0, 5, 5);
        candidates.offerInside(0, 0.9, 0, new Rectangle(-5, -6, 7, 80), new Extent(1, 20, 30));
        candidates.offerInside(0, 0.8, 1, new Rectangle(31, 0, 40, 10), new Extent(1, 20, 30));

        assertThat(candidates.kept()).containsExactly(new Detection(0, 0.9, 0, new Rectangle(0, 0, 7, 20)));
        assertThat(candidates.trouble()).isEmpty();
    }

    @Test
    void makesNonsenseOfWhatIsNoNumber() {
        for (var edge : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
            var candidates = candidates(1, 0, 5, 5);
            candidates.offerInside(0, 0.1, 3, new Rectangle(0, edge, 1, 1), new Extent(1, 5, 5));

            assertThat(candidates.trouble().orElseThrow()).startsWith("box 3 has no finite edges");
        }
        var candidates = candidates(1, 0, 5, 5);

        assertThat(candidates.probability("scores", Double.NaN, Activation.SIGMOID)).isEqualTo(-1);
        assertThat(candidates.trouble()).contains("scores holds NaN");
    }

    @Test
    void hidesNoPositiveThatHasNoArea() {
        var candidates = candidates(1, 0, 5, 5);

        candidates.offer(0, 0.49, 0, new Rectangle(5, 5, 5, 9));
        assertThat(candidates.trouble()).isEmpty();
        candidates.offer(0, 0.5, 1, new Rectangle(5, 5, 4, 9));
        assertThat(candidates.trouble().orElseThrow()).startsWith("box 1, label-0 with score 0.5, has no area");
        assertThat(candidates.kept()).isEmpty();
    }
}
