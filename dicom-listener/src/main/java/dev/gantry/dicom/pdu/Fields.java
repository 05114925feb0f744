// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads the fields of one container (a PDU, an item, a sub-item) and never beyond its end.
///
/// The first field that does not fit is remembered by the outermost container; from then on every read gives
/// zero or nothing and [#more] is false everywhere, so that loops end and one check at the end is enough.
final class Fields {
    private final ByteBuf bytes;
    private final Faults faults;

    private static final class Faults {
        private Optional<String> first = Optional.empty();
    }

    Fields(ByteBuf bytes) {
        this(bytes, new Faults());
    }

    private Fields(ByteBuf bytes, Faults faults) {
        this.bytes = bytes;
        this.faults = faults;
    }

    Optional<String> fault() {
        return faults.first;
    }

    void fail(String detail) {
        if (faults.first.isEmpty()) {
            faults.first = Optional.of(detail);
        }
    }

    boolean more() {
        return faults.first.isEmpty() && bytes.isReadable();
    }

    int left() {
        return bytes.readableBytes();
    }

    int u8(String name) {
        return fits(1, name) ? bytes.readUnsignedByte() : 0;
    }

    int u16(String name) {
        return fits(2, name) ? bytes.readUnsignedShort() : 0;
    }

    long u32(String name) {
        return fits(4, name) ? bytes.readUnsignedInt() : 0;
    }

    void skip(int length, String name) {
        if (fits(length, name)) {
            bytes.skipBytes(length);
        }
    }

    /// A view of the next `length` bytes, not a copy.
    ByteBuf view(long length, String name) {
        return fits(length, name) ? bytes.readSlice((int) length) : Unpooled.EMPTY_BUFFER;
    }

    Fields part(long length, String name) {
        return new Fields(view(length, name), faults);
    }

    /// Text without its padding. PS3.8 9.3.1 wants none; UIDs padded with a NUL or a space are common and
    /// harmless. What is not printable ASCII becomes a question mark: the text may end up in a log.
    String text(int length, String name) {
        var raw = view(length, name);
        int end = raw.readableBytes();
        while (end > 0 && (raw.getByte(raw.readerIndex() + end - 1) == 0
                || raw.getByte(raw.readerIndex() + end - 1) == ' ')) {
            end--;
        }
        var text = new byte[end];
        raw.getBytes(raw.readerIndex(), text);
        for (int i = 0; i < end; i++) {
            text[i] = text[i] < ' ' || text[i] > '~' ? (byte) '?' : text[i];
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    String rest(String name) {
        return text(left(), name);
    }

    private boolean fits(long length, String name) {
        if (faults.first.isEmpty() && length > bytes.readableBytes()) {
            fail(name + " of " + length + " bytes in " + bytes.readableBytes());
        }
        return faults.first.isEmpty();
    }
}
