// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import java.util.List;
import java.util.Optional;

/// One place where a head sees something.
///
/// @param probability  0 to 1
/// @param outline      its edges, where the head knows them
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

    /// Polygons of pixel edges; the last point of each is joined to its first. What lies within is on the right
    /// hand: outer edges run clockwise as seen on the screen, the edges of holes the other way.
    ///
    /// @param slice in the order of the stack, 0 for the first: the one where the place is largest
    /// @param rings that around the largest area first; never empty
    public record Outline(int slice, List<List<Point>> rings) {
        public Outline {
            rings = rings.stream().map(List::copyOf).toList();
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
