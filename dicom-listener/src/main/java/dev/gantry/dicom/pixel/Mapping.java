// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;

/// From stored values to what a frame holds.
sealed interface Mapping {
    /// The greatest stored value there is: 32 bits.
    double MAX_STORED = 0xFFFF_FFFFL;

    double of(double stored);

    /// Rescale slope and intercept (PS3.3 C.11.1.1.2).
    record Linear(double slope, double intercept) implements Mapping {
        static final Linear IDENTITY = new Linear(1, 0);

        @Override
        public double of(double stored) {
            return stored * slope + intercept;
        }
    }

    /// The entries of a modality table or palette.
    record Table(Entries entries) implements Mapping {
        @Override
        public double of(double stored) {
            return entries.of(stored);
        }
    }

    /// Slope, table or palette of the object that cannot be used.
    record Unusable(String why) implements Mapping {
        @Override
        public double of(double stored) {
            throw new IllegalStateException(why);
        }
    }

    /// Modality table before rescale (PS3.3 C.11.1): an object has one or the other.
    static Mapping modality(DataSet header, Groups groups, Layout layout) {
        var tables = header.items(Tag.MODALITY_LUT_SEQUENCE);
        if (!tables.isEmpty()) {
            return Entries.of(tables.getFirst(), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, layout.signed())
                    .<Mapping>map(Table::new)
                    .orElse(new Unusable("the modality table cannot be read"));
        }
        var rescale = groups.about(Tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE);
        double slope = number(rescale, Tag.RESCALE_SLOPE, 1);
        double intercept = number(rescale, Tag.RESCALE_INTERCEPT, 0);
        boolean fits = Math.abs(slope) * MAX_STORED + Math.abs(intercept) <= Float.MAX_VALUE; // false for NaN too
        return slope == 0 || !fits
                ? new Unusable("the rescale slope is zero, or slope or intercept is no number or too large")
                : new Linear(slope, intercept);
    }

    static Mapping palette(DataSet header, Layout layout) {
        return Palette.of(header, layout)
                .<Mapping>map(Palette::luma)
                .orElse(new Unusable(Palette.UNREADABLE));
    }

    /// NaN for a value that is no number.
    private static double number(DataSet set, int tag, double ifEmpty) {
        return empty(set, tag) ? ifEmpty : set.decimal(tag).orElse(Double.NaN);
    }

    private static boolean empty(DataSet set, int tag) {
        return set.element(tag).map(element -> element.value().length == 0).orElse(true);
    }
}
