// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pipeline;

import dev.gantry.finding.Reading;
import dev.gantry.finding.Readout;
import dev.gantry.model.Manifest;
import dev.gantry.pipeline.Look.Stages;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Placement;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.Ran;
import dev.gantry.runtime.Session;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One model's way from a picture to findings: preprocessing, graph, head.
///
/// Confined to one thread at a time: what it fills is reused by the next look.
public final class Pipeline {
    private final Session session;
    private final Preprocessing preprocessing;
    private final Readout readout;
    private final LongSupplier nanoClock;
    private final String picture;
    private final int batch;
    private Optional<Tensor> several = Optional.empty();
    private final Map<Integer, Map<String, Tensor>> feeds = new HashMap<>();
    private Witness witness = (_, _, _) -> {};

    /// Told of each completed run, while its tensors are still there: for those who need more than findings.
    public interface Witness {
        /// @param feed    what went into the graph, by name
        /// @param outputs what came out of it, by name
        void ran(Map<String, Tensor> feed, Map<String, Tensor> outputs, Placement placement);
    }

    /// @param session stays the caller's to close
    /// @throws IllegalArgumentException when the manifest asks for what there is not
    public Pipeline(Manifest manifest, Session session, LongSupplier nanoClock) {
        var input = manifest.input();
        this.session = session;
        this.preprocessing = new Preprocessing(input);
        this.readout = new Readout(manifest.output(), input.tensor(), input.form().layout());
        this.nanoClock = nanoClock;
        this.picture = input.tensor();
        this.batch = manifest.service().batch();
    }

    /// Why the graph is not the manifest's: expected against got, with names, types and shapes. Empty when it
    /// is.
    public Optional<String> mismatch() {
        return session.signature()
                .inputMismatch(preprocessing.slots())
                .or(this::carriedMismatch)
                .or(this::batchMismatch)
                .or(() -> readout.mismatch(session.signature()));
    }

    private Optional<String> carriedMismatch() {
        var outputs = session.signature().outputs();
        return preprocessing.carried().stream()
                .filter(slot -> outputs.stream().noneMatch(port -> port.takes(slot)))
                .findFirst()
                .map(slot -> "output: manifest carries " + slot + ", graph has " + Signature.text(outputs));
    }

    private Optional<String> batchMismatch() {
        var signature = session.signature();
        var slots = preprocessing.slots();
        boolean alone = slots.size() == 1 && slots.getFirst().shape().stream().allMatch(length -> length > 0);
        boolean open = Stream.concat(signature.inputs().stream(), signature.outputs().stream())
                .allMatch(port -> !port.shape().isEmpty() && port.shape().getFirst() == -1);
        return batch == 1 || alone && open
                ? Optional.empty()
                : Optional.of("batch: the manifest lets " + batch + " images run together, which takes one input of a"
                        + " known size and a first length that is open everywhere; graph has "
                        + Signature.text(signature.inputs()) + " and " + Signature.text(signature.outputs()));
    }

    /// In the place of any other; on the thread that looks.
    public void witness(Witness other) {
        witness = other;
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
        var steps = preprocessing.steps(picture);
        for (var step : steps.subList(0, steps.size() - 1)) {
            var ended = step(step.get(), brake, watch, (_, outputs) -> preprocessing.carry(outputs).map(Look.Failed::new));
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        return step(steps.getLast().get(), brake, watch, (ready, outputs) -> Optional.of(read(ready, outputs, watch)))
                .orElseThrow();
    }

    /// Looks at several pictures in one run of the graph.
    ///
    /// @param pictures as many as the manifest's batch at the most
    /// @return one for each, in their order; what cannot be prepared does not keep the others from it
    public List<Look> look(List<Supplier<Picture>> pictures, Brake brake) {
        if (pictures.size() == 1) {
            return List.of(look(pictures.getFirst(), brake));
        }
        var watch = new Watch(nanoClock);
        var looks = new Look[pictures.size()];
        var ready = new ArrayList<Preparation.Ready>();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < looks.length; i++) {
            var shown = pictures.get(i).get();
            watch.decoded();
            switch (preprocessing.prepare(shown)) {
                case Preparation.Unusable(String detail) -> looks[i] = new Look.Unreadable(detail);
                case Preparation.Ready prepared -> {
                    put(prepared.feed().get(picture), ready.size());
                    ready.add(prepared);
                    places.add(i);
                }
            }
            watch.prepared();
        }
        var seen = ready.isEmpty() ? List.<Look>of() : run(ready, brake, watch);
        for (int i = 0; i < seen.size(); i++) {
            looks[places.get(i)] = seen.get(i);
        }
        return List.of(looks);
    }

