// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.candidate;

import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.output.Extent;
import dev.gantry.output.Probability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// The best boxes offered so far: a fixed number of them, and besides the best of each label.
///
/// So whatever a graph puts out, memory is bounded, and no label is lost behind many boxes of another.
public final class Candidates {
    /// The best first; of equals the one offered first.
    private static final Comparator<Offer> BEST_FIRST = Comparator.<Offer>comparingDouble(it -> -it.box.score())
            .thenComparingInt(Offer::number);

    private final List<Label> labels;
    private final Keeping keeping;
    private final PriorityQueue<Offer> held = new PriorityQueue<>(BEST_FIRST.reversed());
    private final Offer[] best;
    private int offered;
    private Optional<String> trouble = Optional.empty();

    private record Offer(Detection box, int number) {}

    /// @param labels what boxes may show
    public Candidates(List<Label> labels, Keeping keeping) {
        this.labels = labels;
        this.keeping = keeping;
        this.best = new Offer[labels.size()];
    }

    /// What scores less is no box.
    public double minScore() {
        return keeping.minScore();
    }

    /// The probability of one value, or -1 where it is none: that makes nonsense of everything.
    public double probability(String tensor, double value, Activation activation) {
        double probability = Probability.of(value, activation);
        if (Double.isNaN(probability)) {
            refuse(Probability.nonsense(tensor, value));
            return -1;
        }
        return probability;
    }

    public void refuse(String detail) {
        if (trouble.isEmpty()) {
            trouble = Optional.of(detail);
        }
    }

    /// What was wrong with a value, first of all.
    public Optional<String> trouble() {
        return trouble;
    }

    /// Whether a box of this score is one, and would be kept: otherwise its edges need not be computed.
    public boolean wants(int label, double score) {
        return score >= keeping.minScore() && (held.size() < keeping.candidates()
                || score > held.peek().box.score()
                || best[label] == null
                || score > best[label].box.score());
    }

    /// Takes a box or leaves it.
    ///
    /// A box without width or height is none; but one that would make its label positive makes nonsense of
    /// the output, because a positive must not vanish.
    public void offer(int label, double score, int source, Rectangle where) {
        if (!wants(label, score)) {
            return;
        }
        if (!where.finite()) {
            refuse("box %d has no finite edges: %s".formatted(source, where));
        } else if (where.left() < where.right() && where.top() < where.bottom()) {
            take(new Offer(new Detection(label, score, source, where), offered++));
        } else if (score >= labels.get(label).reported().map(Reported::threshold).orElse(2.0)) {
            refuse("box %d, %s with score %s, has no area: %s"
                    .formatted(source, labels.get(label).name(), score, where));
        }
    }

    /// A box, cut off at the input's edges; one that lies outside is none.
    public void offerInside(int label, double score, int source, Rectangle where, Extent extent) {
        long width = extent.width();
        long height = extent.height();
        if (!where.finite()) {
            offer(label, score, source, where);
        } else if (where.right() > 0 && where.bottom() > 0 && where.left() < width && where.top() < height) {
            offer(label, score, source, new Rectangle(
                    Math.clamp(where.left(), 0, width),
                    Math.clamp(where.top(), 0, height),
                    Math.clamp(where.right(), 0, width),
                    Math.clamp(where.bottom(), 0, height)));
        }
    }

    private void take(Offer offer) {
        int label = offer.box.label();
        if (best[label] == null || BEST_FIRST.compare(offer, best[label]) < 0) {
            best[label] = offer;
        }
        held.add(offer);
        if (held.size() > keeping.candidates()) {
            held.remove();
        }
    }

    /// What is left of them after the suppression, the best first.
    public List<Detection> kept() {
        var all = new ArrayList<>(held);
        var last = held.peek();
        for (var offer : best) {
            if (offer != null && BEST_FIRST.compare(offer, last) > 0) {
                all.add(offer);
            }
        }
        all.sort(BEST_FIRST);
        return NonMaximum.keep(all.stream().map(Offer::box).toList(), keeping, labels.size());
    }
}
