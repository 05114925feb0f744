// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.util.Optional;

/// The three tables of PALETTE COLOR (PS3.3 C.7.6.3.1.5), of equal length.
record Palette(Entries red, Entries green, Entries blue) {
    static final String UNREADABLE = "the palette is missing, too long or cannot be read";

    static Optional<Palette> of(DataSet header, Layout layout) {
        var red = table(header, Tag.RED_PALETTE_DESCRIPTOR, Tag.RED_PALETTE_DATA,
                Tag.SEGMENTED_RED_PALETTE_DATA, layout);
        var green = table(header, Tag.GREEN_PALETTE_DESCRIPTOR, Tag.GREEN_PALETTE_DATA,
                Tag.SEGMENTED_GREEN_PALETTE_DATA, layout);
        var blue = table(header, Tag.BLUE_PALETTE_DESCRIPTOR, Tag.BLUE_PALETTE_DATA,
                Tag.SEGMENTED_BLUE_PALETTE_DATA, layout);
        return red.isEmpty() || green.isEmpty() || blue.isEmpty()
                        || red.get().entries().length != green.get().entries().length
                        || red.get().entries().length != blue.get().entries().length
                ? Optional.empty()
                : Optional.of(new Palette(red.get(), green.get(), blue.get()));
    }

    private static Optional<Entries> table(
            DataSet header, int descriptor, int data, int segmented, Layout layout) {
        return header.element(segmented).isPresent() && header.element(data).isEmpty()
                ? Entries.segmented(header, descriptor, segmented, layout.signed())
                : Entries.of(header, descriptor, data, layout.signed());
    }

    /// The luma of each colour, in the unit of the entries.
    Mapping.Table luma() {
        var luma = new double[red.entries().length];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = Colours.luma(red.entries()[i], green.entries()[i], blue.entries()[i]);
        }
        return new Mapping.Table(new Entries(red.first(), red.bits(), luma));
    }
}
