// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.model.Input;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Labelled pictures as tensors; none at all when nobody gave labels. Those of which no tensor can be made are left out.
final class Labelled implements AutoCloseable {
    private final Optional<Feeds> feeds;
    private final List<Boolean> positive;

    private Labelled(Optional<Feeds> feeds, List<Boolean> positive) {
        this.feeds = feeds;
        this.positive = positive;
    }

    static Labelled none() {
        return new Labelled(Optional.empty(), List.of());
    }

    static Labelled of(Input input, Labels labels) throws IOException {
        var byName = new HashMap<String, Boolean>();
        for (int i = 0; i < labels.samples().size(); i++) {
            byName.put(labels.samples().get(i).file(), labels.positive().get(i));
        }
        var feeds = Feeds.of(input, labels.samples());
        var positive = new ArrayList<Boolean>();
        for (int i = 0; i < feeds.size(); i++) {
            positive.add(byName.get(feeds.name(i)));
        }
        if (!positive.contains(true) || !positive.contains(false)) {
            feeds.close();
            throw new IllegalArgumentException(
                    "of the labelled pictures those of one kind cannot be used: " + feeds.complaints());
        }
        return new Labelled(Optional.of(feeds), List.copyOf(positive));
    }

    int size() {
        return positive.size();
    }

    /// Area under the curve of a graph's scores; empty without labels.
    Optional<Double> auroc(Runs graph) throws IOException {
        if (feeds.isEmpty()) {
            return Optional.empty();
        }
        var scores = new ArrayList<Double>();
        for (int i = 0; i < size(); i++) {
            scores.add(score(graph, i));
        }
        return Optional.of(Auroc.of(scores, positive));
    }

    /// One value is a score or a logit; of two the second stands for the finding.
    private double score(Runs graph, int at) throws IOException {
        var outputs = graph.run(feeds.orElseThrow().feed(at));
        var values = outputs.size() == 1 ? outputs.values().iterator().next().toFloats() : new float[0];
        return switch (values.length) {
            case 1 -> values[0];
            case 2 -> (double) values[1] - values[0];
            default -> throw new IllegalArgumentException("--labels: the graph's outputs are " + outputs
                    + "; expected one with one value, or two; use gantry evaluate for other models");
        };
    }

    @Override
    public void close() throws IOException {
        if (feeds.isPresent()) {
            feeds.get().close();
        }
    }
}
