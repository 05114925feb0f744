// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.album;

import dev.gantry.preprocess.Picture;
import java.util.function.Supplier;

/// A picture that can be looked at: an image file, or the files of a series.
///
/// @param file    of the image, or of the series' first
/// @param picture makes it; costly
record Sample(String file, Supplier<Picture> picture) {}
