// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

/// What the images of a group say of one count: a value that all of them share is a promise, anything else
/// is none.
final class Tally {
    private int value;
    private int voices;
    private boolean torn;

    void add(int said) {
        torn |= voices > 0 && said != value;
        value = said;
        voices++;
    }

    /// Whether all of the `images` of the group name the same number, and there are at least two: a sender
    /// that counts up while it sends has written 1 into its first image.
    boolean promises(int images) {
        return !torn && voices == images && images > 1;
    }

    int value() {
        return value;
    }
}
