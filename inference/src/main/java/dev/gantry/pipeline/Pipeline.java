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
        this.readout = new Readout(manifest.output(), manifest.input().tensor(), "NCHW");
        this.nanoClock = nanoClock;
    }

    /// Why the graph is not the manifest's: expected against got, with names, types and shapes. Empty when it
    /// is.
    public Optional<String> mismatch() {
        return session.signature()
                .inputMismatch(preprocessing.slots())
                .or(() -> readout.mismatch(session.signature()));
    }

    /// @param pictures makes the picture, on this thread; may be costly
    public Look look(Supplier<Picture> pictures, Brake brake) {
        long started = nanoClock.getAsLong();
        var picture = pictures.get();
        long decoded = nanoClock.getAsLong();
        if (picture instanceof Picture.Unreadable(String detail)) {
            return new Look.Unreadable(detail);
        }
        return switch (preprocessing.prepare(picture)) {
            case Preparation.Unusable(String detail) -> new Look.Unreadable(detail);
            case Preparation.Ready ready -> {
                long prepared = nanoClock.getAsLong();
                yield switch (session.run(ready.feed(), brake)) {
                    case Ran.Closed() -> new Look.Closed();
                    case Ran.Stopped() -> new Look.Stopped();
                    case Ran.OutOfMemory(String detail) -> new Look.OutOfMemory(detail);
                    case Ran.Failed(String detail) -> new Look.Failed(detail);
                    case Ran.Completed(var outputs) -> switch (readout.read(ready.feed(), outputs, ready.placement())) {
                        case Reading.Nonsense(String detail) -> new Look.Nonsense(detail);
                        case Reading.Made(var products) ->
                                new Look.Made(products, stages(started, decoded, prepared));
                        case Reading.Findings findings -> new Look.Seen(
                                findings, ready.windowMissing(), stages(started, decoded, prepared));
                    };
                };
            }
        };
    }

    private Stages stages(long started, long decoded, long prepared) {
        return new Stages(decoded - started, prepared - decoded, nanoClock.getAsLong() - prepared);
    }
}
