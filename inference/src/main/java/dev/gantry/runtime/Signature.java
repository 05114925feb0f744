// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.tensor.Slot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The inputs and outputs that a graph itself declares.
public record Signature(List<Port> inputs, List<Port> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// @param type  ONNX element type in upper case: `FLOAT`
    /// @param shape -1 where the graph leaves the size open
    public record Port(String name, String type, List<Long> shape) {
        public Port {
            shape = List.copyOf(shape);
        }

        /// Whether each tensor that fits the slot may pass.
        public boolean takes(Slot slot) {
            var other = slot.shape();
            if (!name.equals(slot.name()) || !type.equals(slot.type().name()) || shape.size() != other.size()) {
                return false;
            }
            for (int i = 0; i < shape.size(); i++) {
                if (shape.get(i) != -1 && !shape.get(i).equals(other.get(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return name + " " + type + shape;
        }
    }

    public Optional<Port> output(String name) {
        return outputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /// Why the graph does not take exactly these tensors; empty when it does.
    public Optional<String> inputMismatch(List<Slot> slots) {
        boolean fits = slots.size() == inputs.size()
                && slots.stream().allMatch(slot -> inputs.stream().anyMatch(port -> port.takes(slot)));
        return fits
                ? Optional.empty()
                : Optional.of("input: manifest says "
                        + slots.stream().map(Slot::toString).collect(Collectors.joining(", "))
                        + ", graph has " + text(inputs));
    }

    /// For messages: each port with its type and shape.
    public static String text(List<Port> ports) {
        return ports.stream().map(Port::toString).collect(Collectors.joining(", "));
    }
}
