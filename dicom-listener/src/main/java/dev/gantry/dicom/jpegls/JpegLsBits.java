// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpegls;

import dev.gantry.dicom.frame.UndecodableFrame;

/// The bits of a JPEG-LS scan (ISO/IEC 14495-1 A.1): behind a byte of ones comes a zero bit, or a marker.
///
/// Behind the marker come zeros; [#check] tells whether any of them was used.
final class JpegLsBits {
    private final byte[] stream;
    private int at;
    private long window;
    private int available;
    private int invented;
    private boolean afterOnes;

    JpegLsBits(byte[] stream, int at) {
        this.stream = stream;
        this.at = at;
    }

    /// Where the marker stands, once all bits before it were read.
    int at() {
        return at;
    }

    private void fill() {
        while (available <= 56) {
            int value = 0;
            int bits = 8;
            boolean marker = at >= stream.length || (stream[at] & 0xFF) == 0xFF
                    && (at + 1 >= stream.length || stream[at + 1] < 0);
            if (marker || afterOnes && stream[at] < 0) {
                invented += 8;
            } else {
                value = stream[at++] & 0xFF;
                bits = afterOnes ? 7 : 8;
                afterOnes = value == 0xFF;
            }
            window |= (long) value << 64 - bits - available;
            available += bits;
        }
    }

    int bit() {
        if (available < 1) {
            fill();
        }
        int bit = (int) (window >>> 63);
        window <<= 1;
        available--;
        return bit;
    }

    /// Up to 31 bits.
    int bits(int count) {
        if (count == 0) {
            return 0;
        }
        if (available < count) {
            fill();
        }
        int value = (int) (window >>> 64 - count);
        window <<= count;
        available -= count;
        return value;
    }

    /// Zeros before the next one, which is passed over; `most` when there are as many, or more.
    int zeros(int most) {
        int zeros = 0;
        while (zeros < most) {
            if (available < 1) {
                fill();
            }
            int here = Math.min(Long.numberOfLeadingZeros(window), available);
            if (here < available) {
                int taken = Math.min(here, most - zeros);
                boolean whole = taken == here;
                window <<= taken;
                available -= taken;
                if (whole && zeros + taken < most) {
                    window <<= 1;
                    available--;
                    return zeros + taken;
                }
                zeros += taken;
            } else {
                int taken = Math.min(available, most - zeros);
                window = taken == 64 ? 0 : window << taken;
                available -= taken;
                zeros += taken;
            }
        }
        return zeros;
    }

    /// Nothing may be left but the zeros that fill the last byte: a stream that holds more is not what was read.
    void end() throws UndecodableFrame {
        fill();
        check();
        int left = available - invented;
        if (left >= 8 || left > 0 && window >>> 64 - left != 0) {
            throw new UndecodableFrame("the JPEG-LS stream goes on where its picture is complete");
        }
    }

    void check() throws UndecodableFrame {
        if (available < invented) {
            throw new UndecodableFrame("the JPEG-LS stream ends before its picture is complete");
        }
    }
}
