// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.overlap;

/// A rectangle in a picture, in columns and rows, edges included: a pixel is 1 wide.
public record Region(double left, double top, double right, double bottom) {
    public Region {
        if (!(right >= left && bottom >= top)) { // written so that NaN fails too
            throw new IllegalArgumentException("a box must end right of and below its start, is "
                    + left + ", " + top + " to " + right + ", " + bottom);
        }
    }

    public double area() {
        return (right - left) * (bottom - top);
    }

    /// Shared area over covered area, 0 to 1; of two boxes without any area 0.
    public double over(Region other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        double shared = Math.max(0, width) * Math.max(0, height);
        double covered = area() + other.area() - shared;
        return covered > 0 ? shared / covered : 0;
    }
}
