// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

/// The values that a tensor is expected to take, in its own unit.
public record Range(float low, float high) {
    public Range {
        if (!(low <= high)) { // written so that NaN fails too
            throw new IllegalArgumentException("a range from " + low + " to " + high);
        }
    }

    /// The least range that holds this one and 0: padding and cut-off activations are exactly 0, and must stay so.
    Range withZero() {
        return new Range(Math.min(low, 0), Math.max(high, 0));
    }

    /// The larger of both ends' distances from 0.
    float reach() {
        return Math.max(Math.abs(low), Math.abs(high));
    }
}
