// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.pixel.Frame.Spacing;
import java.util.List;
import java.util.Optional;

/// Where one frame lies in the patient (PS3.3 C.7.6.2, C.7.6.16.2).
///
/// @param spacingMm     between rows and between columns
/// @param positionMm    x, y and z of the first sample's centre; empty or three numbers
/// @param orientation   direction cosines of the rows, then of the columns; empty or six numbers
public record Place(Optional<Spacing> spacingMm, List<Double> positionMm, List<Double> orientation) {
    public Place {
        positionMm = List.copyOf(positionMm);
        orientation = List.copyOf(orientation);
    }
}
