// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Changes one key of a YAML text and leaves all else as it was written: comments, order, indentation.
///
/// Knows where each value begins and ends in the text. What it wrote is for the caller to read again and compare.
final class Pen {
    private final String text;
    private final MappingNode root;

    /// @param text valid YAML whose root is a mapping
    Pen(String text) {
        this.text = text;
        this.root = (MappingNode) new Compose(LoadSettings.builder().build()).composeString(text).orElseThrow();
    }

    /// @return the text with the change
    String write(Change change) {
        var steps = List.of(change.key().split("\\."));
        return change.value().map(value -> put(root, steps, value)).orElseGet(() -> remove(root, steps));
    }

    private String put(MappingNode mapping, List<String> steps, JsonNode value) {
        var rest = steps.subList(1, steps.size());
        var entry = entry(mapping, steps.getFirst());
        if (entry.isEmpty()) {
            return insert(mapping, steps.getFirst(), nested(rest, value));
        }
        return !rest.isEmpty() && entry.get().getValueNode() instanceof MappingNode inner && !inner.getValue().isEmpty()
                ? put(inner, rest, value)
                : replace(mapping, entry.get(), nested(rest, value));
    }

    private static JsonNode nested(List<String> steps, JsonNode value) {
        var node = value;
        for (var step : steps.reversed()) {
            node = JsonNodeFactory.instance.objectNode().set(step, node);
        }
        return node;
    }

    private static Optional<NodeTuple> entry(MappingNode mapping, String name) {
        return mapping.getValue().stream()
                .filter(it -> it.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)).findFirst();
    }

    private String replace(MappingNode mapping, NodeTuple entry, JsonNode value) {
        int from = index(entry.getKeyNode().getEndMark());
        int colon = text.indexOf(':', from);
        int to = Math.max(end(entry.getValueNode()), colon + 1);
        var words = flow(mapping) ? " " + Ink.flow(value) : Ink.block(value, column(entry.getKeyNode()));
        return text.substring(0, colon + 1) + words + text.substring(to);
    }

    private String insert(MappingNode mapping, String name, JsonNode value) {
        if (flow(mapping)) {
            int brace = index(mapping.getEndMark()) - 1;
            int after = mapping.getValue().isEmpty() ? brace : end(mapping.getValue().getLast().getValueNode());
            return text.substring(0, after) + (mapping.getValue().isEmpty() ? "" : ", ") + name + ": "
                    + Ink.flow(value) + text.substring(after);
        }
        var last = mapping.getValue().getLast();
        int column = column(mapping.getValue().getFirst().getKeyNode());
        int after = endOfLine(Math.max(end(last.getValueNode()), index(last.getKeyNode().getEndMark())));
        var line = " ".repeat(column) + name + ":" + Ink.block(value, column);
        return text.substring(0, after) + "\n" + line + text.substring(after);
    }

    /// A section of which nothing is left goes too.
    private String remove(MappingNode mapping, List<String> steps) {
        var entry = entry(mapping, steps.getFirst());
        if (entry.isEmpty()) {
            return text;
        }
        if (steps.size() > 1) {
            if (!(entry.get().getValueNode() instanceof MappingNode inner)) {
                return text;
            }
            var rest = steps.subList(1, steps.size());
            if (!(inner.getValue().size() == 1 && entry(inner, rest.getFirst()).isPresent()
                    && leavesNothing(inner, rest))) {
                return remove(inner, rest);
            }
        }
        return cut(mapping, entry.get());
    }

    private static boolean leavesNothing(MappingNode mapping, List<String> steps) {
        var entry = entry(mapping, steps.getFirst());
        return entry.isPresent() && mapping.getValue().size() == 1 && (steps.size() == 1
                || entry.get().getValueNode() instanceof MappingNode inner
                        && leavesNothing(inner, steps.subList(1, steps.size())));
    }

    private String cut(MappingNode mapping, NodeTuple entry) {
        int key = index(entry.getKeyNode().getStartMark());
        int to = Math.max(end(entry.getValueNode()), text.indexOf(':', index(entry.getKeyNode().getEndMark())) + 1);
        if (!flow(mapping)) {
            int from = text.lastIndexOf('\n', key - 1) + 1;
            return text.substring(0, from) + text.substring(Math.min(text.length(), endOfLine(to) + 1));
        }
        var tuples = new ArrayList<>(mapping.getValue());
        int at = tuples.indexOf(entry);
        if (at > 0) {
            return text.substring(0, end(tuples.get(at - 1).getValueNode())) + text.substring(to);
        }
        int next = tuples.size() > 1 ? index(tuples.get(1).getKeyNode().getStartMark()) : to;
        return text.substring(0, key) + text.substring(next);
    }

    /// Behind the last character of a value: that of a block as YAML counts it lies before the next key.
    private int end(Node node) {
        if (node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.BLOCK
                && !collection.getValue().isEmpty()) {
            return switch (node) {
                case MappingNode mapping -> Math.max(end(mapping.getValue().getLast().getValueNode()),
                        index(mapping.getValue().getLast().getKeyNode().getEndMark()) + 1);
                case SequenceNode sequence -> end(sequence.getValue().getLast());
                default -> index(node.getEndMark());
            };
        }
        int end = index(node.getEndMark());
        int start = index(node.getStartMark());
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) { // a block scalar ends with its line
            end--;
        }
        return end;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static boolean flow(MappingNode mapping) {
        return mapping.getFlowStyle() == FlowStyle.FLOW;
    }

    private static int column(Node node) {
        return node.getStartMark().map(Mark::getColumn).orElseThrow();
    }

    /// Marks count code points.
    private int index(Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }
}
