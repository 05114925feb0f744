// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/// Writes PNG (ISO/IEC 15948) quickly: each row as the difference from the one above, lightly compressed.
///
/// The JDK's writer takes many times as long and needs its desktop module.
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final byte UP = 2;
    private static final byte GREY = 0;
    private static final byte RGB = 2;
    private static final byte BITS = 8;

    private Png() {}

    /// @param greys `rows * columns`, from black 0 to white 255
    static byte[] grey(int rows, int columns, byte[] greys) {
        return file(rows, columns, GREY, filtered(rows, columns, greys));
    }

    /// @param planes red, green and blue, each `rows * columns`
    static byte[] colour(int rows, int columns, byte[][] planes) {
        var mixed = new byte[3 * rows * columns];
        for (int i = 0; i < rows * columns; i++) {
            mixed[3 * i] = planes[0][i];
            mixed[3 * i + 1] = planes[1][i];
            mixed[3 * i + 2] = planes[2][i];
        }
        return file(rows, columns, RGB, filtered(rows, 3 * columns, mixed));
    }

    /// Filter type 2 (9.2): what is left is small where the picture is smooth.
    private static byte[] filtered(int rows, int rowBytes, byte[] samples) {
        var filtered = new byte[rows * (rowBytes + 1)];
        for (int y = 0; y < rows; y++) {
            int from = y * rowBytes;
            int to = y * (rowBytes + 1) + 1;
            filtered[to - 1] = UP;
            if (y == 0) {
                System.arraycopy(samples, 0, filtered, to, rowBytes);
            } else {
                for (int x = 0; x < rowBytes; x++) {
                    filtered[to + x] = (byte) (samples[from + x] - samples[from - rowBytes + x]);
                }
            }
        }
        return filtered;
    }

    private static byte[] file(int rows, int columns, byte colourType, byte[] filtered) {
        var header = ByteBuffer.allocate(13).putInt(columns).putInt(rows)
                .put(BITS).put(colourType).put((byte) 0).put((byte) 0).put((byte) 0).array();
        var file = new ByteArrayOutputStream(filtered.length / 2);
        file.writeBytes(SIGNATURE);
        chunk(file, "IHDR", header);
        chunk(file, "IDAT", Deflate.pack(filtered));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        var name = type.getBytes(US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        file.writeBytes(name);
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }
}
