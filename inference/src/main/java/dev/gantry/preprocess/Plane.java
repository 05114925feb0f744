// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Place;
import java.util.List;
import java.util.Optional;

/// Where an image lies in the patient (PS3.3 C.7.6.2.1.1): all in mm or unit vectors of the patient's system
/// (x to the left, y to the back, z to the head).
///
/// @param position  Image Position (0020,0032): the centre of the first sample
/// @param rightward direction of increasing columns, the first three values of (0020,0037)
/// @param downward  direction of increasing rows, the last three
public record Plane(Vector position, Vector rightward, Vector downward) {
    /// Direction cosines are written with few digits.
    private static final double SLOPPY = 0.02;

    public record Vector(double x, double y, double z) {
        static Vector of(List<Double> numbers, int at) {
            return new Vector(numbers.get(at), numbers.get(at + 1), numbers.get(at + 2));
        }

        public double dot(Vector other) {
            return x * other.x + y * other.y + z * other.z;
        }

        public Vector cross(Vector other) {
            return new Vector(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
        }

        Vector minus(Vector other) {
            return new Vector(x - other.x, y - other.y, z - other.z);
        }

        double length() {
            return Math.sqrt(dot(this));
        }

        Vector times(double factor) {
            return new Vector(x * factor, y * factor, z * factor);
        }
    }

    /// Where a frame lies, of an enhanced multi-frame object too (PS3.3 C.7.6.16.2); empty when it does not say,
    /// or something that is no plane.
    public static Optional<Plane> of(Place place) {
        var position = place.positionMm();
        var orientation = place.orientation();
        if (position.isEmpty() || orientation.isEmpty()) {
            return Optional.empty();
        }
        var rightward = Vector.of(orientation, 0);
        var downward = Vector.of(orientation, 3);
        boolean square = Math.abs(rightward.length() - 1) < SLOPPY
                && Math.abs(downward.length() - 1) < SLOPPY
                && Math.abs(rightward.dot(downward)) < SLOPPY;
        return square
                ? Optional.of(new Plane(
                        Vector.of(position, 0),
                        rightward.times(1 / rightward.length()),
                        downward.times(1 / downward.length())))
                : Optional.empty();
    }

    /// Unit vector along which slices are stacked.
    public Vector normal() {
        return rightward.cross(downward);
    }

    /// Whether rows and columns run as in the other, but for a degree or so.
    boolean parallel(Plane other) {
        double cosine = 0.9995;
        return rightward.dot(other.rightward) > cosine && downward.dot(other.downward) > cosine;
    }
}
