// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.graph.Graph;
import dev.gantry.quantize.Method;
import dev.gantry.quantize.Plan;
import dev.gantry.quantize.Quantizer;
import dev.gantry.quantize.Quantizer.Quantized;
import dev.gantry.quantize.Range;
import dev.gantry.quantize.Scheme;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Looks for a quantized graph that is good enough: chooses how ranges are made, and gives those layers back to float
/// that cost most, until the outputs are clean enough.
///
/// The same pictures and graph give the same choice: it depends on no clock.
final class Search {
    /// A layer's own cost is measured with so many runs for all layers together.
    private static final int RUNS_FOR_COSTS = 1600;
    private static final int MOST_PICTURES = 16;
    /// Of the layers; with more in float there is little left to gain.
    private static final double MOST_IN_FLOAT = 0.34;

    private final Graph graph;
    private final Judge judge;
    private final Function<Method, Function<String, Range>> ranges;
    private final Progress progress;
    private final Map<String, Double> costs = new LinkedHashMap<>();

    /// @param ranges of a tensor, by method
    Search(Graph graph, Judge judge, Function<Method, Function<String, Range>> ranges, Progress progress) {
        this.graph = graph;
        this.judge = judge;
        this.ranges = ranges;
        this.progress = progress;
    }

    /// @param decibels signal to noise of the worst output
    record Found(Method method, Set<String> inFloat, Quantized quantized, Plan plan, double decibels) {}

    /// The best of the methods when every layer but the kept ones is quantized.
    Method method(List<Method> methods, Scheme scheme, Set<String> keepFloat) throws IOException {
        var best = methods.getFirst();
        double most = Double.NEGATIVE_INFINITY;
        for (var method : methods) {
            double decibels = quantize(method, scheme, keepFloat).decibels();
            progress.line("  ranges by %s: outputs at %.1f dB".formatted(method.text(), decibels));
            if (decibels > most) {
                most = decibels;
                best = method;
            }
        }
        return best;
    }

    /// Gives layers back to float until the outputs have `leastDecibels`, or too many are.
    Found find(Method method, Scheme scheme, Set<String> keepFloat, double leastDecibels) throws IOException {
        var found = quantize(method, scheme, keepFloat);
        if (found.decibels() >= leastDecibels) {
            return found;
        }
        progress.line("  %s: outputs at %.1f dB, wanted %.1f dB: measuring what each layer costs"
                .formatted(scheme.target(), found.decibels(), leastDecibels));
        var layers = Plan.layers(graph, scheme).stream().filter(name -> !keepFloat.contains(name)).toList();
        measure(layers, method, scheme);
        var worst = layers.stream().sorted(Comparator.comparing(costs::get)).toList();
        var inFloat = new HashSet<>(keepFloat);
        for (int i = 0; i < Math.ceil(layers.size() * MOST_IN_FLOAT) && found.decibels() < leastDecibels; i++) {
            inFloat.add(worst.get(i));
            var next = quantize(method, scheme, inFloat);
            progress.line("  %s in float: outputs at %.1f dB".formatted(worst.get(i), next.decibels()));
            found = next;
        }
        return found;
    }

    /// Signal to noise of the outputs with that layer alone quantized, for layers that were measured.
    Map<String, Double> costs() {
        return Map.copyOf(costs);
    }

    void measure(List<String> layers, Method method, Scheme scheme) throws IOException {
        int pictures = Math.clamp(RUNS_FOR_COSTS / Math.max(1, layers.size()), 2, MOST_PICTURES);
        int done = 0;
        for (var layer : layers) {
            progress.at("layers measured", done++, layers.size());
            if (!costs.containsKey(layer)) {
                var plan = Plan.alone(graph, scheme, layer);
                var quantized = Quantizer.quantize(graph, scheme, plan, ranges.apply(method));
                costs.put(layer, judge.quality(quantized.graph().bytes(), pictures));
            }
        }
    }

    private Found quantize(Method method, Scheme scheme, Set<String> inFloat) throws IOException {
        var plan = Plan.of(graph, scheme, inFloat);
        var quantized = Quantizer.quantize(graph, scheme, plan, ranges.apply(method));
        return new Found(method, Set.copyOf(inFloat), quantized, plan, judge.quality(quantized.graph().bytes()));
    }
}
