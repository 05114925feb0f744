// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import dev.gantry.dicom.frame.UndecodableFrame;

/// The bits of packet headers (ISO/IEC 15444-1 B.10.1): behind a byte of ones comes one bit less.
final class PacketBits {
    private final byte[] stream;
    private int at;
    private int current;
    private int left;

    PacketBits(byte[] stream, int at) {
        this.stream = stream;
        this.at = at;
    }

    int bit() throws UndecodableFrame {
        if (left == 0) {
            if (at >= stream.length) {
                throw new UndecodableFrame("the JPEG 2000 stream ends before its picture is complete");
            }
            left = current == 0xFF ? 7 : 8;
            current = stream[at++] & 0xFF;
        }
        left--;
        return current >> left & 1;
    }

    /// Up to 31 bits.
    int bits(int count) throws UndecodableFrame {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /// Where the bytes behind the header begin.
    int end() {
        return current == 0xFF ? at + 1 : at;
    }
}
