// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

/// What became of the colour of a frame.
public sealed interface Colouring {
    record Coloured(Rgb picture) implements Colouring {}

    /// The frame has grey samples only.
    record Grey() implements Colouring {}

    /// `detail` says why, without patient data.
    record Unreadable(String detail) implements Colouring {}
}
