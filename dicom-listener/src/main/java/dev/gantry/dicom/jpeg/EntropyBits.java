// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.frame.UndecodableFrame;

/// The bits of entropy-coded segments (ISO/IEC 10918-1 F.2.2.5), up to the marker that ends each.
///
/// Behind the marker come zeros, so that nobody has to ask before each bit; [#check] tells whether any of
/// them was used.
final class EntropyBits {
    private static final int MARKER = 0xFF;
    private static final int FIRST_RESTART = 0xD0;

    private final byte[] stream;
    private int at;
    /// The next bits, left-aligned, and how many of them count.
    private long window;
    private int available;
    private int invented;

    EntropyBits(byte[] stream, int at) {
        this.stream = stream;
        this.at = at;
    }

    /// Where the marker stands, once all bits before it were read.
    int at() {
        return at;
    }

    int peek16() {
        if (available < HuffmanTable.MAX_LENGTH) {
            fill();
        }
        return (int) (window >>> 48);
    }

    /// At most as many as were peeked.
    void skip(int bits) {
        window <<= bits;
        available -= bits;
    }

    /// 1 to 16 bits as a difference (ISO/IEC 10918-1 F.2.2.1, EXTEND).
    int difference(int bits) {
        if (available < bits) {
            fill();
        }
        int value = (int) (window >>> 64 - bits);
        window <<= bits;
        available -= bits;
        return value < 1 << bits - 1 ? value - (1 << bits) + 1 : value;
    }

    private void fill() {
        while (available <= 56) {
            window |= (long) nextByte() << 56 - available;
            available += 8;
        }
    }

    private int nextByte() {
        if (at < stream.length) {
            int value = stream[at] & 0xFF;
            if (value != MARKER) {
                at++;
                return value;
            }
            if (at + 1 < stream.length && stream[at + 1] == 0) {
                at += 2;
                return value;
            }
        }
        invented += 8;
        return 0;
    }

    void check() throws UndecodableFrame {
        if (available < invented) {
            throw new UndecodableFrame("the JPEG stream ends before its picture is complete");
        }
    }

    /// Goes on behind restart marker `index` (0 to 7), which must be the next one.
    void restart(int index) throws UndecodableFrame {
        check();
        while (at + 1 < stream.length && ((stream[at] & 0xFF) != MARKER || stuffed(stream[at + 1] & 0xFF))) {
            at++;
        }
        if (at + 1 >= stream.length || (stream[at + 1] & 0xFF) != FIRST_RESTART + index) {
            throw new UndecodableFrame("a restart marker of the JPEG stream is missing");
        }
        at += 2;
        window = 0;
        available = 0;
        invented = 0;
    }

    private static boolean stuffed(int second) {
        return second == 0 || second == MARKER;
    }
}
