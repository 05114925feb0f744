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
/// @param source which image it is, for who gave it
public record Slice(Optional<Plane> plane, Supplier<Decoding> pixels, Source source) {

    public Slice(Optional<Plane> plane, Supplier<Decoding> pixels) {
        this(plane, pixels, new Source("", 0));
    }

    /// @param object the caller's name for it
    /// @param frame  counted from 0
    public record Source(String object, int frame) {}

    /// One for each frame of a multi-frame object, with the planes of its functional groups.
    public static List<Slice> of(Image image) {
        return of(image, "");
    }

    /// @param object the caller's name for it
    public static List<Slice> of(Image image, String object) {
        return IntStream.range(0, image.frames())
                .mapToObj(i -> new Slice(Plane.of(image.place(i)), () -> image.frame(i), new Source(object, i)))
                .toList();
    }
}