    private void put(Tensor one, int at) {
        if (several.isEmpty()) {
            var shape = one.shape();
            shape[0] = batch;
            several = Optional.of(Tensor.allocate(one.type(), shape));
        }
        int length = one.bytes().capacity();
        several.get().bytes().put(at * length, one.bytes(), 0, length);
    }

    private List<Look> run(List<Preparation.Ready> ready, Brake brake, Watch watch) {
        int count = ready.size();
        var feed = feeds.computeIfAbsent(count, it -> Map.of(picture, several.orElseThrow().first(it)));
        var ran = session.run(feed, brake);
        watch.computed();
        var looks = new ArrayList<Look>();
        for (int i = 0; i < count; i++) {
            looks.add(switch (ran) {
                case Ran.Closed() -> new Look.Closed();
                case Ran.Stopped() -> new Look.Stopped();
                case Ran.OutOfMemory(String detail) -> new Look.OutOfMemory(detail);
                case Ran.Failed(String detail) -> new Look.Failed(detail);
                case Ran.Completed(var outputs) -> part(ready.get(i), feed, outputs, i, watch);
            });
        }
        return looks;
    }

    private Look part(
            Preparation.Ready ready, Map<String, Tensor> feed, Map<String, Tensor> outputs, int at, Watch watch) {
        long count = feed.get(picture).length(0);
        var own = new HashMap<String, Tensor>();
        for (var output : outputs.entrySet()) {
            var all = output.getValue();
            if (all.rank() == 0 || all.length(0) != count) {
                return new Look.Nonsense(
                        "of " + count + " images run together " + output.getKey() + " has " + all);
            }
            own.put(output.getKey(), all.part(at));
        }
        var alone = new Preparation.Ready(
                Map.of(picture, feed.get(picture).part(at)), ready.placement(), ready.windowMissing());
        return read(alone, own, watch);
    }

    /// What is done with the outputs of a run.
    private interface Then {
        /// @return empty when there is more to look at
        Optional<Look> with(Preparation.Ready ready, Map<String, Tensor> outputs);
    }

    private Optional<Look> step(Picture picture, Brake brake, Watch watch, Then then) {
        return switch (preprocessing.prepare(picture)) {
            case Preparation.Unusable(String detail) -> Optional.of(new Look.Unreadable(detail));
            case Preparation.Ready ready -> {
                watch.prepared();
                var ran = session.run(ready.feed(), brake);
                watch.computed();
                yield switch (ran) {
                    case Ran.Closed() -> Optional.of(new Look.Closed());
                    case Ran.Stopped() -> Optional.of(new Look.Stopped());
                    case Ran.OutOfMemory(String detail) -> Optional.of(new Look.OutOfMemory(detail));
                    case Ran.Failed(String detail) -> Optional.of(new Look.Failed(detail));
                    case Ran.Completed(var outputs) -> then.with(ready, outputs);
                };
            }
        };
    }

    private Look read(Preparation.Ready ready, Map<String, Tensor> outputs, Watch watch) {
        var reading = readout.read(ready.feed(), outputs, ready.placement());
        witness.ran(ready.feed(), outputs, ready.placement());
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
