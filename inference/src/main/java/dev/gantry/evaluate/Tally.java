// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.label.Labelled.Case;
import dev.gantry.measure.Binary;
import dev.gantry.measure.Binary.Draws;
import dev.gantry.measure.Confusion;
import dev.gantry.measure.Judged;
import dev.gantry.overlap.Detections;
import dev.gantry.overlap.Masks.Pixels;
import dev.gantry.overlap.Masks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What one model has answered so far. Keeps numbers only: some dozens of bytes for each case.
final class Tally {
    private static final String NONE = "none of these";

    private final Tested model;
    private final List<String> labels;
    private final List<double[]> answers = new ArrayList<>();
    private final Map<String, Detections> detections = new LinkedHashMap<>();
    private final Map<String, Masks> masks = new LinkedHashMap<>();
    private long[] decoding = new long[1024];
    private long[] looking = new long[1024];

    Tally(Tested model) {
        this.model = model;
        this.labels = List.copyOf(model.thresholds().keySet());
    }

    void add(Drawings.Fit drawn, Answer answer, long decodedNanos) {
        if (answers.size() == looking.length) {
            decoding = Arrays.copyOf(decoding, 2 * looking.length);
            looking = Arrays.copyOf(looking, 2 * looking.length);
        }
        decoding[answers.size()] = decodedNanos;
        looking[answers.size()] = answer.stages().preparedNanos() + answer.stages().computedNanos();
        answers.add(labels.stream().mapToDouble(answer.probabilities()::get).toArray());
        for (var label : model.placed()) {
            drawn.boxes(label).ifPresent(boxes -> detections.computeIfAbsent(label, _ -> new Detections())
                    .add(boxes, answer.found().getOrDefault(label, List.of())));
            var found = answer.pixels().get(label);
            if (found != null) {
                drawn.pixels(label).ifPresent(pixels -> masks.computeIfAbsent(label, _ -> new Masks())
                        .add(Pixels.of(pixels, found)));
            }
        }
    }

    Scored scored(List<Case> cases, boolean exclusive, Draws draws) {
        var questions = new ArrayList<Binary>();
        for (int label = 0; label < labels.size(); label++) {
            int at = label;
            var known = known(cases, labels.get(at));
            if (known.length > 0) {
                var scores = Arrays.stream(known).mapToDouble(i -> answers.get(i)[at]).toArray();
                questions.add(new Binary(labels.get(at), model.thresholds().get(labels.get(at)),
                        new Judged(scores, truths(cases, known, labels.get(at))), draws));
            }
        }
        return new Scored(
                model,
                answers.stream().map(double[]::clone).toList(),
                questions,
                exclusive && labels.size() > 1 ? Optional.of(confusion(cases)) : Optional.empty(),
                new Scored.Overlap(detections, masks),
                Latency.of(Arrays.copyOf(decoding, answers.size()), Arrays.copyOf(looking, answers.size())));
    }

    /// Numbers of the cases in which somebody looked for that label.
    static int[] known(List<Case> cases, String label) {
        return IntStream.range(0, cases.size())
                .filter(i -> cases.get(i).truth().present().containsKey(label))
                .toArray();
    }

    private static boolean[] truths(List<Case> cases, int[] known, String label) {
        var truths = new boolean[known.length];
        for (int i = 0; i < known.length; i++) {
            truths[i] = cases.get(known[i]).truth().present().get(label);
        }
        return truths;
    }

    /// Each case is taken for the class of the highest probability. A model without a class for all else says
    /// "none of these" where no label reaches its threshold, if the set has such cases.
    private Confusion confusion(List<Case> cases) {
        boolean none = model.hasRest()
                || cases.stream().anyMatch(one -> !one.truth().present().containsValue(true));
        var classes = new ArrayList<>(labels);
        if (none) {
            classes.add(NONE);
        }
        var confusion = new Confusion(classes);
        for (int i = 0; i < cases.size(); i++) {
            var present = cases.get(i).truth().present();
            int truth = IntStream.range(0, labels.size())
                    .filter(label -> present.getOrDefault(labels.get(label), false))
                    .findFirst()
                    .orElse(labels.size());
            confusion.add(truth, taken(answers.get(i), none));
        }
        return confusion;
    }

    private int taken(double[] probabilities, boolean none) {
        int best = 0;
        boolean any = false;
        for (int label = 0; label < probabilities.length; label++) {
            best = probabilities[label] > probabilities[best] ? label : best;
            any |= probabilities[label] >= model.thresholds().get(labels.get(label));
        }
        boolean rest = model.hasRest()
                ? 1 - Arrays.stream(probabilities).sum() > probabilities[best]
                : none && !any;
        return rest ? labels.size() : best;
    }
}
