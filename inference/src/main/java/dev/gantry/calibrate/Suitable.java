// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.graph.Graph;
import dev.gantry.graph.Port;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.tensor.Slot;
import java.util.List;

/// Whether a graph can be quantized with the pictures that a manifest describes.
final class Suitable {
    private Suitable() {}

    /// @throws IllegalArgumentException naming what was expected and what is there
    static void check(Graph graph, Order order) {
        var file = order.files().model();
        var ops = graph.nodes().stream().map(node -> node.op()).toList();
        if (ops.contains("QuantizeLinear") || ops.contains("DynamicQuantizeLinear") || ops.contains("ConvInteger")) {
            throw new IllegalArgumentException(
                    file + ": the graph is quantized already; give the float graph that it was made of");
        }
        if (graph.constants().stream().noneMatch(constant -> constant.isFloat() && constant.size() > 1)) {
            throw new IllegalArgumentException(file + ": the graph has no weights of single precision; export it as"
                    + " float32, not as half precision");
        }
        var slots = new Preprocessing(order.manifest().input()).slots();
        boolean fits = slots.size() == graph.inputs().size()
                && graph.inputs().stream().allMatch(port -> slots.stream().anyMatch(slot -> fits(port, slot)));
        if (!fits) {
            throw new IllegalArgumentException(file + ": the graph takes " + graph.inputs()
                    + ", the manifest's input gives " + text(slots)
                    + "; give the manifest of this very model, or its name and shape by --manifest or --shape");
        }
    }

    private static boolean fits(Port port, Slot slot) {
        if (!port.name().equals(slot.name()) || !port.type().equals(slot.type().name())
                || port.shape().size() != slot.shape().size()) {
            return false;
        }
        for (int i = 0; i < slot.shape().size(); i++) {
            if (port.shape().get(i) != -1 && !port.shape().get(i).equals(slot.shape().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String text(List<Slot> slots) {
        return slots.toString();
    }
}
