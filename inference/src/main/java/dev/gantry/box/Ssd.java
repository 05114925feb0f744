// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Detection;
import dev.gantry.candidate.Candidates;
import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.model.BoxFormat.Priors;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.output.Extent;
import dev.gantry.output.Probability;
import dev.gantry.output.Wanted.Kind;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Boxes relative to prior boxes (SSD, Liu et al. 2016; RetinaNet without a background).
///
/// Of prior (x, y, w, h), deltas d and variances v: centre `(x + v0 d0 w, y + v1 d1 h)`, size
/// `(w e^(v2 d2), h e^(v3 d3))`, cut off at the input's edges. A box may have several labels.
final class Ssd implements Decoder {
    /// What the exponents are cut to, as in torchvision: a box is at most 62.5 times its prior.
    private static final double LARGEST = Math.log(1000.0 / 16);

    private final BoxFormat.Ssd format;
    private final int labels;
    private double[] made = new double[0];
    private Extent madeFor = Extent.OPEN;

    Ssd(BoxFormat.Ssd format, int labels) {
        this.format = format;
        this.labels = labels;
    }

    private int values() {
        return labels + (format.background() ? 1 : 0);
    }

    @Override
    public List<Wanted> wanted(Extent extent) {
        long count = format.priors() instanceof Priors.Made priors ? PriorBoxes.count(priors) : Wanted.ANY;
        var words = count == Wanted.ANY ? "N" : Long.toString(count);
        var wanted = new ArrayList<Wanted>();
        wanted.add(Wanted.shaped(
                format.scores(), "[1, %s, %d]".formatted(words, values()), 1, count, values()));
        wanted.add(Wanted.shaped(format.deltas(), "[1, %s, 4]".formatted(words), 1, count, 4));
        if (format.priors() instanceof Priors.Given(String tensor, _)) {
            wanted.add(Wanted.shaped(tensor, Kind.REALS, "[N, 4]",
                    List.of(new long[] {Wanted.ANY, 4}, new long[] {1, Wanted.ANY, 4})));
        }
        return wanted;
    }

    private record Run(Tensor scores, Tensor deltas, double[] priors, Extent extent, Candidates candidates) {}

    @Override
    public Optional<String> decode(Map<String, Tensor> outputs, Extent extent, Candidates candidates) {
        var run = new Run(
                outputs.get(format.scores()),
                outputs.get(format.deltas()),
                priors(outputs, extent),
                extent,
                candidates);
        long count = run.scores.length(1);
        if (run.deltas.length(1) != count || run.priors.length != 4 * count) {
            return Optional.of("%s, %s and the priors hold %d, %d and %d boxes".formatted(
                    format.scores(), format.deltas(), count, run.deltas.length(1), run.priors.length / 4));
        }
        for (int box = 0; box < count; box++) {
            if (format.activation() == Activation.SOFTMAX) {
                softmax(run, box);
            } else {
                each(run, box);
            }
        }
        return Optional.empty();
    }

    private double[] priors(Map<String, Tensor> outputs, Extent extent) {
        return switch (format.priors()) {
            case Priors.Given(String tensor, var form) -> PriorBoxes.read(outputs.get(tensor), form, extent);
            case Priors.Made priors -> {
                if (!extent.equals(madeFor)) {
                    made = PriorBoxes.make(priors, extent);
                    madeFor = extent;
                }
                yield made;
            }
        };
    }

    private void softmax(Run run, int box) {
        int first = box * values();
        double highest = Probability.highest(run.scores, first, values(), 1);
        if (!Double.isFinite(highest)) {
            run.candidates.refuse(Probability.nonsense(format.scores(), highest));
            return;
        }
        double sum = Probability.exponentials(run.scores, first, values(), 1, highest);
        int skip = values() - labels;
        for (int label = 0; label < labels; label++) {
            double score = Math.min(1, Math.exp(run.scores.get(first + skip + label) - highest) / sum);
            offer(run, box, label, score);
        }
    }

    private void each(Run run, int box) {
        int first = box * values() + values() - labels;
        for (int label = 0; label < labels; label++) {
            double value = run.scores.get(first + label);
            offer(run, box, label, run.candidates.probability(format.scores(), value, format.activation()));
        }
    }

    private void offer(Run run, int box, int label, double score) {
        if (!run.candidates.wants(label, score)) {
            return;
        }
        int at = 4 * box;
        var v = format.variances();
        double width = run.priors[at + 2];
        double height = run.priors[at + 3];
        var where = Rectangle.centred(
                run.priors[at] + v.get(0) * run.deltas.get(at) * width,
                run.priors[at + 1] + v.get(1) * run.deltas.get(at + 1) * height,
                width * growth(v.get(2) * run.deltas.get(at + 2)),
                height * growth(v.get(3) * run.deltas.get(at + 3)));
        run.candidates.offerInside(label, score, box, where, run.extent);
    }

    private static double growth(double exponent) {
        return Double.isFinite(exponent) ? Math.exp(Math.min(exponent, LARGEST)) : Double.NaN;
    }
}
