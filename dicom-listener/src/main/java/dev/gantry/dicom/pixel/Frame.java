// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import java.util.BitSet;
import java.util.Optional;

/// One frame of grey samples in modality units (after the modality transformation, PS3.3 C.11.1).
///
/// @param samples   `rows * columns` values, row by row from the top left; owned by the frame, not copied
/// @param inverted  low values are shown white (MONOCHROME1): a consumer that wants white-is-high negates
/// @param window    the first window of the object, if it has a usable one
/// @param spacingMm distance between rows and between columns in mm, if known
/// @param padding   which samples are no picture (PS3.3 C.7.5.1.1.2) and hold another sample's value instead;
///                  empty where all are picture
public record Frame(
        int rows,
        int columns,
        float[] samples,
        boolean inverted,
        Optional<Window> window,
        Optional<Spacing> spacingMm,
        Optional<BitSet> padding) {

    /// All of it is picture.
    public Frame(
            int rows,
            int columns,
            float[] samples,
            boolean inverted,
            Optional<Window> window,
            Optional<Spacing> spacingMm) {
        this(rows, columns, samples, inverted, window, spacingMm, Optional.empty());
    }

    public Frame {
        if (samples.length != rows * columns) {
            throw new IllegalArgumentException(
                    "a frame of " + rows + " x " + columns + " has " + samples.length + " samples");
        }
    }

    /// VOI window in modality units (PS3.3 C.11.2.1.2).
    public record Window(double center, double width, Function function) implements View {
        public enum Function { LINEAR, LINEAR_EXACT, SIGMOID }
    }

    public record Spacing(double rowMm, double columnMm) {}
}
