// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.model.Extra.Content;
import dev.gantry.model.Extra.Fact;
import dev.gantry.model.Extra;
import dev.gantry.model.Input;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Slot;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The graph's inputs beside the picture.
final class Extras {
    private final Input input;
    private final Map<String, Tensor> fixed = new HashMap<>();

    Extras(Input input) {
        this.input = input;
        for (var extra : input.with()) {
            if (!extra.shape().contains(Input.ANY)) {
                fixed.put(extra.tensor(), made(extra, 0));
            }
        }
    }

    List<Slot> slots() {
        var slots = new ArrayList<Slot>();
        for (var extra : input.with()) {
            slots.add(new Slot(extra.tensor(), type(extra),
                    extra.shape().stream().map(Integer::longValue).toList()));
        }
        return slots;
    }

    /// By name, for a tensor of so many slices; those that do not depend on it are always the same.
    Map<String, Tensor> tensors(int depth) {
        var all = new HashMap<>(fixed);
        for (var extra : input.with()) {
            all.computeIfAbsent(extra.tensor(), _ -> made(extra, depth));
        }
        return all;
    }

    private static Tensor made(Extra extra, int depth) {
        var shape = extra.shape().stream().mapToLong(length -> length == Input.ANY ? depth : length).toArray();
        var tensor = Tensor.allocate(type(extra), shape);
        switch (extra.content()) {
            case Content.Numbers(var numbers) -> {
                for (int i = 0; i < tensor.size(); i++) {
                    tensor.set(i, numbers.get(i).floatValue());
                }
            }
            case Content.OneOf _ -> tensor.set(0, 1);
            case Content.Noise(long seed) -> tensor.noise(seed);
            case Content.Known _, Content.State _ -> { /* filled later */ }
        }
        return tensor;
    }

    private static ElementType type(Extra extra) {
        return ElementType.valueOf(extra.type().name());
    }

    /// Writes what is known of a picture.
    ///
    /// @return why something that is asked for is not known; empty when all is
    Optional<String> tell(Drawn.Done drawn, Tensor picture, Map<String, Tensor> feed) {
        for (var extra : input.with()) {
            if (extra.content() instanceof Content.Known(Fact fact)
                    && !tell(fact, drawn, picture, feed.get(extra.tensor()))) {
                return Optional.of(extra.tensor() + ": the image does not say how large its pixels are");
            }
        }
        return Optional.empty();
    }

    private boolean tell(Fact fact, Drawn.Done drawn, Tensor picture, Tensor out) {
        var extent = drawn.extent();
        var placement = drawn.placement();
        switch (fact) {
            case FRAME_SIZE -> both(out, extent.rows(), extent.columns());
            case TENSOR_SIZE -> both(out, length(picture, 'H'), length(picture, 'W'));
            case SLICES -> out.set(0, extent.filled());
            case SLICE_MASK -> {
                for (int i = 0; i < out.size(); i++) {
                    out.set(i, i >= extent.first() && i < extent.first() + extent.filled() ? 1 : 0);
                }
            }
            case SPACING_MM -> {
                return spacing(out, placement, false);
            }
            case TENSOR_SPACING_MM -> {
                return spacing(out, placement, true);
            }
        }
        return true;
    }

    private static void both(Tensor out, float first, float second) {
        out.set(0, first);
        out.set(1, second);
    }

    private float length(Tensor picture, char axis) {
        return picture.length(input.form().layout().indexOf(axis));
    }

    private boolean spacing(Tensor out, Placement placement, boolean ofTensor) {
        int at = 0;
        if (input.volume()) {
            if (!mm(out, at++, placement.slices(), ofTensor)) {
                return false;
            }
        }
        return mm(out, at, placement.rows(), ofTensor) && mm(out, at + 1, placement.columns(), ofTensor);
    }

    private static boolean mm(Tensor out, int at, Along along, boolean ofTensor) {
        if (along.mm().isEmpty()) {
            return false;
        }
        double mm = along.mm().getAsDouble();
        out.set(at, (float) (ofTensor ? mm * Math.abs(along.perStep()) : mm));
        return true;
    }

    /// The outputs that are carried.
    List<Slot> carried() {
        var slots = new ArrayList<Slot>();
        for (var extra : input.with()) {
            if (extra.content() instanceof Content.State(String name)) {
                slots.add(new Slot(name, type(extra), extra.shape().stream().map(Integer::longValue).toList()));
            }
        }
        return slots;
    }

    /// Zeros in all that is carried: a new series begins.
    void rewind() {
        for (var extra : input.with()) {
            if (extra.content() instanceof Content.State) {
                var bytes = fixed.get(extra.tensor()).bytes();
                for (int i = 0; i < bytes.capacity(); i++) {
                    bytes.put(i, (byte) 0);
                }
            }
        }
    }

    /// Copies outputs to where the next run looks for them.
    ///
    /// @return why one of them does not fit; empty when all do
    Optional<String> carry(Map<String, Tensor> outputs) {
        for (var extra : input.with()) {
            if (extra.content() instanceof Content.State(String name)) {
                var to = fixed.get(extra.tensor());
                var from = outputs.get(name);
                if (from == null || from.type() != to.type() || from.size() != to.size()) {
                    return Optional.of("state " + extra.tensor() + " is " + to + ", output " + name + " is "
                            + (from == null ? "not there" : from.toString()));
                }
                to.bytes().put(0, from.bytes(), 0, to.bytes().capacity());
            }
        }
        return Optional.empty();
    }
}
