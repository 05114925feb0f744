// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One operator of a graph: what it computes, from which tensors, into which. An empty input name is an optional
/// input that is left out.
public final class Node {
    private final NodeProto proto;

    Node(NodeProto proto) {
        this.proto = proto;
    }

    /// An operator of ONNX's own domain.
    public static Node of(String op, String name, List<String> inputs, List<String> outputs) {
        return new Node(NodeProto.newBuilder()
                .setOpType(op)
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .build());
    }

    /// As the exporter named it; unique in its [Graph].
    public String name() {
        return proto.getName();
    }

    /// Operator type, such as `Conv`; one of another domain has that in front: `com.microsoft:QGemm`.
    public String op() {
        var domain = domain();
        return domain.isEmpty() ? proto.getOpType() : domain + ":" + proto.getOpType();
    }

    String domain() {
        return proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain();
    }

    public boolean is(String... ops) {
        return Arrays.asList(ops).contains(op());
    }

    public List<String> inputs() {
        return proto.getInputList();
    }

    public List<String> outputs() {
        return proto.getOutputList();
    }

    /// The first output, the only one of most operators.
    public String output() {
        return proto.getOutput(0);
    }

    /// The input at that place, unless it is left out.
    public Optional<String> input(int at) {
        return at < proto.getInputCount() && !proto.getInput(at).isEmpty()
                ? Optional.of(proto.getInput(at))
                : Optional.empty();
    }

    /// An integer attribute, or what ONNX says it is when it is not there.
    public long integer(String attribute, long otherwise) {
        return attribute(attribute).map(AttributeProto::getI).orElse(otherwise);
    }

    /// A float attribute, or what ONNX says it is when it is not there.
    public float number(String attribute, float otherwise) {
        return attribute(attribute).map(AttributeProto::getF).orElse(otherwise);
    }

    /// A list of integers; empty when the attribute is not there.
    public List<Long> integers(String attribute) {
        return attribute(attribute).map(AttributeProto::getIntsList).orElse(List.of());
    }

    Optional<AttributeProto> attribute(String name) {
        return proto.getAttributeList().stream().filter(one -> one.getName().equals(name)).findFirst();
    }

    public Node with(String attribute, long value) {
        return with(AttributeProto.newBuilder().setName(attribute).setType(AttributeType.INT).setI(value));
    }

    public Node with(String attribute, float value) {
        return with(AttributeProto.newBuilder().setName(attribute).setType(AttributeType.FLOAT).setF(value));
    }

    public Node with(String attribute, List<Long> values) {
        return with(AttributeProto.newBuilder()
                .setName(attribute).setType(AttributeType.INTS).addAllInts(values));
    }

    public Node withText(String attribute, String text) {
        return with(AttributeProto.newBuilder()
                .setName(attribute).setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text)));
    }

    private Node with(AttributeProto.Builder attribute) {
        var changed = proto.toBuilder().clearAttribute();
        proto.getAttributeList().stream()
                .filter(one -> !one.getName().equals(attribute.getName()))
                .forEach(changed::addAttribute);
        return new Node(changed.addAttribute(attribute).build());
    }

    public Node named(String name) {
        return new Node(proto.toBuilder().setName(name).build());
    }

    public Node reading(List<String> inputs) {
        return new Node(proto.toBuilder().clearInput().addAllInput(inputs).build());
    }

    /// Reads `to` wherever it read `from`.
    public Node reading(String from, String to) {
        return reading(inputs().stream().map(name -> name.equals(from) ? to : name).toList());
    }

    public Node writing(List<String> outputs) {
        return new Node(proto.toBuilder().clearOutput().addAllOutput(outputs).build());
    }

    /// Writes `to` where it wrote `from`.
    public Node writing(String from, String to) {
        return writing(outputs().stream().map(name -> name.equals(from) ? to : name).toList());
    }

    /// Tensors of the outer graph that the bodies of a loop or a condition read.
    Set<String> captured() {
        var names = new HashSet<String>();
        bodies().forEach(body -> capture(body, names));
        return names;
    }

    /// This operator and all in its bodies.
    List<Node> withBodies() {
        var all = new ArrayList<Node>(List.of(this));
        bodies().forEach(body -> body.getNodeList().forEach(node -> all.addAll(new Node(node).withBodies())));
        return all;
    }

    private List<GraphProto> bodies() {
        var bodies = new ArrayList<GraphProto>();
        for (var attribute : proto.getAttributeList()) {
            if (attribute.hasG()) {
                bodies.add(attribute.getG());
            }
            bodies.addAll(attribute.getGraphsList());
        }
        return bodies;
    }

    private static void capture(GraphProto body, Set<String> names) {
        for (var node : body.getNodeList()) {
            names.addAll(node.getInputList());
            names.addAll(new Node(node).captured());
        }
        body.getOutputList().forEach(output -> names.add(output.getName()));
    }

    NodeProto proto() {
        return proto;
    }

    @Override
    public String toString() {
        return op() + " " + name() + inputs() + " -> " + outputs();
    }
}
