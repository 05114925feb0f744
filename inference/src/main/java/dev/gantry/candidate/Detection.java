// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.candidate;

/// A box that was found, in pixels of the input tensor.
///
/// @param label  number in the head's labels, from 0
/// @param score  0 to 1
/// @param source number of the box in the graph's output
public record Detection(int label, double score, int source, Rectangle where) {
    /// Edges; the first pixel reaches from 0 to 1.
    public record Rectangle(double left, double top, double right, double bottom) {
        /// By its centre and size.
        public static Rectangle centred(double x, double y, double width, double height) {
            return new Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
        }

        boolean finite() {
            return Double.isFinite(left) && Double.isFinite(top) && Double.isFinite(right) && Double.isFinite(bottom);
        }

        /// Intersection over union; of empty rectangles 0.
        public double overlap(Rectangle other) {
            double width = Math.min(right, other.right) - Math.max(left, other.left);
            double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
            if (width <= 0 || height <= 0) {
                return 0;
            }
            double both = width * height;
            return both / (area() + other.area() - both);
        }

        double area() {
            return (right - left) * (bottom - top);
        }
    }
}
