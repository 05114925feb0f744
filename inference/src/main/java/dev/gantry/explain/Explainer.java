// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import dev.gantry.explain.Explained.Shown;
import dev.gantry.explain.Explained.Unexplained;
import dev.gantry.explain.HeatMap.Input;
import dev.gantry.explain.HeatMap.Method;
import dev.gantry.finding.Finding;
import dev.gantry.finding.Reading;
import dev.gantry.finding.Readout;
import dev.gantry.graph.Graph;
import dev.gantry.model.Manifest;
import dev.gantry.model.Output.Label;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Placement;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Ran;
import dev.gantry.runtime.Session;
import dev.gantry.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/// Shows where in a picture a model sees what it reports.
///
/// Has a session of its own on the CPU, so that no analysis waits for it. Confined to one thread at a time.
public final class Explainer implements AutoCloseable {
    private static final double SUREST = 1e-12;

    private final Manifest manifest;
    private final Session session;
    private final Preprocessing preprocessing;
    private final Readout readout;
    private final Optional<Activation> activation;
    private final Duration limit;
    private final LongSupplier nanoClock;

    private Explainer(Manifest manifest, Session session, Optional<Activation> activation, Duration limit,
            LongSupplier nanoClock) {
        this.manifest = manifest;
        this.session = session;
        this.activation = activation;
        this.preprocessing = new Preprocessing(manifest.input());
        this.readout = new Readout(
                manifest.output(), manifest.input().tensor(), manifest.input().form().layout());
        this.limit = limit;
        this.nanoClock = nanoClock;
    }

    /// @param graph  the ONNX file
    /// @param wanted empty for the class activation map where the graph offers one, occlusion otherwise
    /// @param limit  for one map by occlusion; what is there by then is shown
    /// @throws IllegalArgumentException when the graph does not load, or does not offer what is wanted
    public static Explainer open(OnnxRuntime runtime, Manifest manifest, Path graph, Optional<Method> wanted,
            Duration limit, LongSupplier nanoClock) {
        var activation = wanted.equals(Optional.of(Method.OCCLUSION))
                ? Optional.<Offer>empty()
                : offer(manifest, graph, wanted.isPresent());
        var bytes = activation.map(Offer::graph).orElseGet(() -> Graph.read(graph).bytes());
        return switch (runtime.open(manifest.id().toString(), bytes)) {
            case Opened.Refused(var detail) -> throw new IllegalArgumentException(
                    graph + ": does not load: " + detail);
            case Opened.Ready(var session) ->
                new Explainer(manifest, session, activation.map(Offer::activation), limit, nanoClock);
        };
    }

    /// A graph that tells its activations as well.
    private record Offer(Activation activation, byte[] graph) {}

    private static Optional<Offer> offer(Manifest manifest, Path file, boolean needed) {
        var graph = Graph.read(file);
        var activation = Activation.of(graph, manifest.output().labels().size());
        if (activation.isEmpty() && needed) {
            throw new IllegalArgumentException(file + ": offers no class activation map: it has no output cam, and"
                    + " does not end in a mean over all places and one linear layer; use occlusion");
        }
        return activation.map(it -> new Offer(it, graph.bytes(List.of(it.tensor()))));
    }

    public Method method() {
        return activation.isPresent() ? Method.CAM : Method.OCCLUSION;
    }

    /// @param label one that the model reports
    /// @param brake ends it early
    public Explained explain(Picture picture, String label, Brake brake) {
        preprocessing.rewind();
        return switch (preprocessing.prepare(picture)) {
            case Preparation.Unusable(var detail) -> new Unexplained(detail);
            case Preparation.Ready(var feed, var placement, _) -> activation.isPresent()
                    ? activated(activation.get(), feed, placement, label, brake)
                    : occluded(feed, placement, label, brake);
        };
    }

    private Explained activated(Activation how, Map<String, Tensor> feed, Placement placement, String label,
            Brake brake) {
        int at = manifest.output().labels().stream().map(Label::name).toList().indexOf(label);
        return switch (session.run(feed, brake)) {
            case Ran.Completed(var outputs) -> {
                var tensor = outputs.get(how.tensor());
                boolean fits = tensor.rank() == 4
                        && tensor.length(1) == how.weights().map(it -> it[at].length)
                                .orElse(manifest.output().labels().size());
                yield fits
                        ? new Shown(map(tensor, how, at, placement, input(feed)))
                        : new Unexplained("the activations are " + tensor);
            }
            case Ran.Failed(var detail) -> new Unexplained(detail);
            case Ran.OutOfMemory(var detail) -> new Unexplained(detail);
            case Ran.Stopped(), Ran.Closed() -> new Unexplained("stopped");
        };
    }

    private static HeatMap map(Tensor tensor, Activation how, int label, Placement placement, Input input) {
        int rows = Math.toIntExact(tensor.length(2));
        int columns = Math.toIntExact(tensor.length(3));
        int places = rows * columns;
        var features = tensor.toFloats();
        var values = new float[places];
        if (how.weights().isPresent()) {
            var weights = how.weights().get()[label];
            for (int c = 0; c < weights.length; c++) {
                for (int i = 0; i < places; i++) {
                    values[i] += weights[c] * features[c * places + i] / places;
                }
            }
        } else {
            System.arraycopy(features, label * places, values, 0, places);
        }
        return new HeatMap(rows, columns, values, placement, input, Method.CAM);
    }

    private Input input(Map<String, Tensor> feed) {
        var tensor = picture(feed).orElseThrow();
        return new Input(Math.toIntExact(tensor.length(2)), Math.toIntExact(tensor.length(3)));
    }

    /// The input that holds the picture: the largest.
    private static Optional<Tensor> picture(Map<String, Tensor> feed) {
        return feed.values().stream()
                .filter(tensor -> tensor.rank() == 4)
                .max((a, b) -> Integer.compare(a.size(), b.size()));
    }

    private Explained occluded(Map<String, Tensor> feed, Placement placement, String label, Brake brake) {
        var tensor = picture(feed).filter(Occlusion::possible);
        if (tensor.isEmpty()) {
            return new Unexplained("no input is a picture of single precision, [1, C, H, W]");
        }
        long end = nanoClock.getAsLong() + limit.toNanos();
        return new Occlusion(tensor.get())
                .map(() -> logOdds(feed, placement, label, brake), () -> nanoClock.getAsLong() - end >= 0, placement)
                .<Explained>map(Shown::new)
                .orElseGet(() -> new Unexplained("no map inside " + limit.toMillis() + " ms, or no answer"));
    }

    private OptionalDouble logOdds(Map<String, Tensor> feed, Placement placement, String label, Brake brake) {
        return switch (session.run(feed, brake)) {
            case Ran.Completed(var outputs) -> switch (readout.read(feed, outputs, placement)) {
                case Reading.Nonsense _, Reading.Made _ -> OptionalDouble.empty();
                case Reading.Findings(var findings, _) -> findings.stream()
                        .filter(finding -> finding.label().equals(label))
                        .mapToDouble(Finding::probability)
                        .map(p -> Math.log(Math.max(p, SUREST)) - Math.log(Math.max(1 - p, SUREST)))
                        .findFirst();
            };
            case Ran.Failed _, Ran.OutOfMemory _, Ran.Stopped _, Ran.Closed _ -> OptionalDouble.empty();
        };
    }

    @Override
    public void close() {
        session.close();
    }
}
