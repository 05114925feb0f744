// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

/// A 95 % confidence interval.
public record Interval(double low, double high) {

    /// Wilson's score interval of a proportion, without continuity correction (E. B. Wilson, J. Am. Stat.
    /// Assoc. 22, 1927): sound for few cases and for shares near 0 and 1.
    ///
    /// @param of at least 1
    static Interval wilson(long hits, long of) {
        double z = Normal.Z95;
        double share = (double) hits / of;
        double scale = 1 + z * z / of;
        double centre = (share + z * z / (2.0 * of)) / scale;
        double half = z / scale * Math.sqrt(share * (1 - share) / of + z * z / (4.0 * of * of));
        return new Interval(hits == 0 ? 0 : centre - half, hits == of ? 1 : centre + half);
    }

    /// Of an estimate with a standard error, not clipped.
    static Interval around(double estimate, double standardError) {
        return new Interval(estimate - Normal.Z95 * standardError, estimate + Normal.Z95 * standardError);
    }

    Interval within(double least, double most) {
        return new Interval(Math.max(least, low), Math.min(most, high));
    }
}
