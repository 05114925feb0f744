// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

/// Where an image lies in the patient (PS3.3 C.7.6.2.1.1): all in mm or unit vectors of the patient's system
/// (x to the left, y to the back, z to the head).
///
/// @param position  Image Position (0020,0032): the centre of the first sample
/// @param rightward direction of increasing columns, the first three values of (0020,0037)
/// @param downward  direction of increasing rows, the last three
public record Plane(Vector position, Vector rightward, Vector downward) {
    public record Vector(double x, double y, double z) {
        public double dot(Vector other) {
            return x * other.x + y * other.y + z * other.z;
        }

        public Vector cross(Vector other) {
            return new Vector(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
        }
    }

    /// Unit vector along which slices are stacked.
    public Vector normal() {
        return rightward.cross(downward);
    }
}
