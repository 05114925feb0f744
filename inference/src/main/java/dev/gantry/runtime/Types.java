// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.TensorInfo;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/// ONNX Runtime's words for element types and shapes, and ours. It has no tensors of UINT16: such samples go in
/// as words of 32 bits or as floats.
final class Types {
    private Types() {}

    /// Empty for doubles, words and strings.
    static Optional<ElementType> of(TensorInfo info) {
        return Arrays.stream(ElementType.values())
                .filter(type -> type.name().equals(info.type.name()))
                .findFirst();
    }

    static boolean same(Tensor tensor, long... shape) {
        if (tensor.rank() != shape.length) {
            return false;
        }
        for (int axis = 0; axis < shape.length; axis++) {
            if (tensor.length(axis) != shape[axis]) {
                return false;
            }
        }
        return true;
    }
}
