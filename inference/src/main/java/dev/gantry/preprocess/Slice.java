// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Image;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// One image of a series.
///
/// @param plane  where it lies in the patient, if known
/// @param pixels makes its frame; called at most once for each look, on the thread that prepares, so that
///               only a few frames of a series need be in memory at a time
public record Slice(Optional<Plane> plane, Supplier<Decoding> pixels) {

    /// One for each frame of a multi-frame object, with the planes of its functional groups.
    public static List<Slice> of(Image image) {
        return IntStream.range(0, image.frames())
                .mapToObj(i -> new Slice(Plane.of(image.place(i)), () -> image.frame(i)))
                .toList();
    }
}
