// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.util.List;
import java.util.Optional;

/// One label's score, as it is published.
///
/// @param code        what the label means in a terminology
/// @param probability 0 to 1
/// @param threshold   0 to 1; at or above it the finding is flagged
/// @param boxes       where in the pictures, if the model says so
public record Finding(
        Optional<Code> code, String label, double probability, double threshold, List<Box> boxes) {
    public Finding {
        // Written so that NaN fails too.
        if (!(probability >= 0 && probability <= 1) || !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "finding: probability and threshold must be 0 to 1, were %s and %s"
                            .formatted(probability, threshold));
        }
        boxes = List.copyOf(boxes);
    }

    public boolean flagged() {
        return probability >= threshold;
    }

    /// @param scheme coding scheme designator, `SCT` for SNOMED CT (PS3.16 8)
    public record Code(String scheme, String value, String meaning) {}

    /// A rectangle in a picture.
    ///
    /// @param instance pseudonym of the picture
    /// @param frame    1 for the first (PS3.3 C.7.6.6)
    /// @param column   left edge in pixels, 0 for the left edge of the picture
    /// @param row      upper edge in pixels, 0 for the upper edge of the picture
    /// @param width    in pixels
    /// @param height   in pixels
    public record Box(String instance, int frame, double column, double row, double width, double height) {}
}
