// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.drawing.Canvas;
import dev.gantry.model.Input;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Filling.Linear;
import dev.gantry.tensor.Filling;
import dev.gantry.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// The graph's inputs for one size of tensor: the picture's, which is filled from a [Canvas], and the others.
final class Sheet {
    private static final String AXES = "CDHW";

    private final int[] lengths;
    private final int[] strides = new int[AXES.length()];
    private final Filling filling;
    private final Map<String, Tensor> feed;

    /// @param memory direct, of native order and as long as [#bytes] says; sheets may share it, as one is
    ///               filled at a time
    /// @param others the graph's other inputs
    Sheet(Input input, int depth, int height, int width, ByteBuffer memory, Map<String, Tensor> others) {
        this.lengths = new int[] {input.channels(), depth, height, width};
        var layout = input.form().layout();
        var shape = new long[layout.length()];
        int stride = 1;
        for (int i = layout.length() - 1; i >= 0; i--) {
            int axis = AXES.indexOf(layout.charAt(i));
            shape[i] = axis < 0 ? 1 : lengths[axis];
            if (axis >= 0) {
                strides[axis] = stride;
                stride = Math.multiplyExact(stride, lengths[axis]);
            }
        }
        this.filling = new Filling(Tensor.over(memory, type(input), shape));
        var all = new HashMap<>(others);
        all.put(input.tensor(), filling.tensor());
        this.feed = Map.copyOf(all);
    }

    private static ElementType type(Input input) {
        return ElementType.valueOf(input.form().type().name());
    }

    /// How long the picture's tensor is.
    static int bytes(Input input, int depth, int height, int width) {
        return Math.multiplyExact(
                Math.multiplyExact(input.channels() * depth, height * width), type(input).bytes());
    }

    boolean fits(int depth, int height, int width) {
        return lengths[1] == depth && lengths[2] == height && lengths[3] == width;
    }

    Map<String, Tensor> feed() {
        return feed;
    }

    Tensor tensor() {
        return filling.tensor();
    }

    /// @param turn which axes of the tensor the canvas' are
    void fill(Canvas canvas, Turn turn, Linear[] linears) {
        int along = strides[AXES.indexOf(turn.across())];
        int below = strides[AXES.indexOf(turn.down())];
        int behind = strides[AXES.indexOf(turn.through())];
        for (int channel = 0; channel < lengths[0]; channel++) {
            int source = Math.min(channel, canvas.channels() - 1);
            for (int slice = 0; slice < canvas.depth(); slice++) {
                int from = canvas.plane(source, slice);
                int at = channel * strides[0] + slice * behind;
                plane(canvas, from, at, along, below, linears[channel]);
            }
        }
    }

    private void plane(Canvas canvas, int from, int at, int along, int below, Linear linear) {
        int width = canvas.width();
        if (along == 1 && below == width) {
            filling.line(canvas.values(), from, width * canvas.height(), linear, at, 1);
            return;
        }
        for (int row = 0; row < canvas.height(); row++) {
            filling.line(canvas.values(), from + row * width, width, linear, at + row * below, along);
        }
    }
}
