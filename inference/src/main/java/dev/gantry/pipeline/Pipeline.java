// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pipeline;

import dev.gantry.finding.Reading;
import dev.gantry.finding.Readout;
import dev.gantry.model.Manifest;
import dev.gantry.pipeline.Look.Stages;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.Ran;
import dev.gantry.runtime.Session;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One model's way from a picture to findings: preprocessing, graph, head.
///
/// Confined to one thread at a time: what it fills is reused by the next look.
public final class Pipeline {
    private final Session session;
    private final Preprocessing preprocessing;
    private final Readout readout;
    private final LongSupplier nanoClock;

    /// @param session stays the caller's to close
    /// @throws IllegalArgumentException when the manifest asks for what there is not
    public Pipeline(Manifest manifest, Session session, LongSupplier nanoClock) {
        this.session = session;
        this.preprocessing = new Preprocessing(manifest.input());
        this.readout = new Readout(manifest.output(), manifest.input().tensor(), manifest.input().form().layout());
        this.nanoClock = nanoClock;
    }

    /// Why the graph is not the manifest's: expected against got, with names, types and shapes. Empty when it
    /// is.
    public Optional<String> mismatch() {
        return session.signature()
                .inputMismatch(preprocessing.slots())
                .or(this::carriedMismatch)
                .or(() -> readout.mismatch(session.signature()));
    }

    private Optional<String> carriedMismatch() {
        var outputs = session.signature().outputs();
        return preprocessing.carried().stream()
                .filter(slot -> outputs.stream().noneMatch(port -> port.takes(slot)))
                .findFirst()
                .map(slot -> "output: manifest carries " + slot + ", graph has " + Signature.text(outputs));
    }

    /// A model that carries a state looks at the slices of a series one by one; the last look is what it says.
    ///
    /// @param pictures makes the picture, on this thread; may be costly
    public Look look(Supplier<Picture> pictures, Brake brake) {
        long started = nanoClock.getAsLong();
        var picture = pictures.get();
        var spent = new Stages(nanoClock.getAsLong() - started, 0, 0);
        if (picture instanceof Picture.Unreadable(String detail)) {
            return new Look.Unreadable(detail);
        }
        preprocessing.rewind();
        var steps = preprocessing.steps(picture);
        for (var step : steps.subList(0, steps.size() - 1)) {
            switch (step(step, spent, brake)) {
                case Step.Ended(Look look) -> {
                    return look;
                }
                case Step.Run(var outputs, _, var so) -> {
                    var misfit = preprocessing.carry(outputs);
                    if (misfit.isPresent()) {
                        return new Look.Failed(misfit.get());
                    }
                    spent = so;
                }
            }
        }
        return switch (step(steps.getLast(), spent, brake)) {
            case Step.Ended(Look look) -> look;
            case Step.Run run -> read(run);
        };
    }

    /// One run of the graph.
    private sealed interface Step {
        /// @param spent until now, with the run
        record Run(Map<String, Tensor> outputs, Preparation.Ready ready, Stages spent) implements Step {
            /// All that was spent when reading took so long.
            Stages read(long nanos) {
                return new Stages(spent.decodedNanos(), spent.preparedNanos(), spent.computedNanos() + nanos);
            }
        }

        record Ended(Look look) implements Step {}
    }

    private Step step(Supplier<Picture> pictures, Stages spent, Brake brake) {
        long started = nanoClock.getAsLong();
        var picture = pictures.get();
        long decoded = nanoClock.getAsLong();
        return switch (preprocessing.prepare(picture)) {
            case Preparation.Unusable(String detail) -> new Step.Ended(new Look.Unreadable(detail));
            case Preparation.Ready ready -> {
                long prepared = nanoClock.getAsLong();
                yield switch (session.run(ready.feed(), brake)) {
                    case Ran.Closed() -> new Step.Ended(new Look.Closed());
                    case Ran.Stopped() -> new Step.Ended(new Look.Stopped());
                    case Ran.Failed(String detail) -> new Step.Ended(new Look.Failed(detail));
                    case Ran.Completed(var outputs) -> new Step.Run(outputs, ready, new Stages(
                            spent.decodedNanos() + decoded - started,
                            spent.preparedNanos() + prepared - decoded,
                            spent.computedNanos() + nanoClock.getAsLong() - prepared));
                };
            }
        };
    }

    private Look read(Step.Run run) {
        long started = nanoClock.getAsLong();
        return switch (readout.read(run.ready().feed(), run.outputs(), run.ready().placement())) {
            case Reading.Nonsense(String detail) -> new Look.Nonsense(detail);
            case Reading.Made(var products) -> new Look.Made(products, run.read(nanoClock.getAsLong() - started));
            case Reading.Findings findings -> new Look.Seen(
                    findings, run.ready().windowMissing(), run.read(nanoClock.getAsLong() - started));
        };
    }
}
