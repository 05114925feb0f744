// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.model.Output.Code;
import dev.gantry.output.Extent;
import dev.gantry.output.Region.Measurement;
import java.util.List;

/// What a model gives besides answers: nothing here is positive or negative.
///
/// @param measured numbers without a limit
/// @param pictures for pages and reports of this appliance; they never leave it by MQTT
public record Products(List<Measured> measured, List<Rendition> pictures) {
    public static final Products NONE = new Products(List.of(), List.of());

    public Products {
        measured = List.copyOf(measured);
        pictures = List.copyOf(pictures);
    }

    public record Measured(Code code, Measurement measurement) {}

    /// A picture or volume that a model made.
    ///
    /// @param channels 1 is grey, 3 is red, green, blue
    /// @param grey     0 is black, 1 is white: channel by channel, in each slice by slice, row by row; never
    ///                 compared, and whoever holds it shares it
    public record Rendition(String name, int channels, Extent size, float[] grey) {}
}
