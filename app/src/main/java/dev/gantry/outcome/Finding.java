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
/// @param evidence    where in the pictures, and how large, if the model says so
public record Finding(
        Optional<Code> code, String label, double probability, double threshold, Evidence evidence) {
    public Finding {
        // Written so that NaN fails too.
        if (!(probability >= 0 && probability <= 1) || !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "finding: probability and threshold must be 0 to 1, were %s and %s"
                            .formatted(probability, threshold));
        }
    }

    public boolean flagged() {
        return probability >= threshold;
    }

    /// @param scheme coding scheme designator, `SCT` for SNOMED CT (PS3.16 8)
    public record Code(String scheme, String value, String meaning) {}

    /// What a finding rests on.
    ///
    /// @param boxes        the likeliest first
    /// @param measurements of all that was seen together
    public record Evidence(List<Box> boxes, List<Measurement> measurements) {
        public static final Evidence NONE = new Evidence(List.of(), List.of());

        public Evidence {
            boxes = List.copyOf(boxes);
            measurements = List.copyOf(measurements);
        }
    }

    /// @param name in words joined by `-`
    /// @param unit UCUM code: `mm2`, `ml`
    public record Measurement(String name, double value, String unit) {}

    /// A rectangle in a picture.
    ///
    /// @param probability of what is in it, 0 to 1
    /// @param instance pseudonym of the picture
    /// @param frame    1 for the first (PS3.3 C.7.6.6)
    /// @param column   left edge in pixels, 0 for the left edge of the picture
    /// @param row      upper edge in pixels, 0 for the upper edge of the picture
    /// @param width    in pixels
    /// @param height   in pixels
    /// @param outline  of what is in it, if the model says so
    public record Box(
            String instance,
            int frame,
            double column,
            double row,
            double width,
            double height,
            double probability,
            Outline outline) {}

    /// The edges of a shape: polygons, the last corner of each joined to its first. Outer edges run clockwise as seen
    /// on the screen, the edges of holes the other way.
    ///
    /// @param rings that around the largest area first; none where a box is all that is known
    public record Outline(List<List<Corner>> rings) {
        public static final Outline NONE = new Outline(List.of());

        public Outline {
            rings = rings.stream().map(List::copyOf).toList();
        }
    }

    /// @param column in pixels, 0 for the left edge of the picture
    /// @param row    in pixels, 0 for the upper edge of the picture
    public record Corner(double column, double row) {}
}
