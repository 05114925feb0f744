// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Colour samples to grey and to RGB (PS3.3 C.7.6.3.1.2), in the unit of the samples.
///
/// Grey is the luma 0.299 R + 0.587 G + 0.114 B, which YBR_FULL carries as its first component. YBR becomes RGB
/// by the inverse equations in 16-bit fixed point, rounded and clamped.
final class Colours {
    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;
    /// Luma of YBR_PARTIAL takes 219 of 256 levels from the 16th on, its colours 224 (PS3.3 C.7.6.3.1.2).
    private static final double PARTIAL_BLACK = 16 / 256.0;
    private static final double PARTIAL_LUMA = 219 / 256.0;
    private static final double PARTIAL_COLOUR = 224 / 256.0;
    private static final int FIXED_BITS = 16;
    private static final long RED_OF_CR = fixed(1.402);
    private static final long GREEN_OF_CB = fixed(0.34414);
    private static final long GREEN_OF_CR = fixed(0.71414);
    private static final long BLUE_OF_CB = fixed(1.772);

    private final Layout layout;
    private final ByteBuffer bytes;
    private final boolean shared;
    /// From one pixel, and from one colour, to the next, in samples.
    private final int step;
    private final int plane;
    private final int bytesPerSample;
    private final int left;
    private final int right;

    Colours(ByteBuffer raw, Layout layout) {
        this.layout = layout;
        this.bytes = raw.slice().order(layout.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        this.shared = layout.shared();
        this.step = layout.planar() ? 1 : 3;
        this.plane = layout.planar() ? layout.pixelsPerFrame() : 1;
        this.bytesPerSample = layout.bitsAllocated() / 8;
        this.left = 31 - layout.highBit();
        this.right = 32 - layout.bitsStored();
    }

    static double luma(double red, double green, double blue) {
        return RED * red + GREEN * green + BLUE * blue;
    }

    private static long fixed(double factor) {
        return Math.round(factor * (1 << FIXED_BITS));
    }

    float[] grey() {
        var grey = new float[layout.pixelsPerFrame()];
        var photometric = layout.photometric().orElseThrow();
        double levels = Math.pow(2, layout.bitsStored());
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (float) switch (photometric) {
                case YBR_FULL, YBR_FULL_422 -> sample(i, 0);
                case YBR_PARTIAL_422, YBR_PARTIAL_420 -> Math.clamp(
                        (sample(i, 0) / levels - PARTIAL_BLACK) / PARTIAL_LUMA, 0, 1) * (levels - 1);
                case RGB, YBR_ICT, YBR_RCT, MONOCHROME1, MONOCHROME2, PALETTE_COLOR ->
                    luma(sample(i, 0), sample(i, 1), sample(i, 2));
            };
        }
        return grey;
    }

    /// Red, green and blue side by side; for at most 16 bits.
    short[] rgb() {
        var rgb = new short[3 * layout.pixelsPerFrame()];
        var photometric = layout.photometric().orElseThrow();
        for (int i = 0; i < layout.pixelsPerFrame(); i++) {
            int first = (int) sample(i, 0);
            int second = (int) sample(i, 1);
            int third = (int) sample(i, 2);
            switch (photometric) {
                case YBR_FULL, YBR_FULL_422 -> full(rgb, 3 * i, first, second, third);
                case YBR_PARTIAL_422, YBR_PARTIAL_420 -> partial(rgb, 3 * i, first, second, third);
                case RGB, YBR_ICT, YBR_RCT, MONOCHROME1, MONOCHROME2, PALETTE_COLOR -> {
                    rgb[3 * i] = (short) first;
                    rgb[3 * i + 1] = (short) second;
                    rgb[3 * i + 2] = (short) third;
                }
            }
        }
        return rgb;
    }

    private void full(short[] rgb, int at, int y, int cb, int cr) {
        int center = 1 << layout.bitsStored() - 1;
        long blueness = cb - center;
        long redness = cr - center;
        rgb[at] = level(y + rounded(RED_OF_CR * redness));
        rgb[at + 1] = level(y + rounded(-GREEN_OF_CB * blueness - GREEN_OF_CR * redness));
        rgb[at + 2] = level(y + rounded(BLUE_OF_CB * blueness));
    }

    private void partial(short[] rgb, int at, int y, int cb, int cr) {
        double levels = 1 << layout.bitsStored();
        double luma = (y / levels - PARTIAL_BLACK) / PARTIAL_LUMA;
        double blueness = (cb / levels - 0.5) / PARTIAL_COLOUR;
        double redness = (cr / levels - 0.5) / PARTIAL_COLOUR;
        double red = luma + 2 * (1 - RED) * redness;
        double blue = luma + 2 * (1 - BLUE) * blueness;
        double green = (luma - RED * red - BLUE * blue) / GREEN;
        rgb[at] = level(Math.round(red * (levels - 1)));
        rgb[at + 1] = level(Math.round(green * (levels - 1)));
        rgb[at + 2] = level(Math.round(blue * (levels - 1)));
    }

    private static long rounded(long fixed) {
        return fixed + (1 << FIXED_BITS - 1) >> FIXED_BITS;
    }

    private short level(long value) {
        return (short) Math.clamp(value, 0, (1 << layout.bitsStored()) - 1);
    }

    /// One colour of one pixel, wherever it lies. Colour samples have no sign (PS3.3 C.7.6.3.1.2).
    private double sample(int pixel, int colour) {
        int index = pixel * step + colour * plane;
        if (shared) {
            index = colour == 0 ? (pixel >> 1) * 4 + (pixel & 1) : (pixel >> 1) * 4 + 1 + colour;
        }
        int raw = switch (bytesPerSample) {
            case 1 -> bytes.get(index);
            case 2 -> bytes.getShort(2 * index);
            default -> bytes.getInt(4 * index);
        };
        return raw << left >>> right & 0xFFFF_FFFFL;
    }
}
