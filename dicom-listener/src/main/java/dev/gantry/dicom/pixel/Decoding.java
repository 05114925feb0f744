// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

/// What became of an object's pixels.
public sealed interface Decoding {
    record Decoded(Frame frame) implements Decoding {}

    /// The object is kept, but no frame can be made of it; `detail` says why, without patient data.
    record Unreadable(String detail) implements Decoding {}
}
