// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.frame.UndecodableFrame;

/// A Huffman table (ISO/IEC 10918-1 Annex C), ready for decoding: short codes in one look-up.
final class HuffmanTable {
    static final int MAX_LENGTH = 16;
    private static final int QUICK_BITS = 9;

    /// By the next 9 bits: length and symbol, or 0 for a longer code.
    private final short[] quick = new short[1 << QUICK_BITS];
    /// By length: the first code that is longer, left-aligned to 16 bits.
    private final int[] end = new int[MAX_LENGTH + 2];
    /// By length: what to add to a code to find its symbol.
    private final int[] toSymbol = new int[MAX_LENGTH + 1];
    private final byte[] symbols;

    /// @param counts  of codes of length 1 to 16
    /// @param symbols in the order of their codes, as many as the counts say
    HuffmanTable(int[] counts, byte[] symbols) throws UndecodableFrame {
        this.symbols = symbols;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            toSymbol[length] = index - code;
            for (int n = counts[length - 1]; n > 0; n--, code++, index++) {
                if (code >= 1 << length) {
                    throw new UndecodableFrame("a Huffman table of the JPEG stream has too many codes");
                }
                enter(code, length, symbols[index]);
            }
            end[length] = code << MAX_LENGTH - length;
            code <<= 1;
        }
        end[MAX_LENGTH + 1] = Integer.MAX_VALUE;
    }

    private void enter(int code, int length, byte symbol) {
        if (length <= QUICK_BITS) {
            int from = code << QUICK_BITS - length;
            for (int i = from; i < from + (1 << QUICK_BITS - length); i++) {
                quick[i] = (short) (length << 8 | symbol & 0xFF);
            }
        }
    }

    /// The next symbol.
    int next(EntropyBits bits) throws UndecodableFrame {
        int window = bits.peek16();
        int entry = quick[window >>> MAX_LENGTH - QUICK_BITS];
        if (entry != 0) {
            bits.skip(entry >>> 8);
            return entry & 0xFF;
        }
        int length = QUICK_BITS + 1;
        while (window >= end[length]) {
            length++;
        }
        if (length > MAX_LENGTH) {
            throw new UndecodableFrame("the JPEG stream has a code that is in no Huffman table");
        }
        bits.skip(length);
        return symbols[(window >>> MAX_LENGTH - length) + toSymbol[length]] & 0xFF;
    }
}
