// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import dev.gantry.overlap.Region;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What people said of one picture.
///
/// @param present for each label whether it is there; labels that nobody looked for are not in it
/// @param drawn   boxes and outlines by label; empty when none were asked for, an empty map when there are none
/// @param masks   pictures whose samples over 0 belong to the label, by label
public record Truth(Map<String, Boolean> present, Optional<List<Drawn>> drawn, Map<String, Path> masks) {
    public Truth {
        present = Map.copyOf(present);
        drawn = drawn.map(List::copyOf);
        masks = Map.copyOf(masks);
    }

    /// Yes and no only.
    static Truth of(Map<String, Boolean> present) {
        return new Truth(present, Optional.empty(), Map.of());
    }

    /// Something drawn into a picture.
    ///
    /// @param outline corners x1, y1, x2, y2 ...; a box has its two
    /// @param relative to the picture's width and height instead of in columns and rows
    public record Drawn(String label, double[] outline, boolean relative) {
        /// In columns and rows.
        public Drawn in(int rows, int columns) {
            var pixels = outline.clone();
            for (int i = 0; relative && i < pixels.length; i++) {
                pixels[i] *= i % 2 == 0 ? columns : rows;
            }
            return new Drawn(label, pixels, false);
        }

        /// The box around it; of one that is [#in] a picture.
        public Region region() {
            double left = Double.POSITIVE_INFINITY;
            double top = Double.POSITIVE_INFINITY;
            double right = Double.NEGATIVE_INFINITY;
            double bottom = Double.NEGATIVE_INFINITY;
            for (int i = 0; i + 1 < outline.length; i += 2) {
                left = Math.min(left, outline[i]);
                right = Math.max(right, outline[i]);
                top = Math.min(top, outline[i + 1]);
                bottom = Math.max(bottom, outline[i + 1]);
            }
            return new Region(left, top, right, bottom);
        }

        /// Sets the pixels whose centres lie inside; of one that is [#in] the picture. Two corners are a box.
        public void fill(boolean[] pixels, int rows, int columns) {
            var corners = outline.length == 4
                    ? new double[] {outline[0], outline[1], outline[2], outline[1], outline[2], outline[3],
                        outline[0], outline[3]}
                    : outline;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    pixels[row * columns + column] |= inside(corners, column + 0.5, row + 0.5);
                }
            }
        }

        /// Even-odd rule.
        private static boolean inside(double[] corners, double x, double y) {
            boolean inside = false;
            for (int i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
                boolean crosses = corners[i + 1] > y != corners[j + 1] > y;
                if (crosses) {
                    double share = (y - corners[i + 1]) / (corners[j + 1] - corners[i + 1]);
                    inside ^= x < corners[i] + share * (corners[j] - corners[i]);
                }
            }
            return inside;
        }
    }
}
