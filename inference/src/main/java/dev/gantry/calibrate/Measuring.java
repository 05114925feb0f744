// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.album.Feeds;
import dev.gantry.album.Labelled;
import dev.gantry.calibrate.Calibrating.Draft;
import dev.gantry.calibrate.Result.Measured;
import dev.gantry.quantize.Scheme;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Measures a float graph and the graphs made of it on this CPU, side by side.
final class Measuring {
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 60;
    private static final long LONGEST_NANOS = 30_000_000_000L;

    private final OnnxRuntime runtime;
    private final Feeds feeds;
    private final Labelled labelled;

    Measuring(OnnxRuntime runtime, Feeds feeds, Labelled labelled) {
        this.runtime = runtime;
        this.feeds = feeds;
        this.labelled = labelled;
    }

    /// The float graph's figures, then one for each draft. Graphs for GPUs are not timed.
    List<Measured> measure(byte[] original, List<Draft> drafts) throws IOException {
        var runs = new ArrayList<Runs>();
        try {
            runs.add(Runs.open(runtime, "the float graph", original));
            for (var draft : drafts) {
                runs.add(Runs.open(runtime, draft.scheme().file(), draft.bytes()));
            }
            var times = times(runs, drafts);
            var measured = new ArrayList<Measured>();
            for (int i = 0; i < runs.size(); i++) {
                measured.add(new Measured(times.get(i), auroc(runs.get(i))));
            }
            return measured;
        } finally {
            runs.forEach(Runs::close);
        }
    }

    private List<OptionalDouble> times(List<Runs> runs, List<Draft> drafts) throws IOException {
        var timed = new ArrayList<>(List.of(runs.getFirst()));
        for (int i = 0; i < drafts.size(); i++) {
            if (drafts.get(i).scheme() != Scheme.TENSORRT) {
                timed.add(runs.get(i + 1));
            }
        }
        var medians = medians(timed);
        return runs.stream().map(one -> timed.contains(one)
                ? OptionalDouble.of(medians.get(timed.indexOf(one)))
                : OptionalDouble.empty()).toList();
    }

    /// Area under the curve of a graph's scores; empty without labels.
    private OptionalDouble auroc(Runs graph) throws IOException {
        if (labelled.size() == 0) {
            return OptionalDouble.empty();
        }
        var scores = new ArrayList<Double>();
        for (int i = 0; i < labelled.size(); i++) {
            scores.add(score(graph.run(labelled.feed(i))));
        }
        return OptionalDouble.of(Auroc.of(scores, labelled.positive()));
    }

    /// One value is a score or a logit; of two the second stands for the finding.
    private static double score(Map<String, Tensor> outputs) {
        var values = outputs.size() == 1 ? outputs.values().iterator().next().toFloats() : new float[0];
        return switch (values.length) {
            case 1 -> values[0];
            case 2 -> (double) values[1] - values[0];
            default -> throw new IllegalArgumentException("--labels: the graph's outputs are " + outputs
                    + "; expected one with one value, or two; use gantry evaluate for other models");
        };
    }

    /// Medians in milliseconds, in the order of the graphs. They take turns picture by picture, so that whatever else the
    /// machine does slows all of them.
    private List<Double> medians(List<Runs> graphs) throws IOException {
        var nanos = new ArrayList<long[]>();
        graphs.forEach(_ -> nanos.add(new long[ROUNDS]));
        long end = System.nanoTime() + LONGEST_NANOS;
        int rounds = 0;
        for (int i = -WARM_UP; i < ROUNDS && (i < 3 || System.nanoTime() < end); i++) {
            var feed = feeds.feed(Math.floorMod(i, feeds.size()));
            for (int g = 0; g < graphs.size(); g++) {
                long started = System.nanoTime();
                graphs.get(g).run(feed);
                nanos.get(g)[Math.max(i, 0)] = System.nanoTime() - started;
            }
            rounds = Math.max(i + 1, 0);
        }
        int counted = rounds;
        return nanos.stream().map(all -> median(Arrays.copyOf(all, counted))).toList();
    }

    private static double median(long... nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }
}
