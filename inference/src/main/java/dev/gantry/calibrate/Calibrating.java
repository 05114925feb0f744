// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.album.Feeds;
import dev.gantry.album.Labelled;
import dev.gantry.calibrate.Result.After;
import dev.gantry.calibrate.Result.Before;
import dev.gantry.calibrate.Result.Calibration;
import dev.gantry.calibrate.Result.Layer;
import dev.gantry.calibrate.Result.Measured;
import dev.gantry.calibrate.Result.Written;
import dev.gantry.graph.Folding;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import dev.gantry.graph.Operators;
import dev.gantry.model.Checksums;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.quantize.Histogram;
import dev.gantry.quantize.Method;
import dev.gantry.quantize.Plan;
import dev.gantry.quantize.Range;
import dev.gantry.quantize.Scheme;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Quantizes a model with a site's own pictures: observes the values inside, chooses ranges, writes a graph for each
/// target, and measures what was gained and lost.
public final class Calibrating {
    private static final List<Method> METHODS = List.of(
            new Method.MinMax(), new Method.Percentile(99.99), new Method.Percentile(99.999), new Method.Entropy(),
            new Method.LeastSquares());
    /// One of so many pictures is kept apart to judge by.
    private static final int ONE_IN = 4;

    private final Order order;
    private final OnnxRuntime runtime;
    private final Progress progress;

    private Calibrating(Order order, OnnxRuntime runtime, Progress progress) {
        this.order = order;
        this.runtime = runtime;
        this.progress = progress;
    }

    /// Writes the graphs, `report.json`, `report.md` and `files.yaml` into the order's folder.
    ///
    /// @throws IllegalArgumentException when graph, manifest or pictures do not allow it; the message says why, and
    ///                                  what helps
    public static Result run(Order order, OnnxRuntime runtime, Progress progress) throws IOException {
        return new Calibrating(order, runtime, progress).run();
    }

    private Result run() throws IOException {
        var original = Graph.read(order.files().model());
        Suitable.check(original, order);
        var exact = original.copy();
        var folded = Folding.fold(exact);
        known(exact);
        progress.line("%s: %d operators, %d became part of weights, %d gone"
                .formatted(order.files().model().getFileName(), original.nodes().size(), folded.folded(),
                        folded.gone()));
        try (var feeds = feeds(); var labelled = labelled()) {
            int one = feeds.size() < ONE_IN ? 1 : ONE_IN;
            var judged = IntStream.range(0, feeds.size()).filter(i -> i % one == one - 1).toArray();
            var used = IntStream.range(0, feeds.size()).filter(i -> one == 1 || i % one != one - 1).toArray();
            var judge = new Judge(runtime, original.bytes(), feeds, judged);
            sameAfterFolding(judge, exact);
            progress.line("calibrating with %d pictures, judging with %d".formatted(used.length, judge.pictures()));
            var histograms = new Probe(runtime).histograms(exact, observed(exact), feeds, used, progress);
            var after = new ArrayList<Draft>();
            var search = new Search(exact, judge, ranges(histograms), progress);
            for (var scheme : order.wishes().schemes()) {
                after.add(draft(exact, scheme, search, judge));
            }
            var measured = new Measuring(runtime, feeds, labelled).measure(original.bytes(), after);
            var pictures = new Calibration(
                    used.length, judge.pictures(), feeds.undecoded(), feeds.complaints(), labelled.size());
            var result = new Result(before(original, folded.folded(), measured.getFirst()), pictures,
                    finished(after, measured), order.bounds());
            write(result);
            return result;
        }
    }

    /// A quantized graph that was not measured yet.
    record Draft(Scheme scheme, byte[] bytes, Method method, Map<String, Double> outputs, List<Layer> layers) {}

    private Feeds feeds() throws IOException {
        boolean series = order.manifest().question().scope() != Scope.IMAGE;
        return Feeds.of(
                order.manifest().input(), order.files().calibration(), series, order.wishes().pictures(),
                progress::line);
    }

    private Labelled labelled() throws IOException {
        return order.files().labels().isPresent()
                ? Labelled.of(order.manifest().input(), order.files().labels().get())
                : Labelled.none();
    }

