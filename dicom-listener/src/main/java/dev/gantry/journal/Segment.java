// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import dev.gantry.journal.Recovered.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// The bytes of one segment file: a header, then frames.
///
/// ```
/// header  magic "GNTRYJ" | version u16 | segment number i64 | CRC32C of the 16 bytes before
/// frame   marker "GJFR" | length i32 | CRC32C of the payload | CRC32C of the frame's place and header
/// ```
///
/// Big endian. The last checksum of a frame covers segment number, offset, length and payload checksum, so a
/// frame is only whole where it was written: a stale or quoted one elsewhere is never taken for a record.
final class Segment {
    static final int HEADER_BYTES = 20;
    static final int FRAME_BYTES = 16;
    static final int MAX_RECORD_BYTES = 1 << 20;

    private static final long MAGIC = 0x474E_5452_594A_0000L;
    private static final int VERSION = 1;
    private static final int MARKER = 0x474A_4652;
    private static final int FIRST_READ_BYTES = 8192;
    private static final int WINDOW_BYTES = 2 * (MAX_RECORD_BYTES + FRAME_BYTES);

    /// Takes one record.
    @FunctionalInterface
    interface Sink {
        void accept(byte[] payload) throws IOException;
    }

    /// Takes one record and the offset of its frame.
    @FunctionalInterface
    interface PlacedSink {
        void accept(long offset, byte[] payload) throws IOException;
    }

    private Segment() {}

    static String name(long number) {
        return Names.JOURNAL.of(number);
    }

    static String damagedName(long number) {
        return Names.JOURNAL.damaged(number);
    }

    static ByteBuffer header(long number) {
        var header = ByteBuffer.allocate(HEADER_BYTES).putLong(MAGIC | VERSION).putLong(number);
        return header.putInt(crc(header.array(), 0, HEADER_BYTES - 4)).flip();
    }

    /// Puts one frame that will stand at `offset` of segment `number` into `buffer`.
    static void putFrame(ByteBuffer buffer, long number, long offset, byte[] payload) {
        int payloadCrc = crc(payload, 0, payload.length);
        buffer.putInt(MARKER).putInt(payload.length).putInt(payloadCrc);
        buffer.putInt(placeCrc(number, offset, payload.length, payloadCrc)).put(payload);
    }

    private static int placeCrc(long number, long offset, int length, int payloadCrc) {
        var place = ByteBuffer.allocate(24).putLong(number).putLong(offset).putInt(length).putInt(payloadCrc);
        return crc(place.array(), 0, 24);
    }

