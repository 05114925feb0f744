// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import dev.gantry.output.Region.Measurement;
import dev.gantry.output.Region;
import java.util.List;

/// What came out of a graph that says to what each pixel belongs.
public sealed interface Segmented {
    /// @param each one per label, in their order; of a label that is not reported without shapes
    record Labels(List<Shapes> each) implements Segmented {
        public Labels {
            each = List.copyOf(each);
        }
    }

    /// Nothing can be made of it.
    record Nonsense(String detail) implements Segmented {}

    /// All that belongs to one label.
    ///
    /// @param largest connected shapes, the largest first; of equals the one that begins first
    /// @param total   of all that are large enough, also those that are not among the largest
    /// @param probability of the likeliest shape that is large enough; 0 without one
    record Shapes(List<Region> largest, Measurement total, double probability) {
        public Shapes {
            largest = List.copyOf(largest);
        }
    }
}
