// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

/// Ranges that leave out the same share of the values at each end.
final class Percentiles {
    private Percentiles() {}

    static Range range(Histogram histogram, double percent) {
        var all = histogram.all();
        long cut = (long) Math.floor(histogram.total() * (100 - percent) / 100);
        return new Range(
                Math.max(all.low(), (float) histogram.from(fromBelow(histogram, cut))),
                Math.min(all.high(), (float) (histogram.from(fromAbove(histogram, cut)) + histogram.width())));
    }

    /// The first bin before whose end more than `cut` values lie.
    private static int fromBelow(Histogram histogram, long cut) {
        long seen = 0;
        int bin = 0;
        while (bin < histogram.bins() - 1 && (seen += histogram.count(bin)) <= cut) {
            bin++;
        }
        return bin;
    }

    private static int fromAbove(Histogram histogram, long cut) {
        long seen = 0;
        int bin = histogram.bins() - 1;
        while (bin > 0 && (seen += histogram.count(bin)) <= cut) {
            bin--;
        }
        return bin;
    }
}
