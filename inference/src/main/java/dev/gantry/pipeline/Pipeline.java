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
        var input = manifest.input();
        this.session = session;
        this.preprocessing = new Preprocessing(input);
        this.readout = new Readout(manifest.output(), input.tensor(), input.form().layout());
        this.nanoClock = nanoClock;
    }

    /// Why the graph is not the manifest's: expected against got, with names, types and shapes. Empty when it
    /// is.
    public Optional<String> mismatch() {
        return session.signature()
                .inputMismatch(preprocessing.slots())
                .or(() -> readout.mismatch(session.signature()));
    }

    /// A model that carries a state looks at the slices of a series one after the other; what it says after the
    /// last is its answer.
    ///
    /// @param pictures makes the picture, on this thread; may be costly
    public Look look(Supplier<Picture> pictures, Brake brake) {
        var watch = new Watch(nanoClock);
        var picture = pictures.get();
        watch.decoded();
        preprocessing.rewind();
        Look seen = new Look.Unreadable("there is nothing to look at");
        for (var step : preprocessing.steps(picture)) {
            seen = step(step.get(), brake, watch);
            if (!(seen instanceof Look.Seen || seen instanceof Look.Made)) {
                return seen;
            }
        }
        return seen;
    }

    private Look step(Picture picture, Brake brake, Watch watch) {
        return switch (preprocessing.prepare(picture)) {
            case Preparation.Unusable(String detail) -> new Look.Unreadable(detail);
            case Preparation.Ready ready -> {
                watch.prepared();
                yield switch (session.run(ready.feed(), brake)) {
                    case Ran.Closed() -> new Look.Closed();
                    case Ran.Stopped() -> new Look.Stopped();
                    case Ran.OutOfMemory(String detail) -> new Look.OutOfMemory(detail);
                    case Ran.Failed(String detail) -> new Look.Failed(detail);
                    case Ran.Completed(var outputs) -> preprocessing.carry(outputs)
                            .<Look>map(Look.Nonsense::new)
                            .orElseGet(() -> read(ready, outputs, watch));
                };
            }
        };
    }

    private Look read(Preparation.Ready ready, Map<String, Tensor> outputs, Watch watch) {
        var reading = readout.read(ready.feed(), outputs, ready.placement());
        watch.computed();
        return switch (reading) {
            case Reading.Nonsense(String detail) -> new Look.Nonsense(detail);
            case Reading.Made(var products) -> new Look.Made(products, watch.stages());
            case Reading.Findings findings -> new Look.Seen(findings, ready.windowMissing(), watch.stages());
        };
    }

    /// Adds up where the time goes.
    private static final class Watch {
        private final LongSupplier nanoClock;
        private long last;
        private long decoded;
        private long prepared;
        private long computed;

        Watch(LongSupplier nanoClock) {
            this.nanoClock = nanoClock;
            this.last = nanoClock.getAsLong();
        }

        private long lap() {
            long now = nanoClock.getAsLong();
            long lap = now - last;
            last = now;
            return lap;
        }

        void decoded() {
            decoded += lap();
        }

        void prepared() {
            prepared += lap();
        }

        void computed() {
            computed += lap();
        }

        Stages stages() {
            return new Stages(decoded, prepared, computed);
        }
    }
}
