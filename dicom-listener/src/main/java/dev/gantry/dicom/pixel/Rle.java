// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Unpacks one frame of RLE lossless (PS3.5 Annex G).
final class Rle {
    static final int HEADER_BYTES = 64;
    private static final int MAX_SEGMENTS = 15;

    private Rle() {}

    /// Unpacks into `target`: by colour, low byte of each sample first.
    ///
    /// @return why it could not be done
    static Optional<String> unpack(ByteBuffer fragment, Layout layout, byte[] target) {
        var in = fragment.slice().order(ByteOrder.LITTLE_ENDIAN);
        int bytesPerSample = layout.bitsAllocated() / 8;
        int segments = layout.samplesPerPixel() * bytesPerSample;
        if (in.remaining() < HEADER_BYTES || in.getInt(0) != segments || segments > MAX_SEGMENTS) {
            return Optional.of("the RLE header does not announce " + segments + " segments");
        }
        int pixels = layout.pixelsPerFrame();
        for (int segment = 0; segment < segments; segment++) {
            long start = in.getInt(4 + 4 * segment) & 0xFFFF_FFFFL;
            long end = segment + 1 < segments ? in.getInt(8 + 4 * segment) & 0xFFFF_FFFFL : in.limit();
            if (start < HEADER_BYTES || end < start || end > in.limit()) {
                return Optional.of("RLE segment " + segment + " lies outside its fragment");
            }
            int sample = segment / bytesPerSample;
            int byteOfSample = bytesPerSample - 1 - segment % bytesPerSample; // high byte first (PS3.5 G.2)
            int got = segment(
                    in.slice((int) start, (int) (end - start)),
                    target,
                    sample * pixels * bytesPerSample + byteOfSample,
                    bytesPerSample,
                    pixels);
            if (got < pixels) {
                return Optional.of("RLE segment " + segment + " has " + got + " bytes, needs " + pixels);
            }
        }
        return Optional.empty();
    }

    /// PackBits (PS3.5 G.3.2): how many bytes it gave, at most `wanted`.
    private static int segment(ByteBuffer in, byte[] target, int from, int step, int wanted) {
        int at = from;
        int got = 0;
        while (got < wanted && in.hasRemaining()) {
            int control = in.get();
            if (control >= 0) {
                int n = Math.min(Math.min(control + 1, in.remaining()), wanted - got);
                for (int i = 0; i < n; i++, at += step) {
                    target[at] = in.get();
                }
                got += n;
            } else if (control != -128 && in.hasRemaining()) {
                byte value = in.get();
                int n = Math.min(1 - control, wanted - got);
                for (int i = 0; i < n; i++, at += step) {
                    target[at] = value;
                }
                got += n;
            }
        }
        return got;
    }
}
