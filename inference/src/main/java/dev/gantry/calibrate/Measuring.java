// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.calibrate.Calibrating.Draft;
import dev.gantry.calibrate.Result.Measured;
import dev.gantry.quantize.Scheme;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Measures a float graph and the graphs made of it on this CPU, side by side.
final class Measuring {
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
                var auroc = labelled.auroc(runs.get(i));
                measured.add(new Measured(times.get(i),
                        auroc.isPresent() ? OptionalDouble.of(auroc.get()) : OptionalDouble.empty()));
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
        var medians = Stopwatch.medians(timed, feeds);
        return runs.stream().map(one -> timed.contains(one)
                ? OptionalDouble.of(medians.get(timed.indexOf(one)))
                : OptionalDouble.empty()).toList();
    }
}
