// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.Tag;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// The elements of group 0000 that precede every data set: implicit VR little endian (PS3.7 6.3.1, E.1).
///
/// Only UI, AE, LO, US and AT occur; texts and 16-bit numbers are all there is to read.
final class CommandSet {
    /// Real ones have some 200 bytes; the standard has no limit.
    static final int MAX_BYTES = 65_536;

    private static final int ELEMENT_HEADER_BYTES = 8;

    private final SortedMap<Integer, byte[]> values;

    private CommandSet(SortedMap<Integer, byte[]> values) {
        this.values = values;
    }

    static CommandSet empty() {
        return new CommandSet(new TreeMap<>());
    }

    /// Empty when these bytes are no command set. The group length is not tested: the PDVs say where it ends.
    static Optional<CommandSet> read(ByteBuf in) {
        var values = new TreeMap<Integer, byte[]>();
        while (in.isReadable()) {
            if (in.readableBytes() < ELEMENT_HEADER_BYTES) {
                return Optional.empty();
            }
            int tag = in.readUnsignedShortLE() << 16 | in.readUnsignedShortLE();
            long length = in.readUnsignedIntLE();
            if (tag >>> 16 != 0 || length > in.readableBytes()) {
                return Optional.empty();
            }
            var value = new byte[(int) length];
            in.readBytes(value);
            values.put(tag, value);
        }
        return Optional.of(new CommandSet(values));
    }

    /// An unsigned 16-bit number; empty when absent or of another length.
    OptionalInt number(int tag) {
        var value = values.getOrDefault(tag, new byte[0]);
        return value.length == 2
                ? OptionalInt.of(Byte.toUnsignedInt(value[0]) | Byte.toUnsignedInt(value[1]) << 8)
                : OptionalInt.empty();
    }

    /// Text without padding; empty when absent or blank. Only printable ASCII: it may end up in a log.
    Optional<String> text(int tag) {
        return Optional.ofNullable(values.get(tag))
                .map(value -> new String(value, StandardCharsets.US_ASCII).replace('\0', ' ').strip())
                .map(text -> text.replaceAll("[^ -~]", "?"))
                .filter(text -> !text.isEmpty());
    }

    CommandSet number(int tag, int number) {
        return with(tag, new byte[] {(byte) number, (byte) (number >>> 8)});
    }

    /// Odd lengths are padded as their VR asks: UI with a NUL, others with a space (PS3.5 6.2).
    CommandSet uid(int tag, String uid) {
        return with(tag, padded(uid, "\0"));
    }

    CommandSet text(int tag, String text) {
        return with(tag, padded(text, " "));
    }

    CommandSet tag(int tag, int value) {
        return tags(tag, List.of(value));
    }

    CommandSet tags(int tag, List<Integer> values) {
        var bytes = Unpooled.buffer(4 * values.size());
        values.forEach(value -> bytes.writeShortLE(value >>> 16).writeShortLE(value));
        return with(tag, ByteBufUtil.getBytes(bytes));
    }

    /// Tags, AT with any multiplicity; empty when absent or of a length that holds none.
    List<Integer> tags(int tag) {
        var value = Unpooled.wrappedBuffer(values.getOrDefault(tag, new byte[0]));
        var tags = new ArrayList<Integer>();
        while (value.readableBytes() >= 4) {
            tags.add(value.readUnsignedShortLE() << 16 | value.readUnsignedShortLE());
        }
        return tags;
    }

    private static byte[] padded(String text, String pad) {
        return (text.length() % 2 == 0 ? text : text + pad).getBytes(StandardCharsets.US_ASCII);
    }

    private CommandSet with(int tag, byte[] value) {
        var more = new TreeMap<>(values);
        more.put(tag, value);
        return new CommandSet(more);
    }

    /// With its group length first (PS3.7 E.1).
    ByteBuf write() {
        var body = Unpooled.buffer();
        values.forEach((tag, value) -> {
            if (tag != Tag.COMMAND_GROUP_LENGTH) {
                header(tag, value.length, body).writeBytes(value);
            }
        });
        var out = Unpooled.buffer(ELEMENT_HEADER_BYTES + 4 + body.readableBytes());
        return header(Tag.COMMAND_GROUP_LENGTH, 4, out).writeIntLE(body.readableBytes()).writeBytes(body);
    }

    private static ByteBuf header(int tag, int length, ByteBuf out) {
        return out.writeShortLE(tag >>> 16).writeShortLE(tag).writeIntLE(length);
    }
}
