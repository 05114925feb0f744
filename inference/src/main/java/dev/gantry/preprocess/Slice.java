// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Decoding;
import java.util.Optional;
import java.util.function.Supplier;

/// One image of a series.
///
/// @param plane  where it lies in the patient, if known
/// @param pixels makes its frame; called once for each look, on the thread that prepares, so that only a few
///               frames of a series need be in memory at a time
public record Slice(Optional<Plane> plane, Supplier<Decoding> pixels) {}
