// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import java.io.ByteArrayOutputStream;

/// Writes small JPEG streams (ISO/IEC 10918-1) whose every code is five bits long: lossless with any predictor,
/// or DCT blocks that are nothing but their mean.
final class JpegScript {
    private static final int CODE_BITS = 5;
    private static final int SYMBOLS = 17;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private int bits;
    private int count;

    /// How a lossless picture is written.
    ///
    /// @param restartRows 0 for none
    record Lossless(int precision, int rows, int columns, int predictor, int shift, int restartRows,
            boolean interleaved) {}

    /// @param samples by component, row by row
    static byte[] lossless(Lossless as, int[]... samples) {
        var script = new JpegScript();
        script.start(0xC3, as.precision(), as.rows(), as.columns(), samples.length, 0x11);
        script.restarts(as.restartRows() * as.columns());
        if (as.interleaved() || samples.length == 1) {
            script.scan(samples.length, 0, as.predictor(), as.shift());
            script.differences(as, samples);
        } else {
            for (int c = 0; c < samples.length; c++) {
                script.scan(1, c, as.predictor(), as.shift());
                script.differences(as, samples[c]);
            }
        }
        script.marker(0xD9);
        return script.stream.toByteArray();
    }

    /// One row of blocks, each with the mean `128 + mean / 8` when all quantizers are 1.
    static byte[] means(int precision, int restartBlocks, int... means) {
        var script = new JpegScript();
        script.marker(0xDB);
        script.word(67);
        script.stream.write(0);
        for (int i = 0; i < 64; i++) {
            script.stream.write(1);
        }
        var tables = script.stream.toByteArray();
        script.stream.reset();
        script.start(precision == 8 ? 0xC0 : 0xC1, precision, 8, 8 * means.length, 1, 0x11);
        var begun = script.stream.toByteArray();
        script.stream.reset();
        script.stream.write(begun, 0, 2);
        script.stream.writeBytes(tables);
        script.stream.write(begun, 2, begun.length - 2);
        script.restarts(restartBlocks);
        script.scan(1, 0, 0, 0);
        int last = 0;
        for (int i = 0; i < means.length; i++) {
            if (restartBlocks > 0 && i > 0 && i % restartBlocks == 0) {
                script.restart(i / restartBlocks - 1);
                last = 0;
            }
            script.difference(means[i] - last);
            last = means[i];
            script.put(0, CODE_BITS); // symbol 0: the end of the block
        }
        script.flush();
        script.marker(0xD9);
        return script.stream.toByteArray();
    }

    private void marker(int code) {
        stream.write(0xFF);
        stream.write(code);
    }

    private void word(int value) {
        stream.write(value >> 8);
        stream.write(value);
    }

    /// Up to and with the Huffman tables, 0 to 16 in order, the same for all.
    private void start(int sof, int precision, int rows, int columns, int components, int sampling) {
        marker(0xD8);
        marker(sof);
        word(8 + 3 * components);
        stream.write(precision);
        word(rows);
        word(columns);
        stream.write(components);
        for (int c = 0; c < components; c++) {
            stream.write(c + 1);
            stream.write(sampling);
            stream.write(0);
        }
        for (int kind = 0; kind < 2; kind++) {
            marker(0xC4);
            word(2 + 17 + SYMBOLS);
            stream.write(kind << 4);
            for (int length = 1; length <= 16; length++) {
                stream.write(length == CODE_BITS ? SYMBOLS : 0);
            }
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                stream.write(symbol);
            }
        }
    }

    private void restarts(int interval) {
        if (interval > 0) {
            marker(0xDD);
            word(4);
            word(interval);
        }
    }

    private void scan(int components, int first, int predictor, int shift) {
        marker(0xDA);
        word(6 + 2 * components);
        stream.write(components);
        for (int c = first; c < first + components; c++) {
            stream.write(c + 1);
            stream.write(0);
        }
        stream.write(predictor);
        stream.write(predictor == 0 ? 63 : 0);
        stream.write(shift);
    }

    private void differences(Lossless as, int[]... samples) {
        for (int row = 0; row < as.rows(); row++) {
            boolean first = row == 0;
            if (as.restartRows() > 0 && row > 0 && row % as.restartRows() == 0) {
                restart(row / as.restartRows() - 1);
                first = true;
            }
            for (int column = 0; column < as.columns(); column++) {
                for (var plane : samples) {
                    int at = row * as.columns() + column;
                    difference((plane[at] >> as.shift()) - predicted(as, plane, at, column, first));
                }
            }
        }
        flush();
    }

    private static int predicted(Lossless as, int[] plane, int at, int column, boolean first) {
        int shift = as.shift();
        if (column == 0) {
            return first ? 1 << as.precision() - shift - 1 : plane[at - as.columns()] >> shift;
        }
        int left = plane[at - 1] >> shift;
        if (first) {
            return left;
        }
        int above = plane[at - as.columns()] >> shift;
        int corner = plane[at - as.columns() - 1] >> shift;
        return switch (as.predictor()) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> corner;
            case 4 -> left + above - corner;
            case 5 -> left + Math.floorDiv(above - corner, 2);
            case 6 -> above + Math.floorDiv(left - corner, 2);
            default -> Math.floorDiv(left + above, 2);
        };
    }

    private void difference(int value) {
        int wrapped = (short) value; // modulo 2^16
        if (wrapped == Short.MIN_VALUE) {
            put(16, CODE_BITS);
            return;
        }
        int size = 32 - Integer.numberOfLeadingZeros(Math.abs(wrapped));
        put(size, CODE_BITS);
        put(wrapped < 0 ? wrapped - 1 & (1 << size) - 1 : wrapped, size);
    }

    private void put(int value, int length) {
        for (int i = length - 1; i >= 0; i--) {
            bits = bits << 1 | value >> i & 1;
            if (++count == 8) {
                stream.write(bits);
                if ((bits & 0xFF) == 0xFF) {
                    stream.write(0);
                }
                bits = 0;
                count = 0;
            }
        }
    }

    private void flush() {
        while (count > 0) {
            put(1, 1);
        }
    }

    private void restart(int index) {
        flush();
        marker(0xD0 + (index & 7));
    }
}
