// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.model.Input.Slices;
import dev.gantry.model.Input;

/// Which slices of a series are taken as they are.
///
/// @param slices   how many the series has
/// @param outputs  how many the tensor takes
/// @param start    where among the slices the first output begins
/// @param perStep  slices from output to output, negative when the last comes first
record Picks(int slices, int outputs, double start, double perStep) {

    /// @param length of the tensor's D, or [Input#ANY]: as many as there are, up to `most`
    static Picks of(int slices, int length, int most, Slices how, boolean backward) {
        int outputs = length == Input.ANY ? Math.min(slices, most) : length;
        double perStep = how == Slices.EVEN ? (double) slices / outputs : 1;
        double start = how == Slices.EVEN ? 0 : Math.floorDiv(slices - outputs + (slices < outputs ? 1 : 0), 2);
        return backward
                ? new Picks(slices, outputs, start + outputs * perStep, -perStep)
                : new Picks(slices, outputs, start, perStep);
    }

    /// The slice under the middle of an output; may be none.
    int slice(int output) {
        return (int) Math.floor(start + (output + 0.5) * perStep);
    }

    boolean fills(int output) {
        int slice = slice(output);
        return slice >= 0 && slice < slices;
    }

    int firstFilled() {
        int output = 0;
        while (!fills(output)) {
            output++;
        }
        return output;
    }

    /// How many outputs a slice is found for.
    int filled() {
        int filled = 0;
        for (int output = 0; output < outputs; output++) {
            filled += fills(output) ? 1 : 0;
        }
        return filled;
    }

    /// The slice that is needed first.
    int first() {
        return slice(firstFilled());
    }
}
