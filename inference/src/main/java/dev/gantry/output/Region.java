// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import java.util.List;
import java.util.Optional;

/// One place where a head sees something.
///
/// @param probability  0 to 1
/// @param outline      its outer edge, where the head knows it
/// @param measurements of this place alone
public record Region(double probability, Box box, Optional<Outline> outline, List<Measurement> measurements) {
    public Region {
        if (!(probability >= 0 && probability <= 1)) { // written so that NaN fails too
            throw new IllegalArgumentException("probability must be 0 to 1, is " + probability);
        }
        measurements = List.copyOf(measurements);
    }

    public Region(double probability, Box box) {
        this(probability, box, Optional.empty(), List.of());
    }

    /// A polygon of pixel edges, clockwise as seen on the screen; the last point is joined to the first. Holes
    /// are not cut out.
    ///
    /// @param slice  in the order of the stack, 0 for the first: the one where the place is largest
    /// @param points column and row
    public record Outline(int slice, List<Point> points) {
        public Outline {
            points = List.copyOf(points);
        }
    }

    /// Edges of frame pixels: the first pixel reaches from 0 to 1.
    public record Point(double column, double row) {}

    /// @param unit UCUM code: `mm2`, `ml`, `{pixels}` where the spacing is not known
    public record Measurement(String name, double value, String unit) {
        public Measurement {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " must be a number, is " + value);
            }
        }
    }
}
