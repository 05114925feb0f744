// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Colour to grey: the luma of PS3.3 C.7.6.3.1.2, in the unit of the samples.
///
/// YBR_FULL carries the very same luma as its first component, so no colour has to be computed for it.
final class Colours {
    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    private Colours() {}

    static double luma(double red, double green, double blue) {
        return RED * red + GREEN * green + BLUE * blue;
    }

    static float[] grey(ByteBuffer raw, Layout layout) {
        var pixels = raw.slice().order(layout.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return switch (layout.photometric().orElseThrow()) {
            case YBR_FULL_422 -> luma422(pixels, layout);
            case YBR_FULL -> first(pixels, layout);
            default -> switch (layout.bitsAllocated()) {
                case 8 -> rgb8(pixels, layout);
                case 16 -> rgb16(pixels, layout);
                default -> rgb32(pixels, layout);
            };
        };
    }

    /// From one pixel to the next, in samples.
    private static int step(Layout layout) {
        return layout.planar() ? 1 : 3;
    }

    /// From one colour to the next, in samples.
    private static int plane(Layout layout) {
        return layout.planar() ? layout.pixelsPerFrame() : 1;
    }

    private static float[] rgb8(ByteBuffer bytes, Layout layout) {
        var grey = new float[layout.pixelsPerFrame()];
        int step = step(layout);
        int plane = plane(layout);
        for (int i = 0, at = 0; i < grey.length; i++, at += step) {
            grey[i] = (float) luma(
                    layout.stored(bytes.get(at)),
                    layout.stored(bytes.get(at + plane)),
                    layout.stored(bytes.get(at + 2 * plane)));
        }
        return grey;
    }

    private static float[] rgb16(ByteBuffer bytes, Layout layout) {
        var grey = new float[layout.pixelsPerFrame()];
        var words = bytes.asShortBuffer();
        int step = step(layout);
        int plane = plane(layout);
        for (int i = 0, at = 0; i < grey.length; i++, at += step) {
            grey[i] = (float) luma(
                    layout.stored(words.get(at)),
                    layout.stored(words.get(at + plane)),
                    layout.stored(words.get(at + 2 * plane)));
        }
        return grey;
    }

    private static float[] rgb32(ByteBuffer bytes, Layout layout) {
        var grey = new float[layout.pixelsPerFrame()];
        var words = bytes.asIntBuffer();
        int step = step(layout);
        int plane = plane(layout);
        for (int i = 0, at = 0; i < grey.length; i++, at += step) {
            grey[i] = (float) luma(
                    layout.stored(words.get(at)) & 0xFFFF_FFFFL,
                    layout.stored(words.get(at + plane)) & 0xFFFF_FFFFL,
                    layout.stored(words.get(at + 2 * plane)) & 0xFFFF_FFFFL);
        }
        return grey;
    }

    private static float[] first(ByteBuffer bytes, Layout layout) {
        var grey = new float[layout.pixelsPerFrame()];
        int step = step(layout) * layout.bitsAllocated() / 8;
        for (int i = 0, at = 0; i < grey.length; i++, at += step) {
            grey[i] = switch (layout.bitsAllocated()) {
                case 8 -> layout.stored(bytes.get(at));
                case 16 -> layout.stored(bytes.getShort(at));
                default -> layout.stored(bytes.getInt(at)) & 0xFFFF_FFFFL;
            };
        }
        return grey;
    }

    /// Two lumas, then what colour the two share (PS3.3 C.7.6.3.1.2).
    private static float[] luma422(ByteBuffer bytes, Layout layout) {
        var grey = new float[layout.pixelsPerFrame()];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = layout.stored(bytes.get((i >> 1) * 4 + (i & 1)));
        }
        return grey;
    }
}
