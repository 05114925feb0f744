// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.exam.Picture.Pose;
import java.util.Collection;
import java.util.List;

/// The slices of a series by their positions along the normal.
///
/// A stack that was sent in order has no gap at any moment: a regular one proves nothing. A gap does say
/// that slices are missing, or that the scanner left them out.
enum Stack {
    /// Too few, not parallel, or spaced as no stack is.
    UNKNOWN,
    REGULAR,
    GAP;

    private static final int FEWEST = 4;
    /// How far a spacing may be off, as a share of the usual one.
    private static final double TOLERANCE = 0.1;

    static Stack of(Collection<Pose> poses) {
        var distinct = poses.stream().distinct().toList();
        if (distinct.size() < FEWEST || !distinct.stream().allMatch(distinct.getFirst()::parallel)) {
            return UNKNOWN;
        }
        var distances = distinct.stream().map(Pose::distance).sorted().toList();
        long usual = usual(distances);
        var found = REGULAR;
        for (int i = 1; i < distances.size(); i++) {
            double steps = (distances.get(i) - distances.get(i - 1)) / (double) usual;
            if (Math.abs(steps - Math.rint(steps)) > TOLERANCE || Math.rint(steps) < 1) {
                return UNKNOWN;
            }
            if (Math.rint(steps) > 1) {
                found = GAP;
            }
        }
        return found;
    }

    /// The median spacing.
    private static long usual(List<Long> distances) {
        var gaps = new long[distances.size() - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = distances.get(i + 1) - distances.get(i);
        }
        java.util.Arrays.sort(gaps);
        return Math.max(1, gaps[(gaps.length - 1) / 2]);
    }
}
