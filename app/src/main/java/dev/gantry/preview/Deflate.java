// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.Adler32;

/// Packs bytes as a zlib stream (RFC 1950): blocks with a Huffman code of their own and no repetitions (RFC 1951
/// 3.2.7).
///
/// A filtered picture has little to repeat but noise. The JDK's, told to look for none, writes as small in three times
/// as long: docs/decisions/0041.
final class Deflate {
    private static final int BLOCK_BYTES = 32 << 10;
    private static final int LITERALS = 256;
    private static final int END = LITERALS;
    private static final int CODES = LITERALS + 1;
    private static final int MOST_BITS = 15;
    private static final int SYMBOL_BITS = 9;
    /// Of a block, at the most: the lengths of all codes take less than 200 bytes.
    private static final int MOST_BLOCK_BYTES = (BLOCK_BYTES + 1) * MOST_BITS / Byte.SIZE + 256;
    private static final int CHECK_BYTES = 4;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] packed;
    private int length;
    private long bits;
    private int waiting;

    private Deflate(int expected) {
        packed = new byte[expected + MOST_BLOCK_BYTES];
    }

    /// How long each code is, and the codes as they are written: the first bit lowest.
    private record Code(int[] lengths, int[] codes) {}

    /// @param data at least one byte
    static byte[] pack(byte[] data) {
        var deflate = new Deflate(data.length / 2);
        deflate.put(0x0178, 16); // deflate with a window of 32 KiB, fastest (RFC 1950 2.2)
        int from = 0;
        do {
            int to = Math.min(from + BLOCK_BYTES, data.length);
            deflate.block(data, from, to);
            from = to;
        } while (from < data.length);
        return deflate.end(data);
    }

    private void block(byte[] data, int from, int to) {
        if (packed.length - length < MOST_BLOCK_BYTES) {
            packed = Arrays.copyOf(packed, 2 * packed.length);
        }
        var code = code(counts(data, from, to));
        put(to == data.length ? 1 : 0, 1);
        put(2, 2); // codes of its own
        head(code.lengths());
        literals(code, data, from, to);
        put(code.codes()[END], code.lengths()[END]);
    }

    private static int[] counts(byte[] data, int from, int to) {
        var counts = new int[CODES];
        for (int i = from; i < to; i++) {
            counts[data[i] & 0xFF]++;
        }
        counts[END] = 1;
        return counts;
    }

    /// The lengths themselves have codes too: four bits for each of 0 to 15, none for the three that repeat.
    private void head(int[] lengths) {
        put(CODES - 257, 5);
        put(1, 5); // two distances that nothing uses: a code of one is not understood by all
        put(15, 4);
        put(0, 9); // 16, 17, 18
        for (int i = 0; i < 16; i++) {
            put(4, 3);
        }
        for (int each : lengths) {
            put(reversed(each, 4), 4);
        }
        put(reversed(1, 4), 4);
        put(reversed(1, 4), 4);
    }

    private void literals(Code code, byte[] data, int from, int to) {
        var lengths = code.lengths();
        var codes = code.codes();
        int i = from;
        for (; i + 2 < to; i += 3) { // three codes and what waits are less than 64 bits
            int a = data[i] & 0xFF;
            int b = data[i + 1] & 0xFF;
            int c = data[i + 2] & 0xFF;
            int ab = lengths[a] + lengths[b];
            bits |= (codes[a] | (long) codes[b] << lengths[a] | (long) codes[c] << ab) << waiting;
            waiting += ab + lengths[c];
            write();
        }
        for (; i < to; i++) {
            put(codes[data[i] & 0xFF], lengths[data[i] & 0xFF]);
        }
    }

    private void put(int value, int count) {
        bits |= (long) value << waiting;
        waiting += count;
        write();
    }

    /// Whole bytes; less than eight bits wait afterwards.
    private void write() {
        LONG.set(packed, length, bits);
        length += waiting >>> 3;
        bits >>>= waiting & ~7;
        waiting &= 7;
    }

    private byte[] end(byte[] data) {
        put(0, 7); // to a whole byte, which is written
        var check = new Adler32();
        check.update(data);
        var all = Arrays.copyOf(packed, length + CHECK_BYTES);
        for (int i = 0; i < CHECK_BYTES; i++) {
            all[length + i] = (byte) (check.getValue() >>> 24 - 8 * i);
        }
        return all;
    }

    /// From lengths to codes (RFC 1951 3.2.2).
    private static Code code(int[] counts) {
        var lengths = lengths(counts);
        var ofLength = new int[MOST_BITS + 1];
        for (int each : lengths) {
            ofLength[each]++;
        }
        var next = new int[MOST_BITS + 1];
        for (int bits = 2; bits <= MOST_BITS; bits++) {
            next[bits] = next[bits - 1] + ofLength[bits - 1] << 1;
        }
        var codes = new int[CODES];
        for (int symbol = 0; symbol < CODES; symbol++) {
            int bits = lengths[symbol];
            codes[symbol] = bits == 0 ? 0 : reversed(next[bits]++, bits);
        }
        return new Code(lengths, codes);
    }

    private static int reversed(int code, int count) {
        return Integer.reverse(code) >>> Integer.SIZE - count;
    }

    /// D. A. Huffman 1952. Where a code would be too long the counts are made more alike, and it is tried again.
    private static int[] lengths(int[] counts) {
        var lengths = tree(counts);
        while (Arrays.stream(lengths).max().orElseThrow() > MOST_BITS) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = (counts[i] + 1) / 2; // none becomes 0
            }
            lengths = tree(counts);
        }
        return lengths;
    }

    /// Two rows, both rising: the symbols by their counts, and the pairs as they are made.
    private static int[] tree(int[] counts) {
        var symbols = IntStream.range(0, counts.length).filter(i -> counts[i] > 0)
                .mapToLong(i -> (long) counts[i] << SYMBOL_BITS | i).sorted().toArray();
        int leaves = symbols.length;
        int nodes = 2 * leaves - 1;
        var weights = new long[nodes];
        var parents = new int[nodes];
        Arrays.setAll(weights, i -> i < leaves ? symbols[i] >> SYMBOL_BITS : 0);
        int leaf = 0;
        int pair = leaves;
        for (int made = leaves; made < nodes; made++) {
            for (int child = 0; child < 2; child++) {
                int least = leaf < leaves && (pair == made || weights[leaf] <= weights[pair]) ? leaf++ : pair++;
                weights[made] += weights[least];
                parents[least] = made;
            }
        }
        var depths = new int[nodes];
        for (int node = nodes - 2; node >= 0; node--) {
            depths[node] = depths[parents[node]] + 1;
        }
        var lengths = new int[counts.length];
        for (int i = 0; i < leaves; i++) {
            lengths[(int) symbols[i] & (1 << SYMBOL_BITS) - 1] = depths[i];
        }
        return lengths;
    }
}
