// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.ElementHeader.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// DICOM files: preamble, file meta information, data set (PS3.10 7).
public final class Part10 {
    /// Ours, in files and in associations; from a random UUID (PS3.5 B.2), as the project owns no registered root.
    public static final String IMPLEMENTATION_CLASS_UID = "2.25.132190876462588123770103081924907970833";
    /// At most 16 characters (PS3.7 D.3.3.2.3).
    public static final String IMPLEMENTATION_VERSION_NAME = "GANTRY_0_1";

    private static final int PREAMBLE_BYTES = 128;
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int MAX_META_VALUE_BYTES = 64 * 1024;
    private static final int MAX_META_ELEMENTS = 1000;
    private static final int META_GROUP = 0x0002;
    /// No first element of a data set without file meta information is in a later group.
    private static final int MAX_FIRST_GROUP = 0x0010;

    private Part10() {}

    /// What a file is.
    public sealed interface Reading {}

    /// It is no DICOM file; `detail` says why.
    public record NotDicom(String detail) implements Reading {}

    /// A DICOM file.
    ///
    /// @param meta              file meta information, empty when the file has none
    /// @param transferSyntaxUid as the meta information says, else guessed from the first element
    /// @param dataSetOffset     first byte of the data set in the file
    /// @param dataSetBytes      bytes of the data set as stored (deflated or not)
    public record Opened(
            Path file, DataSet meta, String transferSyntaxUid, long dataSetOffset, long dataSetBytes)
            implements Reading {

        /// Empty when we do not know it.
        public Optional<TransferSyntax> transferSyntax() {
            return TransferSyntax.of(transferSyntaxUid);
        }

        /// Reads the data set through, in pieces of 256 KiB. An unknown transfer syntax is read as explicit
        /// little endian, as all newer ones are (PS3.5 10).
        public Parsed parse() throws IOException {
            var parser = new DataSetParser(syntax());
            feed(parser, _ -> false);
            return parser.finish();
        }

        /// The elements before the pixel data and where that lies: `Whole` as soon as it begins, its bytes are not looked
        /// at. Without pixel data as [#parse].
        public Parsed upToPixels() throws IOException {
            var parser = new DataSetParser(syntax());
            feed(parser, it -> it.pixels().isPresent());
            var parsed = parser.finish();
            return parsed.pixels().isPresent() ? new Parsed.Whole(parsed.header(), parsed.pixels()) : parsed;
        }

        /// The elements up to group 0028 (and what else lies before pixel data), read no further than needed.
        public DataSet header() throws IOException {
            var parser = new DataSetParser(syntax());
            feed(parser, it -> it.header().isPresent());
            return parser.header().orElseGet(() -> parser.finish().header());
        }

        /// `length` bytes from `offset` of the (inflated) data set, ready to be read.
        ///
        /// @throws IOException when the file cannot be read or ends before
        public ByteBuffer read(long offset, int length) throws IOException {
            try (var channel = FileChannel.open(file)) {
                if (syntax().deflated()) {
                    return Deflated.read(Channels.newInputStream(channel.position(dataSetOffset)),
                            offset, length);
                }
                if (offset < 0 || length < 0 || offset > dataSetBytes - length) {
                    throw new EOFException("the data set ends at byte " + dataSetBytes);
                }
                return Part10.read(channel, dataSetOffset + offset, length);
            }
        }

        private TransferSyntax syntax() {
            return transferSyntax().orElse(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        }

        private void feed(DataSetParser parser, Predicate<DataSetParser> enough) throws IOException {
            var chunk = ByteBuffer.allocate(CHUNK_BYTES);
            try (var channel = FileChannel.open(file).position(dataSetOffset)) {
                while (!enough.test(parser) && channel.read(chunk) >= 0) {
                    parser.feed(chunk.flip());
                    chunk.clear();
                }
            }
        }
    }

    /// Preamble, prefix and file meta information (PS3.10 7.1); the data set follows as it is.
    ///
    /// @param sourceAe AE title of the sender; left out when empty
    public static byte[] header(
            String sopClassUid, String sopInstanceUid, TransferSyntax transferSyntax, String sourceAe) {
        var meta = new DataSetBuilder()
                .bulk(Tag.FILE_META_VERSION, Vr.OB, new byte[] {0, 1})
                .put(Tag.MEDIA_STORAGE_SOP_CLASS_UID, sopClassUid)
                .put(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, sopInstanceUid)
                .put(Tag.TRANSFER_SYNTAX_UID, transferSyntax.uid())
                .put(Tag.IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_CLASS_UID)
                .put(Tag.IMPLEMENTATION_VERSION_NAME, IMPLEMENTATION_VERSION_NAME);
        if (!sourceAe.isEmpty()) {
            meta.put(Tag.SOURCE_AE_TITLE, sourceAe);
        }
        var group = meta.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        var length = new DataSetBuilder().numbers(Tag.FILE_META_GROUP_LENGTH, Vr.UL, group.length);
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[PREAMBLE_BYTES]);
        out.writeBytes(new byte[] {'D', 'I', 'C', 'M'});
        out.writeBytes(length.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        out.writeBytes(group);
        return out.toByteArray();
    }

    /// Finds out what a file is, without reading its data set.
    ///
    /// Laxer than PS3.10 7.1: preamble, prefix, meta information and group length may each be missing.
    ///
    /// @throws IOException when the file cannot be read
    public static Reading open(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            long size = channel.size();
            long start = prefixEnd(channel, size);
            var elements = new ArrayList<Element>();
            long offset = meta(channel, start, size, elements);
            var meta = new DataSet(elements);
            var syntax = meta.text(Tag.TRANSFER_SYNTAX_UID);
            if (syntax.isEmpty()) {
                syntax = guess(channel, offset, size, start > 0).map(TransferSyntax::uid);
            }
            if (syntax.isEmpty()) {
                return new NotDicom("neither a DICM prefix nor the first element of a data set");
            }
            return new Opened(file, meta, syntax.get(), offset, size - offset);
        }
    }

