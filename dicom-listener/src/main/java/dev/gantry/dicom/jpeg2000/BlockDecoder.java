// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import java.util.Arrays;

/// Decodes code-blocks of JPEG 2000 (ISO/IEC 15444-1 Annex D): three passes over each bit plane. One at a time.
///
/// Flags of each coefficient, with a border of one around the block, tell which of its neighbours are
/// significant and, of the four nearest, their signs. Magnitudes carry one bit more than the block codes: the
/// middle of what is still unknown.
final class BlockDecoder {
    static final int RUN = 17;
    static final int UNIFORM = 18;
    private static final int SIGN = 9;
    private static final int REFINEMENT = 14;

    private static final int WEST = 1;
    private static final int EAST = 1 << 1;
    private static final int NORTH = 1 << 2;
    private static final int SOUTH = 1 << 3;
    private static final int NORTH_WEST = 1 << 4;
    private static final int NORTH_EAST = 1 << 5;
    private static final int SOUTH_WEST = 1 << 6;
    private static final int SOUTH_EAST = 1 << 7;
    private static final int AROUND = 0xFF;
    private static final int WEST_NEGATIVE = 1 << 8;
    private static final int EAST_NEGATIVE = 1 << 9;
    private static final int NORTH_NEGATIVE = 1 << 10;
    private static final int SOUTH_NEGATIVE = 1 << 11;
    private static final int SIGNIFICANT = 1 << 12;
    private static final int VISITED = 1 << 13;
    private static final int REFINED = 1 << 14;
    private static final int BELOW = SOUTH | SOUTH_WEST | SOUTH_EAST | SOUTH_NEGATIVE;

    /// By the kind of band and the eight neighbours (Table D.1).
    private static final byte[][] ZERO_CODING = {new byte[256], new byte[256], new byte[256], new byte[256]};
    /// By the four nearest neighbours and their signs, in the order of the flags without diagonals: the
    /// context, and 0x80 where the symbol is to be inverted (Tables D.2 and D.3).
    private static final byte[] SIGN_CODING = new byte[256];

    static {
        for (int around = 0; around < 256; around++) {
            int h = Integer.bitCount(around & (WEST | EAST));
            int v = Integer.bitCount(around & (NORTH | SOUTH));
            int d = Integer.bitCount(around & 0xF0);
            ZERO_CODING[Band.LL][around] = (byte) lowPass(h, v, d);
            ZERO_CODING[Band.LH][around] = (byte) lowPass(h, v, d);
            ZERO_CODING[Band.HL][around] = (byte) lowPass(v, h, d);
            ZERO_CODING[Band.HH][around] = (byte) diagonal(h + v, d);
            SIGN_CODING[around] = (byte) sign(
                    contribution(around, WEST) + contribution(around, EAST),
                    contribution(around, NORTH) + contribution(around, SOUTH));
        }
    }

    private final MqDecoder mq = new MqDecoder();
    private int[] flags = {};
    private int[] magnitudes = {};
    private boolean[] negative = {};
    private int width;
    private int height;
    private byte[] zeroCoding = ZERO_CODING[0];
    private boolean causal;

    private static int lowPass(int h, int v, int d) {
        if (h == 2) {
            return 8;
        }
        if (h == 1) {
            return v >= 1 ? 7 : d >= 1 ? 6 : 5;
        }
        return v > 0 ? 2 + v : Math.min(d, 2);
    }

    private static int diagonal(int hv, int d) {
        return switch (d) {
            case 0 -> Math.min(hv, 2);
            case 1 -> 3 + Math.min(hv, 2);
            case 2 -> hv == 0 ? 6 : 7;
            default -> 8;
        };
    }

    private static int contribution(int nearest, int neighbour) {
        if ((nearest & neighbour) == 0) {
            return 0;
        }
        return (nearest & neighbour << 4) == 0 ? 1 : -1;
    }

    private static int sign(int horizontal, int vertical) {
        int h = Integer.signum(horizontal);
        int v = Integer.signum(vertical);
        boolean inverted = h < 0 || h == 0 && v < 0;
        int context = h == 0 ? SIGN + Math.abs(v) : SIGN + 3 + (inverted ? -v : v);
        return context | (inverted ? 0x80 : 0);
    }

    /// Decodes one block; ask [#value] for what came out.
    void decode(Block block, Band band, Coding coding, byte[] stream) {
        width = block.width();
        height = block.height();
        zeroCoding = ZERO_CODING[band.kind()];
        causal = coding.causal();
        int stride = width + 2;
        clear(stride * (height + 2), width * height);
        mq.reset();
        int plane = band.planes() - 1 - block.zeroPlanes();
        int pass = 2;
        int done = 0;
        for (var segment : block.segments()) {
            boolean raw = coding.raw(done);
            var bytes = segment.bytes(stream);
            if (raw) {
                mq.beginRaw(bytes, 0, bytes.length);
            } else {
                mq.begin(bytes, 0, bytes.length);
            }
            for (int i = 0; i < segment.passes() && plane >= 0; i++) {
                switch (pass) {
                    case 0 -> significance(plane, raw);
                    case 1 -> refinement(plane, raw);
                    default -> cleanup(plane, coding.symbols());
                }
                if (coding.resets()) {
                    mq.reset();
                }
                plane -= pass == 2 ? 1 : 0;
                pass = (pass + 1) % 3;
                done++;
            }
        }
    }

