// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import dev.gantry.runtime.Signature.Port;
import dev.gantry.tensor.Tensor;

/// The size of the picture in the input tensor, in its own pixels; -1 where a graph leaves a length open.
///
/// @param depth 1 but for volumes
public record Extent(long depth, long height, long width) {
    /// Nothing is known.
    public static final Extent OPEN = new Extent(Wanted.ANY, Wanted.ANY, Wanted.ANY);

    /// @param layout one letter per length of the tensor: D slices, H rows, W columns, others do not count
    public static Extent of(Tensor picture, String layout) {
        return of(layout, picture.shape());
    }

    /// @param layout as above
    public static Extent of(Port input, String layout) {
        return of(layout, input.shape().stream().mapToLong(Long::longValue).toArray());
    }

    private static Extent of(String layout, long... shape) {
        return layout.length() == shape.length
                ? new Extent(length('D', layout, shape), length('H', layout, shape), length('W', layout, shape))
                : OPEN;
    }

    private static long length(char axis, String layout, long... shape) {
        int at = layout.indexOf(axis);
        return at < 0 ? 1 : shape[at];
    }

    /// Whether the picture's size is known.
    public boolean known() {
        return height > 0 && width > 0;
    }
}
