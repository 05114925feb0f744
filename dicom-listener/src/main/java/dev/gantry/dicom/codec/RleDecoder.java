// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.codec;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// RLE lossless (PS3.5 Annex G): one segment for each byte of each sample, PackBits inside.
final class RleDecoder implements FrameDecoder {
    private static final int HEADER_BYTES = 64;
    private static final int MAX_SEGMENTS = 15;
    /// PackBits makes at most 128 bytes of 2 (PS3.5 G.3.1).
    private static final int MOST_FROM_A_BYTE = 64;

    @Override
    public RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        var in = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
        int bytesPerSample = expected.bitsAllocated() / 8;
        int segments = expected.samplesPerPixel() * bytesPerSample;
        if (segments < 1 || segments > MAX_SEGMENTS || in.remaining() < HEADER_BYTES
                || in.getInt(0) != segments) {
            throw new UndecodableFrame("the RLE header does not announce " + segments + " segments");
        }
        if (expected.bytes() > MOST_FROM_A_BYTE * (long) in.remaining()) {
            throw new UndecodableFrame("an RLE frame of " + in.remaining() + " bytes cannot hold "
                    + expected.bytes());
        }
        var packed = new byte[in.remaining()];
        in.get(0, packed);
        int pixels = expected.rows() * expected.columns();
        var samples = new byte[(int) expected.bytes()];
        for (int segment = 0; segment < segments; segment++) {
            long start = in.getInt(4 + 4 * segment) & 0xFFFF_FFFFL;
            long end = segment + 1 < segments ? in.getInt(8 + 4 * segment) & 0xFFFF_FFFFL : packed.length;
            if (start < HEADER_BYTES || end < start || end > packed.length) {
                throw new UndecodableFrame("RLE segment " + segment + " lies outside its frame");
            }
            // The high byte of a sample comes first (PS3.5 G.2).
            int target = segment / bytesPerSample * bytesPerSample
                    + bytesPerSample - 1 - segment % bytesPerSample;
            int got = unpack(packed, (int) start, (int) end, samples, target, segments, pixels);
            if (got < pixels) {
                throw new UndecodableFrame("RLE segment " + segment + " has " + got + " bytes, needs " + pixels);
            }
        }
        return new RawFrame(expected, samples);
    }

    /// PackBits (PS3.5 G.3.2): how many bytes it gave, at most `wanted`. What follows them is padding.
    private static int unpack(
            byte[] in, int start, int end, byte[] target, int first, int step, int wanted) {
        int from = start;
        int to = first;
        int got = 0;
        while (got < wanted && from < end) {
            int control = in[from++];
            if (control >= 0) {
                int n = Math.min(Math.min(control + 1, end - from), wanted - got);
                for (int i = 0; i < n; i++, to += step) {
                    target[to] = in[from++];
                }
                got += n;
            } else if (control != -128 && from < end) {
                byte value = in[from++];
                int n = Math.min(1 - control, wanted - got);
                for (int i = 0; i < n; i++, to += step) {
                    target[to] = value;
                }
                got += n;
            }
        }
        return got;
    }
}
