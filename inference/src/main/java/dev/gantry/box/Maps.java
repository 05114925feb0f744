// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.output.Extent;
import dev.gantry.output.Wanted.Kind;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.List;

/// Maps of one stride, `[1, channels, height / stride, width / stride]`.
final class Maps {
    private Maps() {}

    /// Graphs round a size that the stride does not divide either way.
    static Wanted wanted(String tensor, int channels, int stride, Extent extent) {
        var text = extent.known()
                ? "[1, %d, %s, %s]".formatted(channels, words(extent.height(), stride), words(extent.width(), stride))
                : "[1, %d, H / %d, W / %d]".formatted(channels, stride, stride);
        var pattern = Wanted.shaped(tensor, text, 1, channels, Wanted.ANY, Wanted.ANY);
        return new Wanted(tensor, Kind.REALS, text, shape -> pattern.fits().test(shape)
                && near(shape[2], extent.height(), stride)
                && near(shape[3], extent.width(), stride));
    }

    private static boolean near(long cells, long pixels, int stride) {
        return cells == Wanted.ANY || pixels == Wanted.ANY
                || cells == pixels / stride || cells == Math.ceilDiv(pixels, stride);
    }

    private static String words(long pixels, int stride) {
        long cells = pixels / stride;
        return pixels % stride == 0 ? Long.toString(cells) : cells + " or " + (cells + 1);
    }

    /// Whether all have the same rows and columns.
    static boolean agree(List<Tensor> maps) {
        return maps.stream().map(map -> List.of(map.length(2), map.length(3))).distinct().count() == 1;
    }
}
