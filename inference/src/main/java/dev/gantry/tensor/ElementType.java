// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tensor;

import java.util.Locale;

/// The type of a tensor's values, named as in ONNX (TensorProto.DataType); `FLOAT` is 32 bits wide.
public enum ElementType {
    FLOAT(4),
    FLOAT16(2),
    UINT8(1),
    INT8(1),
    INT32(4),
    INT64(8),
    BOOL(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of one value.
    public int bytes() {
        return bytes;
    }

    /// As manifests write it: `float`, `float16`, `uint8`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