    private static long prefixEnd(FileChannel channel, long size) throws IOException {
        for (long at : new long[] {PREAMBLE_BYTES, 0}) {
            if (size >= at + 4 && read(channel, at, 4).getInt() == ('D' << 24 | 'I' << 16 | 'C' << 8 | 'M')) {
                return at + 4;
            }
        }
        return 0;
    }

    /// Collects the elements of group 0002, whatever its group length says, and returns where they end.
    private static long meta(FileChannel channel, long start, long size, List<Element> elements)
            throws IOException {
        long at = start;
        while (size - at >= ElementHeader.LONG_BYTES && elements.size() < MAX_META_ELEMENTS) {
            var head = read(channel, at, ElementHeader.LONG_BYTES).array();
            if (ElementHeader.tag(head, ByteOrder.LITTLE_ENDIAN) >>> 16 != META_GROUP) {
                break;
            }
            var element = ElementHeader.read(head, Encoding.EXPLICIT);
            long value = at + ElementHeader.bytes(head, Encoding.EXPLICIT);
            if (element.length() == ElementHeader.UNDEFINED || element.length() > size - value) {
                break;
            }
            if (element.length() <= MAX_META_VALUE_BYTES) {
                var bytes = read(channel, value, (int) element.length()).array();
                elements.add(new Element(element.tag(), element.vr(), bytes, false, List.of()));
            }
            at = value + element.length();
        }
        return at;
    }

    /// The encoding of a data set that no file meta information names: behind a prefix it is implicit little
    /// endian unless it looks otherwise, as by default in PS3.5 10; without one its first element must make
    /// sense.
    private static Optional<TransferSyntax> guess(
            FileChannel channel, long offset, long size, boolean prefixed) throws IOException {
        var fallback = prefixed ? Optional.of(TransferSyntax.IMPLICIT_LITTLE_ENDIAN)
                : Optional.<TransferSyntax>empty();
        if (size - offset < ElementHeader.SHORT_BYTES) {
            return fallback;
        }
        var head = read(channel, offset, ElementHeader.SHORT_BYTES).array();
        if (ElementHeader.looksExplicit(head)) {
            return first(head, ByteOrder.LITTLE_ENDIAN) ? Optional.of(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)
                    : first(head, ByteOrder.BIG_ENDIAN) ? Optional.of(TransferSyntax.EXPLICIT_BIG_ENDIAN)
                    : fallback;
        }
        long length = ElementHeader.read(head, Encoding.IMPLICIT).length();
        return first(head, ByteOrder.LITTLE_ENDIAN) && length <= size - offset - ElementHeader.SHORT_BYTES
                ? Optional.of(TransferSyntax.IMPLICIT_LITTLE_ENDIAN)
                : fallback;
    }

    private static boolean first(byte[] head, ByteOrder order) {
        int group = ElementHeader.tag(head, order) >>> 16;
        return group > META_GROUP && group <= MAX_FIRST_GROUP;
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("the file ends at byte " + (from + bytes.position()));
            }
        }
        return bytes.flip();
    }
}
