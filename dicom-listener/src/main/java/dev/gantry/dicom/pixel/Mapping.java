// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.Vr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

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

    /// A table; stored values before its first or behind its last entry get that entry (PS3.3 C.11.1.1.1).
    record Table(int first, double[] entries) implements Mapping {
        @Override
        public double of(double stored) {
            return entries[(int) Math.clamp(stored - first, 0, entries.length - 1)];
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
            var table = tables.getFirst();
            return entries(table, Tag.LUT_DESCRIPTOR, Tag.LUT_DATA)
                    .<Mapping>map(entries -> new Table(first(table, Tag.LUT_DESCRIPTOR, layout), entries))
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

    /// The luma of the palette's colours, in the unit of its entries (PS3.3 C.7.6.3.1.5).
    static Mapping palette(DataSet header, Layout layout) {
        var red = entries(header, Tag.RED_PALETTE_DESCRIPTOR, Tag.RED_PALETTE_DATA);
        var green = entries(header, Tag.GREEN_PALETTE_DESCRIPTOR, Tag.GREEN_PALETTE_DATA);
        var blue = entries(header, Tag.BLUE_PALETTE_DESCRIPTOR, Tag.BLUE_PALETTE_DATA);
        if (red.isEmpty() || green.isEmpty() || blue.isEmpty()
                || red.get().length != green.get().length || red.get().length != blue.get().length) {
            return new Unusable("the palette is missing, segmented or cannot be read");
        }
        var luma = new double[red.get().length];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = Colours.luma(red.get()[i], green.get()[i], blue.get()[i]);
        }
        return new Table(first(header, Tag.RED_PALETTE_DESCRIPTOR, layout), luma);
    }

    /// NaN for a value that is no number.
    private static double number(DataSet set, int tag, double ifEmpty) {
        return empty(set, tag) ? ifEmpty : set.decimal(tag).orElse(Double.NaN);
    }

    private static boolean empty(DataSet set, int tag) {
        return set.element(tag).map(element -> element.value().length == 0).orElse(true);
    }

    /// The entries of a table; 8-bit ones may be packed two to a word or not (PS3.3 C.11.1.1.1).
    private static Optional<double[]> entries(DataSet set, int descriptorTag, int dataTag) {
        var descriptor = set.element(descriptorTag).map(Mapping::words);
        var data = set.element(dataTag);
        if (descriptor.isEmpty() || descriptor.get().length != 3 || data.isEmpty()) {
            return Optional.empty();
        }
        int count = descriptor.get()[0] == 0 ? 0x1_0000 : descriptor.get()[0];
        int bits = descriptor.get()[2];
        var bytes = data.get().value();
        var entries = new double[count];
        if (bytes.length >= 2 * count) {
            var words = words(data.get());
            for (int i = 0; i < count; i++) {
                entries[i] = words[i];
            }
        } else if (bits == 8 && bytes.length >= count) {
            int swap = data.get().bigEndian() && data.get().vr() == Vr.OW ? 1 : 0;
            for (int i = 0; i < count; i++) {
                entries[i] = bytes[Math.min(i ^ swap, bytes.length - 1)] & 0xFF;
            }
        } else {
            return Optional.empty();
        }
        return Optional.of(entries);
    }

    /// The stored value of the first entry: as signed as the samples are, whatever its VR says.
    private static int first(DataSet set, int descriptorTag, Layout layout) {
        int word = words(set.element(descriptorTag).orElseThrow())[1];
        return layout.signed() ? (short) word : word;
    }

    private static int[] words(Element element) {
        var bytes = ByteBuffer.wrap(element.value())
                .order(element.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        var words = new int[bytes.remaining() / 2];
        for (int i = 0; i < words.length; i++) {
            words[i] = bytes.getShort() & 0xFFFF;
        }
        return words;
    }
}