    private void clear(int flagged, int samples) {
        if (flags.length < flagged) {
            flags = new int[flagged];
        } else {
            Arrays.fill(flags, 0, flagged, 0);
        }
        if (magnitudes.length < samples) {
            magnitudes = new int[samples];
            negative = new boolean[samples];
        } else {
            Arrays.fill(magnitudes, 0, samples, 0);
            Arrays.fill(negative, 0, samples, false);
        }
    }

    /// Twice the magnitude of a coefficient, the middle of its uncertainty included; see [#negative].
    int twiceMagnitude(int index) {
        return magnitudes[index];
    }

    boolean negative(int index) {
        return negative[index];
    }

    /// What a coefficient may know of its neighbours.
    private int seen(int flag, int row) {
        return causal && (row & 3) == 3 ? flag & ~BELOW : flag;
    }

    /// D.3.1.
    private void significance(int plane, boolean raw) {
        int stride = width + 2;
        int value = 3 << plane;
        for (int stripe = 0; stripe < height; stripe += 4) {
            int last = Math.min(stripe + 4, height);
            for (int x = 0; x < width; x++) {
                for (int y = stripe, at = (y + 1) * stride + x + 1; y < last; y++, at += stride) {
                    int flag = seen(flags[at], y);
                    if ((flag & AROUND) == 0 || (flag & SIGNIFICANT) != 0) {
                        continue;
                    }
                    int bit = raw ? mq.rawBit() : mq.decide(zeroCoding[flag & AROUND]);
                    if (bit == 1) {
                        become(at, y * width + x, value, raw ? mq.rawBit() == 1 : negativeSign(flag));
                    }
                    flags[at] |= VISITED;
                }
            }
        }
    }

    /// D.3.2.
    private boolean negativeSign(int flag) {
        int entry = SIGN_CODING[flag & 0x0F | flag >> 4 & 0xF0];
        int bit = mq.decide(entry & 0x7F);
        return (bit ^ (entry >> 7 & 1)) == 1;
    }

    private void become(int at, int index, int value, boolean isNegative) {
        magnitudes[index] = value;
        negative[index] = isNegative;
        int stride = width + 2;
        flags[at] |= SIGNIFICANT;
        flags[at - 1] |= EAST | (isNegative ? EAST_NEGATIVE : 0);
        flags[at + 1] |= WEST | (isNegative ? WEST_NEGATIVE : 0);
        flags[at - stride] |= SOUTH | (isNegative ? SOUTH_NEGATIVE : 0);
        flags[at + stride] |= NORTH | (isNegative ? NORTH_NEGATIVE : 0);
        flags[at - stride - 1] |= SOUTH_EAST;
        flags[at - stride + 1] |= SOUTH_WEST;
        flags[at + stride - 1] |= NORTH_EAST;
        flags[at + stride + 1] |= NORTH_WEST;
    }

    /// D.3.3.
    private void refinement(int plane, boolean raw) {
        int stride = width + 2;
        int half = 1 << plane;
        for (int stripe = 0; stripe < height; stripe += 4) {
            int last = Math.min(stripe + 4, height);
            for (int x = 0; x < width; x++) {
                for (int y = stripe, at = (y + 1) * stride + x + 1; y < last; y++, at += stride) {
                    int flag = flags[at];
                    if ((flag & (SIGNIFICANT | VISITED)) != SIGNIFICANT) {
                        continue;
                    }
                    int bit;
                    if (raw) {
                        bit = mq.rawBit();
                    } else if ((flag & REFINED) != 0) {
                        bit = mq.decide(REFINEMENT + 2);
                    } else {
                        bit = mq.decide((seen(flag, y) & AROUND) == 0 ? REFINEMENT : REFINEMENT + 1);
                    }
                    magnitudes[y * width + x] += bit == 1 ? half : -half;
                    flags[at] |= REFINED;
                }
            }
        }
    }

    /// D.3.4.
    private void cleanup(int plane, boolean symbols) {
        int stride = width + 2;
        int value = 3 << plane;
        for (int stripe = 0; stripe < height; stripe += 4) {
            int last = Math.min(stripe + 4, height);
            for (int x = 0; x < width; x++) {
                int y = stripe;
                int at = (y + 1) * stride + x + 1;
                boolean found = false;
                if (last - stripe == 4 && quiet(at, stride)) {
                    if (mq.decide(RUN) == 0) {
                        continue;
                    }
                    int run = mq.decide(UNIFORM) << 1 | mq.decide(UNIFORM);
                    y += run;
                    at += run * stride;
                    found = true;
                }
                for (; y < last; y++, at += stride) {
                    int flag = seen(flags[at], y);
                    if (found || (flag & (SIGNIFICANT | VISITED)) == 0
                            && mq.decide(zeroCoding[flag & AROUND]) == 1) {
                        become(at, y * width + x, value, negativeSign(flag));
                    }
                    found = false;
                    flags[at] &= ~VISITED;
                }
            }
        }
        if (symbols) {
            for (int i = 0; i < 4; i++) {
                mq.decide(UNIFORM);
            }
        }
    }

    /// Nothing is known of the four coefficients of a column.
    private boolean quiet(int at, int stride) {
        int any = flags[at] | flags[at + stride] | flags[at + 2 * stride];
        int lowest = flags[at + 3 * stride];
        return ((any | (causal ? lowest & ~BELOW : lowest)) & (AROUND | SIGNIFICANT | VISITED)) == 0;
    }
}
