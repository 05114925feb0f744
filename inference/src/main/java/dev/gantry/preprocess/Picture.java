// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import java.util.List;

/// What a model is to look at.
public sealed interface Picture {
    record Image(Frame frame) implements Picture {}

    /// The images of a series, in any order; [Preprocessing] sorts them along the normal of their planes.
    record Slices(List<Slice> slices) implements Picture {
        public Slices {
            slices = List.copyOf(slices);
        }
    }

    /// Nothing to look at; `detail` says why, without patient data.
    record Unreadable(String detail) implements Picture {}

    static Picture of(Decoding decoding) {
        return switch (decoding) {
            case Decoding.Decoded(Frame frame) -> new Image(frame);
            case Decoding.Unreadable(String detail) -> new Unreadable(detail);
        };
    }
}
