// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpegls;

import dev.gantry.dicom.frame.UndecodableFrame;
import java.util.Arrays;

/// A JPEG-LS scan (ISO/IEC 14495-1 Annex A): each sample is predicted from four neighbours, corrected by what
/// their gradients led to before; flat runs are counted.
final class JpegLsScan {
    private static final int CONTEXTS = 365;
    private static final int[] RUN_BITS = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7,
        8, 9, 10, 11, 12, 13, 14, 15};
    private static final int MOST_BIAS = 127;

    private final JpegLsPreset preset;
    private final JpegLsBits bits;
    private final int columns;
    private final int[][] lines;
    private final int[][] above;
    private final int[] runIndex;
    private final boolean together;
    private final int range;
    private final int errorBits;
    private final int limit;
    /// By context: sum of errors, bias, correction, count; the last two contexts end runs.
    private final int[] sums = new int[CONTEXTS + 2];
    private final int[] biases = new int[CONTEXTS];
    private final int[] corrections = new int[CONTEXTS];
    private final int[] counts = new int[CONTEXTS + 2];
    private final int[] negatives = new int[2];

    /// @param components in this scan
    /// @param together   sample by sample, else line by line
    JpegLsScan(JpegLsPreset preset, JpegLsBits bits, int columns, int components, boolean together) {
        this.preset = preset;
        this.bits = bits;
        this.columns = columns;
        this.together = together;
        this.lines = new int[components][columns + 2];
        this.above = new int[components][columns + 2];
        this.runIndex = new int[components];
        this.range = preset.range();
        this.errorBits = preset.errorBits();
        this.limit = preset.limit();
        Arrays.fill(sums, Math.max(2, (range + 32) / 64));
        Arrays.fill(counts, 1);
    }

    /// The next line of each component; the first sample stands at index 1.
    int[][] next() throws UndecodableFrame {
        for (int c = 0; c < lines.length; c++) {
            var done = lines[c];
            lines[c] = above[c];
            above[c] = done;
            done[columns + 1] = done[columns];
            lines[c][0] = done[1];
        }
        if (together) {
            pixels();
        } else {
            for (int c = 0; c < lines.length; c++) {
                line(c);
            }
        }
        bits.check();
        return lines;
    }

    /// Behind the last line: where the next marker stands.
    int end() throws UndecodableFrame {
        bits.end();
        return bits.at();
    }

    private void line(int c) {
        var line = lines[c];
        var before = above[c];
        int x = 1;
        while (x <= columns) {
            int context = context(line, before, x);
            if (context == 0) {
                x = run(c, x);
            } else {
                line[x] = regular(line, before, x, context);
                x++;
            }
        }
    }

    private void pixels() {
        int x = 1;
        while (x <= columns) {
            boolean flat = true;
            for (int c = 0; c < lines.length && flat; c++) {
                flat = context(lines[c], above[c], x) == 0;
            }
            if (flat) {
                x = run(0, x);
                continue;
            }
            for (int c = 0; c < lines.length; c++) {
                lines[c][x] = regular(lines[c], above[c], x, context(lines[c], above[c], x));
            }
            x++;
        }
    }

    /// The gradients around a sample in one number, negative where they are mirrored; 0 where it is flat (A.3).
    private int context(int[] line, int[] before, int x) {
        return 81 * quantized(before[x + 1] - before[x]) + 9 * quantized(before[x] - before[x - 1])
                + quantized(before[x - 1] - line[x - 1]);
    }

    private int quantized(int gradient) {
        int size = Math.abs(gradient);
        int level = size <= preset.near() ? 0
                : size < preset.first() ? 1 : size < preset.second() ? 2 : size < preset.third() ? 3 : 4;
        return gradient < 0 ? -level : level;
    }

    /// A.4 to A.6.
    private int regular(int[] line, int[] before, int x, int signedContext) {
        int context = Math.abs(signedContext);
        int sign = signedContext < 0 ? -1 : 1;
        int left = line[x - 1];
        int up = before[x];
        int corner = before[x - 1];
        int predicted = corner >= Math.max(left, up) ? Math.min(left, up)
                : corner <= Math.min(left, up) ? Math.max(left, up) : left + up - corner;
        predicted = Math.clamp(predicted + sign * corrections[context], 0, preset.most());
        int k = golomb(counts[context], sums[context]);
        int mapped = code(k, limit);
        int error = (mapped & 1) == 0 ? mapped >> 1 : -(mapped + 1 >> 1);
        if (preset.near() == 0 && k == 0 && 2 * biases[context] <= -counts[context]) {
            error = -error - 1;
        }
        learn(context, error);
        return corrected(predicted, sign * error);
    }

    private static int golomb(int count, int sum) {
        int k = 0;
        while (k < 24 && (long) count << k < sum) {
            k++;
        }
        return k;
    }

    /// A.5.3.
    private int code(int k, int longest) {
        int most = longest - errorBits - 1;
        int zeros = bits.zeros(most);
        if (zeros < most) {
            return zeros << k | bits.bits(k);
        }
        bits.bit();
        return bits.bits(errorBits) + 1;
    }

    private void learn(int context, int error) {
        biases[context] += error * (2 * preset.near() + 1);
        sums[context] += Math.abs(error);
        if (counts[context] == preset.reset()) {
            sums[context] >>= 1;
            biases[context] >>= 1;
            counts[context] >>= 1;
        }
        int count = ++counts[context];
        if (biases[context] <= -count) {
            biases[context] = Math.max(biases[context] + count, 1 - count);
            corrections[context] = Math.max(corrections[context] - 1, -MOST_BIAS - 1);
        } else if (biases[context] > 0) {
            biases[context] = Math.min(biases[context] - count, 0);
            corrections[context] = Math.min(corrections[context] + 1, MOST_BIAS);
        }
    }

    private int corrected(int predicted, int error) {
        int step = 2 * preset.near() + 1;
        int value = predicted + error * step;
        if (value < -preset.near()) {
            value += range * step;
        } else if (value > preset.most() + preset.near()) {
            value -= range * step;
        }
        return Math.clamp(value, 0, preset.most());
    }

    /// A.7: from here on as on the left, until told otherwise; where the line goes on.
    private int run(int c, int from) {
        int x = from;
        int last = together ? lines.length : c + 1;
        while (bits.bit() == 1) {
            int length = 1 << RUN_BITS[runIndex[c]];
            int here = Math.min(length, columns + 1 - x);
            fill(c, last, x, here);
            x += here;
            if (here == length && runIndex[c] < RUN_BITS.length - 1) {
                runIndex[c]++;
            }
            if (x > columns) {
                return x;
            }
        }
        int rest = Math.min(bits.bits(RUN_BITS[runIndex[c]]), columns - x);
        fill(c, last, x, rest);
        x += rest;
        for (int i = c; i < last; i++) {
            lines[i][x] = ended(lines[i][x - 1], above[i][x], RUN_BITS[runIndex[c]]);
        }
        runIndex[c] = Math.max(0, runIndex[c] - 1);
        return x + 1;
    }

    private void fill(int c, int last, int x, int count) {
        for (int i = c; i < last; i++) {
            Arrays.fill(lines[i], x, x + count, lines[i][x - 1]);
        }
    }

    /// The sample that ended a run (A.7.2). Where components come sample by sample all of them are of the kind
    /// that differs from the sample above.
    private int ended(int left, int up, int runBits) {
        int kind = !together && Math.abs(left - up) <= preset.near() ? 1 : 0;
        int context = CONTEXTS + kind;
        int k = golomb(counts[context], kind == 0 ? sums[context] : sums[context] + (counts[context] >> 1));
        int mapped = code(k, limit - runBits - 1);
        int size = mapped + kind + 1 >> 1;
        boolean odd = (mapped + kind & 1) == 1;
        boolean negative = (k != 0 || 2 * negatives[kind] >= counts[context]) == odd;
        int error = negative ? -size : size;
        negatives[kind] += error < 0 ? 1 : 0;
        sums[context] += mapped + 1 - kind >> 1;
        if (counts[context] == preset.reset()) {
            sums[context] >>= 1;
            counts[context] >>= 1;
            negatives[kind] >>= 1;
        }
        counts[context]++;
        int sign = kind == 0 && left > up ? -1 : 1;
        return corrected(kind == 1 ? left : up, sign * error);
    }
}
