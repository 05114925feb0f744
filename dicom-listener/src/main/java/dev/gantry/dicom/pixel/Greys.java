// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/// Single-valued samples to a frame's floats. One loop per width, each over plain arrays so that it
/// vectorises.
///
/// 8-bit samples, tables and padding go through a table over all raw values (256 or 65536 floats); plain
/// 16-bit ones, which most images are, are computed. Padding is NaN until the rest is known.
final class Greys {
    private static final int CHUNK_SAMPLES = 16 * 1024;

    private final Layout layout;
    private final Mapping mapping;
    private final Padding padding;
    private Optional<BitSet> filled = Optional.empty();

    Greys(Layout layout, Mapping mapping, Padding padding) {
        this.layout = layout;
        this.mapping = mapping;
        this.padding = padding;
    }

    /// @param raw      holds the whole frame
    /// @param firstBit where the frame begins in it; not zero only for single bits
    float[] grey(ByteBuffer raw, int firstBit) {
        var bytes = raw.slice().order(layout.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        var grey = new float[layout.pixelsPerFrame()];
        switch (layout.format()) {
            case FLOAT -> floats(bytes, grey);
            case DOUBLE -> doubles(bytes, grey);
            case INTEGER -> {
                switch (layout.bitsAllocated()) {
                    case 1 -> bits(bytes, firstBit, grey);
                    case 8 -> bytes(bytes, grey);
                    case 16 -> words(bytes, grey);
                    default -> ints(bytes, grey);
                }
            }
        }
        if (padding.any() || layout.format() != Layout.Format.INTEGER) {
            fill(grey);
        }
        return grey;
    }

    /// Which samples of the last frame were no picture; empty where all were.
    Optional<BitSet> filled() {
        return filled;
    }

    /// Lowest bit of each byte first (PS3.5 8.1.1).
    private void bits(ByteBuffer bytes, int firstBit, float[] grey) {
        var table = table(2);
        for (int i = 0, bit = firstBit; i < grey.length; i++, bit++) {
            grey[i] = table[bytes.get(bit >> 3) >> (bit & 7) & 1];
        }
    }

    private void bytes(ByteBuffer bytes, float[] grey) {
        var table = table(0x100);
        var chunk = new byte[CHUNK_SAMPLES];
        for (int from = 0; from < grey.length; from += CHUNK_SAMPLES) {
            int n = Math.min(CHUNK_SAMPLES, grey.length - from);
            bytes.get(from, chunk, 0, n);
            for (int i = 0; i < n; i++) {
                grey[from + i] = table[chunk[i] & 0xFF];
            }
        }
    }

    private void words(ByteBuffer bytes, float[] grey) {
        var words = bytes.asShortBuffer();
        var chunk = new short[CHUNK_SAMPLES];
        if (mapping instanceof Mapping.Linear(double slope, double intercept) && !padding.any()) {
            for (int from = 0; from < grey.length; from += CHUNK_SAMPLES) {
                int n = Math.min(CHUNK_SAMPLES, grey.length - from);
                words.get(from, chunk, 0, n);
                rescale(chunk, grey, from, n, slope, intercept);
            }
            return;
        }
        var table = table(0x1_0000);
        for (int from = 0; from < grey.length; from += CHUNK_SAMPLES) {
            int n = Math.min(CHUNK_SAMPLES, grey.length - from);
            words.get(from, chunk, 0, n);
            for (int i = 0; i < n; i++) {
                grey[from + i] = table[chunk[i] & 0xFFFF];
            }
        }
    }

    /// [Layout#stored] and [Mapping.Linear] written out, so that nothing but arithmetic is in the loop.
    private void rescale(short[] chunk, float[] grey, int from, int n, double slope, double intercept) {
        int left = 31 - layout.highBit();
        int right = 32 - layout.bitsStored();
        if (layout.signed()) {
            for (int i = 0; i < n; i++) {
                grey[from + i] = (float) ((chunk[i] << left >> right) * slope + intercept);
            }
        } else {
            for (int i = 0; i < n; i++) {
                grey[from + i] = (float) ((chunk[i] << left >>> right) * slope + intercept);
            }
        }
    }

    private void ints(ByteBuffer bytes, float[] grey) {
        var ints = bytes.asIntBuffer();
        long mask = layout.signed() ? -1L : 0xFFFF_FFFFL;
        for (int i = 0; i < grey.length; i++) {
            grey[i] = value(layout.stored(ints.get(i)) & mask);
        }
    }

    private void floats(ByteBuffer bytes, float[] grey) {
        var floats = bytes.asFloatBuffer();
        for (int i = 0; i < grey.length; i++) {
            grey[i] = value(floats.get(i));
        }
    }

    private void doubles(ByteBuffer bytes, float[] grey) {
        var doubles = bytes.asDoubleBuffer();
        for (int i = 0; i < grey.length; i++) {
            grey[i] = value(doubles.get(i));
        }
    }

    private float[] table(int size) {
        var table = new float[size];
        for (int raw = 0; raw < size; raw++) {
            table[raw] = value(layout.stored(raw));
        }
        return table;
    }

    private float value(double stored) {
        return padding.covers(stored) ? Float.NaN : (float) mapping.of(stored);
    }

    /// Padding, and float samples that are no number, get the darkest value of the rest; 0 when there is no
    /// rest.
    private void fill(float[] grey) {
        boolean inverted = layout.photometric().equals(Optional.of(Layout.Photometric.MONOCHROME1));
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        var unusable = new BitSet(grey.length);
        for (int i = 0; i < grey.length; i++) {
            float sample = grey[i];
            if (Float.isFinite(sample)) {
                least = Math.min(least, sample);
                most = Math.max(most, sample);
            } else {
                unusable.set(i);
            }
        }
        if (unusable.isEmpty()) {
            return;
        }
        filled = Optional.of(unusable);
        if (unusable.cardinality() == grey.length) {
            Arrays.fill(grey, 0);
            return;
        }
        for (int i = 0; i < grey.length; i++) {
            if (!Float.isFinite(grey[i])) {
                grey[i] = inverted ? most : least;
            }
        }
    }
}
