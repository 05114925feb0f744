// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import java.util.Arrays;

/// How long single pictures took, in milliseconds.
///
/// @param decode pixel data to frame, the median
/// @param median frame to findings, as all that follow
public record Latency(double decode, double median, double p95, double p99, double longest) {
    private static final double NANOS_PER_MILLI = 1e6;

    /// @param decoding nanoseconds
    /// @param looking  nanoseconds
    static Latency of(long[] decoding, long[] looking) {
        var decode = decoding.clone();
        var look = looking.clone();
        Arrays.sort(decode);
        Arrays.sort(look);
        return new Latency(at(decode, 0.5), at(look, 0.5), at(look, 0.95), at(look, 0.99), at(look, 1));
    }

    /// The value that this share of the pictures did not exceed.
    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / NANOS_PER_MILLI;
    }
}
