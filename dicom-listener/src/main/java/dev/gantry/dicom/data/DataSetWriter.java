// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.ElementHeader.Encoding;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;

/// Writes a data set as bytes (PS3.5 7): ascending tags, even lengths, sequences and items of defined length.
public final class DataSetWriter {
    private static final int MAX_SHORT_VALUE_BYTES = 0xFFFE;

    private final Encoding encoding;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DataSetWriter(Encoding encoding) {
        this.encoding = encoding;
    }

    /// @throws IllegalArgumentException for pixel data in an encapsulated syntax, which needs fragments
    public static byte[] encode(DataSet set, TransferSyntax syntax) {
        if (syntax.encapsulated() && set.element(Tag.PIXEL_DATA).isPresent()) {
            throw new IllegalArgumentException("pixel data cannot be written as " + syntax);
        }
        var bytes = encode(set, Encoding.of(syntax));
        return syntax.deflated() ? deflate(bytes) : bytes;
    }

    private static byte[] encode(DataSet set, Encoding encoding) {
        var writer = new DataSetWriter(encoding);
        set.elements().forEach(writer::write);
        return writer.out.toByteArray();
    }

    private void write(Element element) {
        var value = element.vr() == Vr.SQ ? items(element) : ordered(element);
        // A value too long for a 16-bit length goes as UN (PS3.5 6.2.2).
        var vr = !element.vr().longLength() && value.length > MAX_SHORT_VALUE_BYTES ? Vr.UN : element.vr();
        int padding = value.length & 1;
        header(element.tag(), vr, value.length + padding);
        out.writeBytes(value);
        if (padding == 1) {
            out.write(element.vr().padding());
        }
    }

    private byte[] items(Element sequence) {
        var inner = new DataSetWriter(encoding);
        for (var item : sequence.items()) {
            var bytes = encode(item, encoding);
            inner.tag(Tag.ITEM);
            inner.number(bytes.length);
            inner.out.writeBytes(bytes);
        }
        return inner.out.toByteArray();
    }

    private void header(int tag, Vr vr, int length) {
        tag(tag);
        if (!encoding.explicit()) {
            number(length);
            return;
        }
        out.write(vr.name().charAt(0));
        out.write(vr.name().charAt(1));
        if (vr.longLength()) {
            half(0);
            number(length);
        } else {
            half(length);
        }
    }

    private void tag(int tag) {
        half(tag >>> 16);
        half(tag & 0xFFFF);
    }

    private void number(int value) {
        boolean bigEndian = encoding.order() == ByteOrder.BIG_ENDIAN;
        half(bigEndian ? value >>> 16 : value & 0xFFFF);
        half(bigEndian ? value & 0xFFFF : value >>> 16);
    }

    private void half(int value) {
        boolean bigEndian = encoding.order() == ByteOrder.BIG_ENDIAN;
        out.write(bigEndian ? value >>> 8 : value);
        out.write(bigEndian ? value : value >>> 8);
    }

    /// The value in the order of the target; an incomplete last unit stays as it is.
    private byte[] ordered(Element element) {
        int unit = element.vr().unitBytes();
        if (unit == 1 || element.bigEndian() == (encoding.order() == ByteOrder.BIG_ENDIAN)) {
            return element.value();
        }
        var swapped = element.value().clone();
        for (int from = 0; from + unit <= swapped.length; from += unit) {
            for (int i = 0; i < unit / 2; i++) {
                byte kept = swapped[from + i];
                swapped[from + i] = swapped[from + unit - 1 - i];
                swapped[from + unit - 1 - i] = kept;
            }
        }
        return swapped;
    }

    /// A raw deflate stream, padded to an even length (PS3.5 A.5).
    private static byte[] deflate(byte[] bytes) {
        var deflated = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(ByteBuffer.wrap(bytes));
            deflater.finish();
            var chunk = new byte[8192];
            while (!deflater.finished()) {
                deflated.write(chunk, 0, deflater.deflate(chunk));
            }
        } finally {
            deflater.end();
        }
        if ((deflated.size() & 1) == 1) {
            deflated.write(0);
        }
        return deflated.toByteArray();
    }
}