    /// Names that the command line gives must be there.
    private void known(Graph graph) {
        var names = graph.nodes().stream().map(Node::name).toList();
        for (var name : order.wishes().keepFloat()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--keep-float: the graph has no operator named " + name
                        + "; layers are: " + Plan.layers(graph, order.wishes().schemes().getFirst()));
            }
        }
    }

    private void sameAfterFolding(Judge judge, Graph exact) throws IOException {
        double decibels = judge.quality(exact.bytes());
        if (decibels < 60) {
            throw new IllegalStateException(
                    "folding changed the model's results (%.1f dB): our mistake, please report it".formatted(decibels));
        }
    }

    /// Every tensor that some target's plan carries in 8 bits.
    private List<String> observed(Graph graph) {
        Set<String> tensors = new LinkedHashSet<>();
        for (var scheme : order.wishes().schemes()) {
            var plan = Plan.of(graph, scheme, order.wishes().keepFloat());
            if (Plan.layers(graph, scheme).isEmpty()) {
                throw new IllegalArgumentException(order.files().model() + ": no operator with weights (Conv, Gemm,"
                        + " MatMul) that could be quantized");
            }
            tensors.addAll(plan.tensors());
            Plan.layers(graph, scheme).forEach(layer -> tensors.addAll(Plan.alone(graph, scheme, layer).tensors()));
        }
        return List.copyOf(tensors);
    }

    private static Function<Method, Function<String, Range>> ranges(Map<String, Histogram> histograms) {
        var known = new HashMap<Method, Map<String, Range>>();
        return method -> tensor -> known.computeIfAbsent(method, _ -> new HashMap<>())
                .computeIfAbsent(tensor, name -> method.range(histograms.get(name)));
    }

    private Draft draft(Graph exact, Scheme scheme, Search search, Judge judge) throws IOException {
        progress.line("quantizing for " + scheme.target());
        var method = order.wishes().method().isPresent()
                ? order.wishes().method().get()
                : search.method(METHODS, scheme, order.wishes().keepFloat());
        var found = search.find(method, scheme, order.wishes().keepFloat(), order.bounds().leastDecibels());
        var layers = Plan.layers(exact, scheme);
        var results = new HashMap<String, String>(); // of a layer
        exact.nodes().stream().filter(node -> layers.contains(node.name()))
                .forEach(node -> results.put(node.name(), Plan.result(exact, node)));
        var noise = judge.layers(exact, found.quantized(), List.copyOf(new LinkedHashSet<>(results.values())));
        var lines = exact.nodes().stream().filter(node -> layers.contains(node.name()))
                .map(node -> new Layer(node.name(), node.op(), found.inFloat().contains(node.name()),
                        noise.get(results.get(node.name())).decibels(),
                        Optional.ofNullable(search.costs().get(node.name()))))
                .toList();
        var outputs = new HashMap<String, Double>();
        var bytes = found.quantized().graph().bytes();
        judge.outputs(bytes).forEach((name, one) -> outputs.put(name, one.decibels()));
        return new Draft(scheme, bytes, method, outputs, lines);
    }

    private Before before(Graph original, int folded, Measured measured) throws IOException {
        var bytes = Files.readAllBytes(order.files().model());
        return new Before(order.files().model().getFileName().toString(), Checksums.sha256(bytes), bytes.length, folded,
                measured.medianMs().orElseThrow(), measured.auroc());
    }

    private List<After> finished(List<Draft> drafts, List<Measured> measured) throws IOException {
        var after = new ArrayList<After>();
        for (int i = 0; i < drafts.size(); i++) {
            var draft = drafts.get(i);
            var operators = draft.scheme() == Scheme.TENSORRT
                    ? Map.<String, Integer>of()
                    : Operators.count(runtime.optimized(draft.bytes()));
            var written = new Written(
                    draft.scheme().file(), Checksums.sha256(draft.bytes()), draft.bytes().length);
            Files.createDirectories(order.files().out());
            Files.write(order.files().out().resolve(written.file()), draft.bytes());
            after.add(new After(draft.scheme(), written, draft.method(), draft.outputs(), measured.get(i + 1),
                    operators, draft.layers()));
        }
        return after;
    }

    private void write(Result result) throws IOException {
        var report = new Report(result);
        Files.writeString(order.files().out().resolve("report.json"), report.json());
        Files.writeString(order.files().out().resolve("report.md"), report.text());
        Files.writeString(order.files().out().resolve("files.yaml"), report.files());
    }
}
