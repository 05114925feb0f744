// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import dev.gantry.graph.Constant;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Turns a float graph into one with 8-bit operators: QuantizeLinear and DequantizeLinear around each tensor of the
/// plan (QDQ form, which runtimes fuse), weights as int8.
public final class Quantizer {
    private final Graph graph;
    private final Graph source;
    private final Scheme scheme;
    private final Plan plan;
    private final Map<String, Levels> levels;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> readAs = new HashMap<>();

    private Quantizer(Graph source, Scheme scheme, Plan plan, Map<String, Levels> levels) {
        this.source = source;
        this.graph = source.copy();
        this.scheme = scheme;
        this.plan = plan;
        this.levels = levels;
    }

    /// @param readAs what the value of a quantized tensor of the float graph is called here
    public record Quantized(Graph graph, Map<String, String> readAs) {
        public Quantized {
            readAs = Map.copyOf(readAs);
        }

        public String readAs(String tensor) {
            return readAs.getOrDefault(tensor, tensor);
        }
    }

    /// @param source folded; stays as it is
    /// @param ranges of each tensor whose levels the plan asks for
    public static Quantized quantize(Graph source, Scheme scheme, Plan plan, Function<String, Range> ranges) {
        var levels = new HashMap<String, Levels>();
        for (var tensor : plan.tensors()) {
            levels.computeIfAbsent(plan.levelsOf(tensor), name -> scheme.levels(ranges.apply(name)));
        }
        return new Quantizer(source, scheme, plan, levels).write();
    }

    private Quantized write() {
        var nodes = new ArrayList<Node>();
        source.inputs().forEach(input -> quantize(input.name(), input.name(), nodes));
        for (var node : source.nodes()) {
            nodes.addAll(operator(node));
            for (var output : node.outputs()) {
                if (plan.quantizes(output)) {
                    quantize(output, source.isOutput(output) ? output + ".float" : output, nodes);
                }
            }
        }
        graph.nodes(nodes);
        graph.prune();
        return new Quantized(graph, readAs);
    }

    /// A graph's output keeps its name; the operator before it writes another.
    private List<Node> operator(Node node) {
        var renamed = node;
        for (var output : node.outputs()) {
            if (plan.quantizes(output) && source.isOutput(output)) {
                renamed = renamed.writing(output, output + ".float");
            }
        }
        boolean eight = plan.quantizes(node);
        var inputs = renamed.inputs().stream()
                .map(input -> eight || plan.written(input) ? readAs.getOrDefault(input, input) : input)
                .toList();
        if (eight && scheme.layer(node)) {
            var scale = levels.get(plan.levelsOf(node.inputs().getFirst())).scale();
            return new LayerWriter(graph, scheme, renamed).write(inputs.getFirst(), scale);
        }
        return List.of(renamed.reading(inputs));
    }

    /// @param from what holds the float values
    private void quantize(String tensor, String from, List<Node> nodes) {
        if (!plan.quantizes(tensor) || !taken.add(tensor)) {
            return;
        }
        var steps = levels.get(plan.levelsOf(tensor));
        var marks = plan.levelsOf(tensor);
        graph.put(Constant.floats(marks + ".scale", List.of(), steps.scale()));
        graph.put(LayerWriter.level(scheme, marks + ".zero", steps.zero()));
        var to = source.isOutput(tensor) ? tensor : tensor + ".dequantized";
        nodes.add(Node.of("QuantizeLinear", tensor + ".quantize",
                List.of(from, marks + ".scale", marks + ".zero"), List.of(tensor + ".quantized")));
        nodes.add(Node.of("DequantizeLinear", tensor + ".dequantize",
                List.of(tensor + ".quantized", marks + ".scale", marks + ".zero"), List.of(to)));
        readAs.put(tensor, to);
    }
}
