// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.Vr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// The entries of look-up tables, whole or in segments (PS3.3 C.11.1.1.1, C.7.6.3.1.5, C.7.9.2).
///
/// @param first   stored value of the first entry
/// @param bits    of an entry, 8 to 16
/// @param entries at least one
record Entries(int first, int bits, double[] entries) {

    /// Values before the first or behind the last entry get that entry.
    double of(double stored) {
        return entries[(int) Math.clamp(stored - first, 0, entries.length - 1)];
    }

    /// 8-bit entries may be packed two to a word or not (PS3.3 C.11.1.1.1).
    ///
    /// @param signed the table is for signed samples, whatever the VR of its descriptor says
    static Optional<Entries> of(DataSet set, int descriptorTag, int dataTag, boolean signed) {
        var descriptor = set.element(descriptorTag).map(Entries::words);
        var data = set.element(dataTag);
        if (descriptor.isEmpty() || descriptor.get().length != 3 || data.isEmpty()) {
            return Optional.empty();
        }
        int count = count(descriptor.get());
        int bits = descriptor.get()[2];
        var bytes = data.get().value();
        var entries = new double[count];
        if (bytes.length >= 2 * count) {
            var words = words(data.get());
            for (int i = 0; i < count; i++) {
                entries[i] = words[i];
            }
        } else if (bits == 8 && bytes.length >= count) {
            for (int i = 0; i < count; i++) {
                entries[i] = packed(data.get(), i);
            }
        } else {
            return Optional.empty();
        }
        return Optional.of(new Entries(first(descriptor.get(), signed), bits <= 8 ? 8 : 16, entries));
    }

    /// Segments of whole entries, straight lines and repetitions (PS3.3 C.7.9.2).
    static Optional<Entries> segmented(DataSet set, int descriptorTag, int dataTag, boolean signed) {
        var descriptor = set.element(descriptorTag).map(Entries::words);
        var data = set.element(dataTag);
        if (descriptor.isEmpty() || descriptor.get().length != 3 || data.isEmpty()) {
            return Optional.empty();
        }
        int bits = descriptor.get()[2] == 8 ? 8 : 16;
        return new Segments(units(data.get(), bits), bits, count(descriptor.get()))
                .expanded()
                .map(entries -> new Entries(first(descriptor.get(), signed), bits, entries));
    }

    private static int[] units(Element data, int bits) {
        if (bits == 16) {
            return words(data);
        }
        var units = new int[data.value().length];
        Arrays.setAll(units, i -> packed(data, i));
        return units;
    }

    /// In big endian words the second byte comes first (PS3.5 A.3).
    private static int packed(Element data, int index) {
        int swap = data.bigEndian() && data.vr() == Vr.OW ? 1 : 0;
        return data.value()[Math.min(index ^ swap, data.value().length - 1)] & 0xFF;
    }

    private static int count(int[] descriptor) {
        return descriptor[0] == 0 ? 0x1_0000 : descriptor[0];
    }

    private static int first(int[] descriptor, boolean signed) {
        return signed ? (short) descriptor[1] : descriptor[1];
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

    /// Expands segments; `units` are what entries, opcodes and lengths are written in.
    private static final class Segments {
        private final int[] units;
        private final int bits;
        private final double[] entries;
        private int have;

        Segments(int[] units, int bits, int count) {
            this.units = units;
            this.bits = bits;
            this.entries = new double[count];
        }

        /// Empty when they do not make the entries that the descriptor asks for.
        Optional<double[]> expanded() {
            int at = 0;
            while (at >= 0 && at < units.length && have < entries.length) {
                at = units[at] == 2 ? repeated(at) : segment(at);
            }
            return at >= 0 && have == entries.length ? Optional.of(entries) : Optional.empty();
        }

        /// One segment with entries of its own: where the next begins, or -1.
        private int segment(int at) {
            if (at + 2 >= units.length || units[at + 1] > entries.length - have) {
                return -1;
            }
            int length = units[at + 1];
            switch (units[at]) {
                case 0 -> {
                    if (at + 2 + length > units.length) {
                        return -1;
                    }
                    for (int i = 0; i < length; i++) {
                        entries[have++] = units[at + 2 + i];
                    }
                    return at + 2 + length;
                }
                case 1 -> {
                    if (have == 0) {
                        return -1;
                    }
                    double from = entries[have - 1];
                    double step = (units[at + 2] - from) / length;
                    for (int i = 1; i <= length; i++) {
                        entries[have++] = Math.rint(from + i * step);
                    }
                    return at + 3;
                }
                default -> {
                    return -1;
                }
            }
        }

        /// Segments from before once more, by their byte offset (PS3.3 C.7.9.2.3).
        private int repeated(int at) {
            int unitsOfOffset = 32 / bits;
            if (at + 1 + unitsOfOffset >= units.length) {
                return -1;
            }
            long offset = 0;
            for (int i = unitsOfOffset - 1; i >= 0; i--) {
                offset = offset << bits | units[at + 2 + i];
            }
            long from = offset / (bits / 8);
            for (int n = units[at + 1]; n > 0 && from >= 0; n--) {
                if (from >= at || units[(int) from] == 2) {
                    return -1;
                }
                from = segment((int) from);
            }
            return from < 0 ? -1 : at + 2 + unitsOfOffset;
        }
    }
}
