// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import dev.gantry.graph.Constant;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which operators of a graph compute with 8 bits, and which tensors between them are carried in 8 bits.
///
/// It follows what ONNX Runtime fuses on a CPU: an operator becomes an 8-bit one when all its inputs come through
/// DequantizeLinear and its only reader is QuantizeLinear; a Relu or Clip in between goes when the levels end where it
/// cuts. So every tensor that an 8-bit operator writes is quantized behind its Relu, and all read it from there.
public final class Plan {
    private final Graph graph;
    private final Scheme scheme;
    private final Map<String, List<Node>> consumers;
    private final Set<String> captured;
    private final Set<String> keptFloat;
    private final Map<String, Node> operators = new LinkedHashMap<>();
    private final Set<String> tensors = new LinkedHashSet<>();
    private final Set<String> written = new LinkedHashSet<>();
    private final Map<String, String> levelsOf = new LinkedHashMap<>();

    private Plan(Graph graph, Scheme scheme, Set<String> keptFloat) {
        this.graph = graph;
        this.scheme = scheme;
        this.keptFloat = keptFloat;
        this.consumers = graph.consumers();
        this.captured = graph.captured();
        graph.nodes().forEach(this::consider);
    }

    /// @param graph     folded
    /// @param keptFloat names of operators that stay as they are
    public static Plan of(Graph graph, Scheme scheme, Set<String> keptFloat) {
        return new Plan(graph, scheme, keptFloat);
    }

    /// A plan in which one layer is quantized alone, its input and its result with it.
    public static Plan alone(Graph graph, Scheme scheme, String layer) {
        var others = new LinkedHashSet<String>();
        graph.nodes().stream().map(Node::name).filter(name -> !name.equals(layer)).forEach(others::add);
        return new Plan(graph, scheme, others);
    }

    /// Operators with weights that could be quantized, by name, in the order in which they run.
    public static List<String> layers(Graph graph, Scheme scheme) {
        return graph.nodes().stream()
                .filter(node -> scheme.layer(node) && weight(graph, node).isPresent())
                .map(Node::name)
                .toList();
    }

    /// The operators that compute with 8 bits, by name.
    public Set<String> operators() {
        return Set.copyOf(operators.keySet());
    }

    /// The tensors that are quantized, in the order in which they are computed.
    public List<String> tensors() {
        return List.copyOf(tensors);
    }

    /// The tensor whose levels this one has: itself, or what it was handed on from.
    public String levelsOf(String tensor) {
        return levelsOf.getOrDefault(tensor, tensor);
    }

    /// What a layer's result is called: behind its Relu or Clip.
    public static String result(Graph graph, Node node) {
        var output = node.output();
        var readers = graph.consumers().getOrDefault(output, List.of());
        boolean own = readers.size() == 1 && !graph.isOutput(output) && !graph.captured().contains(output);
        return own && readers.getFirst().is("Relu", "Clip") ? readers.getFirst().output() : output;
    }

    boolean quantizes(Node node) {
        return operators.containsKey(node.name());
    }

    boolean quantizes(String tensor) {
        return tensors.contains(tensor);
    }

    /// Whether an 8-bit operator writes it, so that all must read it behind its quantization.
    boolean written(String tensor) {
        return written.contains(tensor);
    }

    static Optional<Constant> weight(Graph graph, Node layer) {
        var weight = layer.input(1).flatMap(graph::constant).filter(Constant::isFloat);
        boolean input = layer.input(0).filter(name -> graph.constant(name).isEmpty()).isPresent();
        boolean plain = switch (layer.op()) {
            case "Gemm" -> layer.number("alpha", 1) == 1 && layer.number("beta", 1) == 1
                    && layer.integer("transA", 0) == 0;
            case "MatMul" -> weight.filter(one -> one.shape().size() == 2).isPresent();
            default -> true;
        };
        return weight.filter(_ -> input && plain && knownBias(graph, layer));
    }

    /// One per channel, or one for all.
    private static boolean knownBias(Graph graph, Node layer) {
        return layer.input(2).isEmpty() || layer.input(2)
                .flatMap(graph::constant)
                .filter(bias -> bias.isFloat() && bias.shape().stream().filter(side -> side != 1).count() <= 1)
                .isPresent();
    }

    private void consider(Node node) {
        if (keptFloat.contains(node.name())) {
            return;
        }
        if (scheme.layer(node) && weight(graph, node).isPresent()) {
            layer(node);
        } else if (scheme.joint(node)) {
            joint(node);
        } else if (scheme.passage(node)) {
            passage(node);
        }
    }

    private void layer(Node node) {
        operators.put(node.name(), node);
        tensors.add(node.inputs().getFirst());
        var result = result(graph, node);
        if (node.is("Conv", "ConvTranspose") || leadsToOperators(result) || node.is("MatMul") && meetsConstant(result)) {
            write(result);
        }
    }

    /// A MatMul with an offset behind it: runtimes make a Gemm of both, in float, unless something stands between.
    private boolean meetsConstant(String tensor) {
        return consumers.getOrDefault(tensor, List.of()).stream()
                .anyMatch(node -> node.is("Add") && node.inputs().stream()
                        .anyMatch(input -> graph.constant(input).isPresent()));
    }

    private void joint(Node node) {
        var result = result(graph, node);
        if (node.inputs().stream().allMatch(tensors::contains) && !graph.isOutput(result)) {
            operators.put(node.name(), node);
            write(result);
        }
    }

    private void passage(Node node) {
        var input = node.inputs().getFirst();
        boolean alone = node.outputs().size() == 1 && !captured.contains(node.output());
        if (tensors.contains(input) && alone && leadsToOperators(node.output())) {
            operators.put(node.name(), node);
            write(node.output());
            levelsOf.put(node.output(), levelsOf(input));
        }
    }

    private void write(String tensor) {
        tensors.add(tensor);
        written.add(tensor);
    }

    /// Whether an operator that can work with 8 bits reads it, now or after it was handed on. What only goes out, or into
    /// operators in float, need not lose digits.
    private boolean leadsToOperators(String tensor) {
        return consumers.getOrDefault(tensor, List.of()).stream()
                .filter(node -> !keptFloat.contains(node.name()))
                .anyMatch(node -> scheme.layer(node) && node.inputs().getFirst().equals(tensor)
                        || scheme.joint(node) && node.inputs().stream().noneMatch(one -> graph.constant(one).isPresent())
                        || scheme.passage(node) && leadsToOperators(node.output()));
    }
}
