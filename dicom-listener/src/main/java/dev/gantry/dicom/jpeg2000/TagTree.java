// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import dev.gantry.dicom.frame.UndecodableFrame;
import java.util.Arrays;

/// A tag tree (ISO/IEC 15444-1 B.10.2): numbers of a grid, each told as far as is asked for.
final class TagTree {
    private final int[] widths;
    private final int[] starts;
    private final int[] values;
    private final int[] known;

    TagTree(int width, int height) {
        int levels = 1;
        for (int w = width, h = height; w > 1 || h > 1; levels++) {
            w = w + 1 >> 1;
            h = h + 1 >> 1;
        }
        widths = new int[levels];
        starts = new int[levels];
        int nodes = 0;
        for (int level = 0, w = width, h = height; level < levels; level++) {
            widths[level] = w;
            starts[level] = nodes;
            nodes += w * h;
            w = w + 1 >> 1;
            h = h + 1 >> 1;
        }
        values = new int[nodes];
        known = new int[nodes];
        Arrays.fill(values, Integer.MAX_VALUE);
    }

    /// Whether the number at a leaf is below `limit`.
    boolean below(int limit, int x, int y, PacketBits bits) throws UndecodableFrame {
        int low = 0;
        int node = 0;
        for (int level = widths.length - 1; level >= 0; level--) {
            node = starts[level] + (y >> level) * widths[level] + (x >> level);
            low = Math.max(low, known[node]);
            while (low < limit && low < values[node]) {
                if (bits.bit() == 1) {
                    values[node] = low;
                } else {
                    low++;
                }
            }
            known[node] = low;
        }
        return values[node] < limit;
    }
}
