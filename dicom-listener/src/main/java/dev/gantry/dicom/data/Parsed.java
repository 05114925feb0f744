// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import java.util.Optional;

/// What the bytes of a data set amounted to. Each case holds the elements read so far.
public sealed interface Parsed {
    DataSet header();

    Optional<PixelData> pixels();

    record Whole(DataSet header, Optional<PixelData> pixels) implements Parsed {}

    /// The bytes ended inside an element; its value may be the pixel data.
    record Truncated(DataSet header, Optional<PixelData> pixels, String detail) implements Parsed {}

    /// From byte `at` on it is no data set.
    record Malformed(DataSet header, Optional<PixelData> pixels, long at, String detail) implements Parsed {}
}
