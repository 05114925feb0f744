// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import java.util.Arrays;

/// The adaptive binary arithmetic decoder of JPEG 2000 (ISO/IEC 15444-1 Annex C), and the raw bits that may
/// stand in its place (D.6).
final class MqDecoder {
    /// Index into the state table, twice, plus the more probable symbol.
    private static final int CONTEXTS = 19;
    private static final int[] STATES = {
        // Qe, next after MPS, next after LPS, switch (Table C.2)
        0x5601, 1, 1, 1, 0x3401, 2, 6, 0, 0x1801, 3, 9, 0, 0x0AC1, 4, 12, 0, 0x0521, 5, 29, 0,
        0x0221, 38, 33, 0, 0x5601, 7, 6, 1, 0x5401, 8, 14, 0, 0x4801, 9, 14, 0, 0x3801, 10, 14, 0,
        0x3001, 11, 17, 0, 0x2401, 12, 18, 0, 0x1C01, 13, 20, 0, 0x1601, 29, 21, 0, 0x5601, 15, 14, 1,
        0x5401, 16, 14, 0, 0x5101, 17, 15, 0, 0x4801, 18, 16, 0, 0x3801, 19, 17, 0, 0x3401, 20, 18, 0,
        0x3001, 21, 19, 0, 0x2801, 22, 19, 0, 0x2401, 23, 20, 0, 0x2201, 24, 21, 0, 0x1C01, 25, 22, 0,
        0x1801, 26, 23, 0, 0x1601, 27, 24, 0, 0x1401, 28, 25, 0, 0x1201, 29, 26, 0, 0x1101, 30, 27, 0,
        0x0AC1, 31, 28, 0, 0x09C1, 32, 29, 0, 0x08A1, 33, 30, 0, 0x0521, 34, 31, 0, 0x0441, 35, 32, 0,
        0x02A1, 36, 33, 0, 0x0221, 37, 34, 0, 0x0141, 38, 35, 0, 0x0111, 39, 36, 0, 0x0085, 40, 37, 0,
        0x0049, 41, 38, 0, 0x0025, 42, 39, 0, 0x0015, 43, 40, 0, 0x0009, 44, 41, 0, 0x0005, 45, 42, 0,
        0x0001, 45, 43, 0, 0x5601, 46, 46, 0,
    };
    private static final int[] QE = new int[STATES.length / 2];
    private static final byte[] AFTER_MPS = new byte[QE.length];
    private static final byte[] AFTER_LPS = new byte[QE.length];

    static {
        for (int state = 0; state < QE.length; state++) {
            int row = state / 2 * 4;
            int symbol = state & 1;
            QE[state] = STATES[row];
            AFTER_MPS[state] = (byte) (2 * STATES[row + 1] + symbol);
            AFTER_LPS[state] = (byte) (2 * STATES[row + 2] + (symbol ^ STATES[row + 3]));
        }
    }

    private final byte[] contexts = new byte[CONTEXTS];
    private byte[] data = {};
    private int at;
    private int end;
    private int interval;
    private int code;
    private int left;

    /// Contexts as at the beginning of a block (Table D.7).
    void reset() {
        Arrays.fill(contexts, (byte) 0);
        contexts[0] = 2 * 4;
        contexts[BlockDecoder.RUN] = 2 * 3;
        contexts[BlockDecoder.UNIFORM] = 2 * 46;
    }

    /// Begins a segment of arithmetic code (C.3.5).
    void begin(byte[] bytes, int from, int to) {
        data = bytes;
        at = from;
        end = to;
        code = next(at) << 16;
        fill();
        code <<= 7;
        left -= 7;
        interval = 0x8000;
    }

    /// Behind a segment stand ones, as many as are asked for (D.4.1).
    private int next(int index) {
        return index < end ? data[index] & 0xFF : 0xFF;
    }

    private void fill() {
        if (next(at) == 0xFF) {
            int following = next(at + 1);
            if (following > 0x8F) {
                code += 0xFF00;
                left = 8;
            } else {
                at++;
                code += following << 9;
                left = 7;
            }
        } else {
            at++;
            code += next(at) << 8;
            left = 8;
        }
    }

    /// One decision (C.3.2).
    int decide(int context) {
        int state = contexts[context];
        int qe = QE[state];
        interval -= qe;
        int symbol = state & 1;
        if (code >>> 16 < qe) {
            if (interval < qe) {
                contexts[context] = AFTER_MPS[state];
            } else {
                symbol ^= 1;
                contexts[context] = AFTER_LPS[state];
            }
            interval = qe;
        } else {
            code -= qe << 16;
            if ((interval & 0x8000) != 0) {
                return symbol;
            }
            if (interval < qe) {
                symbol ^= 1;
                contexts[context] = AFTER_LPS[state];
            } else {
                contexts[context] = AFTER_MPS[state];
            }
        }
        do {
            if (left == 0) {
                fill();
            }
            interval <<= 1;
            code <<= 1;
            left--;
        } while ((interval & 0x8000) == 0);
        return symbol;
    }

    /// Begins a segment of raw bits.
    void beginRaw(byte[] bytes, int from, int to) {
        data = bytes;
        at = from;
        end = to;
        code = 0;
        left = 0;
    }

    /// A zero bit is stuffed in behind each byte of ones.
    int rawBit() {
        if (left == 0) {
            left = code == 0xFF ? 7 : 8;
            code = next(at++);
        }
        left--;
        return code >> left & 1;
    }
}