    private static int crc(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /// Hands out each whole record of `file` in order and says what was not whole.
    ///
    /// @throws IOException when the file cannot be read or a newer version of Gantry wrote it
    static Recovered read(Path file, long number, Sink each) throws IOException {
        return readPlaced(file, number, (_, payload) -> each.accept(payload));
    }

    /// As [#read], and says where each record stands.
    static Recovered readPlaced(Path file, long number, PlacedSink each) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Reader(channel, number).read(each);
        }
    }

    /// The payload of the frame at `offset`.
    ///
    /// @throws IOException when no whole frame stands there
    static byte[] frameAt(FileChannel channel, long number, long offset) throws IOException {
        var first = filled(channel, offset, FIRST_READ_BYTES);
        boolean ours = first.remaining() >= FRAME_BYTES && first.getInt(0) == MARKER;
        int length = ours ? first.getInt(4) : -1;
        if (length >= 0 && length <= MAX_RECORD_BYTES && first.getInt(12) == placeCrc(number, offset, length, first.getInt(8))) {
            int end = FRAME_BYTES + length;
            var frame = end <= first.remaining() ? first : filled(channel, offset, end);
            if (frame.remaining() >= end && first.getInt(8) == crc(frame.array(), FRAME_BYTES, length)) {
                return Arrays.copyOfRange(frame.array(), FRAME_BYTES, end);
            }
        }
        throw new IOException("segment %d has no whole record at %d".formatted(number, offset));
    }

    private static ByteBuffer filled(FileChannel channel, long offset, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            // on to the rest
        }
        return buffer.flip();
    }

    /// Reads through a window that always holds a whole frame, whatever the size of the file.
    private static final class Reader {
        private final FileChannel channel;
        private final long number;
        private final long size;
        private final byte[] window;
        private final ByteBuffer view;
        private long windowAt;
        private int windowBytes;

        Reader(FileChannel channel, long number) throws IOException {
            this.channel = channel;
            this.number = number;
            this.size = channel.size();
            this.window = new byte[(int) Math.min(WINDOW_BYTES, size)];
            this.view = ByteBuffer.wrap(window);
        }

        Recovered read(PlacedSink each) throws IOException {
            if (size < HEADER_BYTES) {
                return new Recovered(0, size, List.of());
            }
            var damages = new ArrayList<Damage>();
            checkHeader(damages);
            int records = 0;
            long at = HEADER_BYTES;
            while (at < size) {
                int length = payloadAt(at);
                if (length >= 0) {
                    int from = index(at, FRAME_BYTES + length) + FRAME_BYTES;
                    each.accept(at, Arrays.copyOfRange(window, from, from + length));
                    records++;
                    at += FRAME_BYTES + length;
                } else {
                    long next = nextFrame(at + 1);
                    if (next == size && tornAt(at)) {
                        return new Recovered(records, size - at, damages);
                    }
                    damages.add(new Damage(number, at, next - at));
                    at = next;
                }
            }
            return new Recovered(records, 0, damages);
        }

        private void checkHeader(List<Damage> damages) throws IOException {
            int from = index(0, HEADER_BYTES);
            boolean whole = view.getInt(from + 16) == crc(window, from, 16);
            long magic = view.getLong(from);
            if (whole && magic != (MAGIC | VERSION)) {
                throw new IOException("segment %d is of a version this Gantry cannot read".formatted(number));
            }
            if (!whole || view.getLong(from + 8) != number) {
                damages.add(new Damage(number, 0, HEADER_BYTES));
            }
        }

        /// Length of the payload of the whole frame at `at`, or -1 when there is none.
        private int payloadAt(long at) throws IOException {
            int length = lengthAt(at);
            if (length < 0 || at + FRAME_BYTES + length > size) {
                return -1;
            }
            int from = index(at, FRAME_BYTES + length);
            return view.getInt(from + 8) == crc(window, from + FRAME_BYTES, length) ? length : -1;
        }

        /// What the frame header at `at` says, or -1 when it is none.
        private int lengthAt(long at) throws IOException {
            if (at + FRAME_BYTES > size) {
                return -1;
            }
            int from = index(at, FRAME_BYTES);
            int length = view.getInt(from + 4);
            boolean header = view.getInt(from) == MARKER
                    && length >= 0
                    && length <= MAX_RECORD_BYTES
                    && view.getInt(from + 12) == placeCrc(number, at, length, view.getInt(from + 8));
            return header ? length : -1;
        }

        private long nextFrame(long from) throws IOException {
            for (long at = from; at + FRAME_BYTES <= size; at++) {
                if (window[index(at, 1)] == (byte) (MARKER >>> 24) && payloadAt(at) >= 0) {
                    return at;
                }
            }
            return size;
        }

        /// Whether the rest, in which no whole frame begins, looks like a write that was cut off: part of a
        /// header, part of a payload, or a size that reached the disk before the bytes did.
        private boolean tornAt(long at) throws IOException {
            int length = lengthAt(at);
            if (size - at < FRAME_BYTES || length >= 0 && at + FRAME_BYTES + length > size) {
                return true;
            }
            for (long zero = at; zero < size; zero++) {
                if (window[index(zero, 1)] != 0) {
                    return false;
                }
            }
            return true;
        }

        /// Where byte `at` of the file is in the window, which is moved to hold `bytes` from there.
        private int index(long at, int bytes) throws IOException {
            if (at < windowAt || at + bytes > windowAt + windowBytes) {
                windowAt = at;
                windowBytes = 0;
                while (windowBytes < window.length && at + windowBytes < size) {
                    var rest = ByteBuffer.wrap(window, windowBytes, window.length - windowBytes);
                    int read = channel.read(rest, at + windowBytes);
                    if (read < 0) {
                        throw new IOException("segment %d became shorter while it was read".formatted(number));
                    }
                    windowBytes += read;
                }
            }
            return (int) (at - windowAt);
        }
    }
}
