// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An ONNX graph as objects, to be read, changed and written again. Operators stand in an order in which they can
/// run; the same changes give the same bytes. Confined to one thread.
public final class Graph {
    /// Protobuf messages end at 2 GiB.
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    private final ModelProto frame;
    private final List<Port> inputs;
    private final List<Port> outputs;
    private List<Node> nodes = new ArrayList<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();

    private Graph(ModelProto frame) {
        var graph = frame.getGraph();
        this.frame = frame.toBuilder()
                .setGraph(graph.toBuilder().clearNode().clearInitializer().clearValueInfo())
                .build();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), new Constant(tensor)));
        this.inputs = ports(graph.getInputList()).stream()
                .filter(port -> !constants.containsKey(port.name())) // IR version 3 lists weights there too
                .toList();
        this.outputs = ports(graph.getOutputList());
        name(graph.getNodeList().stream().map(Node::new).toList());
    }

    private Graph(Graph other) {
        this.frame = other.frame;
        this.inputs = other.inputs;
        this.outputs = other.outputs;
        this.nodes = new ArrayList<>(other.nodes);
        this.constants.putAll(other.constants);
    }

    /// @throws IllegalArgumentException when the file is no graph that can be worked on here; the message says
    ///                                  why and what helps
    public static Graph read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(file + ": there is no such file; give an ONNX model");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(file + ": " + Files.size(file)
                        + " bytes; a model file ends at 2 GiB, larger ones keep their weights outside, which is"
                        + " not supported");
            }
            return parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
        }
    }

    /// @param origin a name for messages
    /// @throws IllegalArgumentException as [#read]
    public static Graph parse(byte[] bytes, String origin) {
        return new Graph(Soundness.checked(bytes, origin));
    }

    /// A graph without operators, of the operator set that quantized tensors per channel need at least.
    public static Graph empty(String name, List<Port> inputs, List<Port> outputs) {
        var graph = GraphProto.newBuilder().setName(name);
        inputs.forEach(port -> graph.addInput(info(port)));
        outputs.forEach(port -> graph.addOutput(info(port)));
        return new Graph(ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("gantry")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(Soundness.OLDEST_OPSET))
                .setGraph(graph)
                .build());
    }

    public Graph copy() {
        return new Graph(this);
    }

    /// The version of ONNX's own operators.
    public long opset() {
        return Soundness.opset(frame);
    }

    public List<Port> inputs() {
        return inputs;
    }

    public List<Port> outputs() {
        return outputs;
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /// @param fresh in an order in which they can run; those without a name get one
    public void nodes(List<Node> fresh) {
        name(fresh);
    }

    public void add(Node node) {
        var more = new ArrayList<>(nodes);
        more.add(node);
        name(more);
    }

    public Optional<Constant> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }

    public Collection<Constant> constants() {
        return List.copyOf(constants.values());
    }

    /// Adds it, or puts it in the place of the one of that name.
    public void put(Constant constant) {
        constants.put(constant.name(), constant);
    }

    public boolean isOutput(String tensor) {
        return outputs.stream().anyMatch(port -> port.name().equals(tensor));
    }

    public boolean isInput(String tensor) {
        return inputs.stream().anyMatch(port -> port.name().equals(tensor));
    }

    /// Who writes which tensor.
    public Map<String, Node> producers() {
        var producers = new HashMap<String, Node>();
        nodes.forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
        return producers;
    }

    /// Who reads which tensor, each operator once per input; the graph's outputs are no readers.
    public Map<String, List<Node>> consumers() {
        var consumers = new HashMap<String, List<Node>>();
        for (var node : nodes) {
            for (var input : node.inputs()) {
                if (!input.isEmpty()) {
                    consumers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node);
                }
            }
        }
        return consumers;
    }

    /// Tensors that the bodies of loops and conditions read by name: they must keep it.
    public Set<String> captured() {
        var names = new HashSet<String>();
        nodes.forEach(node -> names.addAll(node.captured()));
        return names;
    }

    /// Drops constants that nobody reads.
    public void prune() {
        var read = new HashSet<>(captured());
        nodes.forEach(node -> read.addAll(node.inputs()));
        outputs.forEach(port -> read.add(port.name()));
        constants.keySet().retainAll(read);
    }

    public byte[] bytes() {
        return proto(frame.getGraph().getOutputList()).toByteArray();
    }

    /// This graph with other outputs: float tensors of it, of any shape.
    public byte[] bytes(Collection<String> tensors) {
        var declared = new HashMap<String, ValueInfoProto>();
        frame.getGraph().getOutputList().forEach(output -> declared.put(output.getName(), output));
        return proto(tensors.stream()
                .map(name -> declared.getOrDefault(name, untyped(name)))
                .toList()).toByteArray();
    }

    private static ValueInfoProto untyped(String name) {
        return ValueInfoProto.newBuilder().setName(name).build();
    }

    private ModelProto proto(List<ValueInfoProto> outputs) {
        var graph = frame.getGraph().toBuilder().clearInput().clearOutput().addAllOutput(outputs);
        frame.getGraph().getInputList().stream()
                .filter(input -> isInput(input.getName()))
                .forEach(graph::addInput);
        nodes.forEach(node -> graph.addNode(node.proto()));
        constants.values().forEach(constant -> graph.addInitializer(constant.proto()));
        return frame.toBuilder().setGraph(graph).build();
    }

    private void name(List<Node> given) {
        var taken = new HashSet<String>();
        var named = new ArrayList<Node>();
        for (var node : given) {
            var wanted = node.name().isEmpty() ? node.op() + "_" + named.size() : node.name();
            var name = wanted;
            for (int i = 2; !taken.add(name); i++) {
                name = wanted + "_" + i;
            }
            named.add(name.equals(node.name()) ? node : node.named(name));
        }
        nodes = named;
    }

    private static List<Port> ports(List<ValueInfoProto> infos) {
        return infos.stream().map(Graph::port).toList();
    }

    private static Port port(ValueInfoProto info) {
        var type = info.getType().getTensorType();
        var element = DataType.forNumber(type.getElemType());
        return new Port(info.getName(), element == null ? "UNDEFINED" : element.name(),
                type.getShape().getDimList().stream()
                        .map(side -> side.hasDimValue() && side.getDimValue() > 0 ? side.getDimValue() : -1L)
                        .toList());
    }

    private static ValueInfoProto info(Port port) {
        var info = ValueInfoProto.newBuilder().setName(port.name());
        var type = info.getTypeBuilder().getTensorTypeBuilder();
        type.setElemType(DataType.valueOf(port.type()).getNumber());
        var shape = type.getShapeBuilder();
        for (long side : port.shape()) {
            if (side < 0) {
                shape.addDimBuilder().setDimParam("open");
            } else {
                shape.addDimBuilder().setDimValue(side);
            }
        }
        return info.build();
    }
}
