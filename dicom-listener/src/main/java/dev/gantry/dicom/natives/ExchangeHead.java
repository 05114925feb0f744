// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.frame.FrameShape;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What stands before each message between the appliance and its decoder process: ten numbers of 32 bits, big
/// endian. Requests carry a compressed frame, answers its samples or why there are none.
///
/// @param syntax ordinal of the transfer syntax of a request; both ends are of the same build
/// @param length of what follows, in bytes
record ExchangeHead(Kind kind, int syntax, FrameShape shape, int length) {
    static final int BYTES = 10 * Integer.BYTES;
    private static final int MAGIC = 'G' << 24 | 'N' << 16 | 'C' << 8 | '1';
    private static final FrameShape NONE = new FrameShape(0, 0, 0, 0, 0, false);

    enum Kind {
        /// The process is ready; its libraries follow as text.
        READY,
        /// A compressed frame follows, and the shape is the expected one.
        DECODE,
        /// Samples follow, of that shape.
        DECODED,
        /// The reason follows as text.
        REFUSED
    }

    static ExchangeHead text(Kind kind, int length) {
        return new ExchangeHead(kind, 0, NONE, length);
    }

    ByteBuffer encode() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC).putInt(kind.ordinal()).putInt(syntax)
                .putInt(shape.rows()).putInt(shape.columns()).putInt(shape.samplesPerPixel())
                .putInt(shape.bitsAllocated()).putInt(shape.bitsStored()).putInt(shape.signed() ? 1 : 0)
                .putInt(length)
                .flip();
    }

    /// @throws IOException when the other end talks nonsense
    static ExchangeHead decode(ByteBuffer in) throws IOException {
        int magic = in.getInt();
        int kind = in.getInt();
        int syntax = in.getInt();
        var shape = new FrameShape(
                in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt() == 1);
        int length = in.getInt();
        if (magic != MAGIC || kind < 0 || kind >= Kind.values().length || length < 0) {
            throw new IOException("no message of the decoder process");
        }
        return new ExchangeHead(Kind.values()[kind], syntax, shape, length);
    }
}
