// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.spool.ObjectBytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The frames of encapsulated pixel data (PS3.5 A.4), which is always little endian.
///
/// An offset table, extended (PS3.3 C.7.6.3.1.8) or basic, leads to a frame without a look at the others; one
/// that does not lead to fragments is not believed. Without a table the fragments are walked once and shared
/// out: all to a single frame, one to each of as many frames, else from each start of a stream to the next.
final class Encapsulated {
    private static final int ITEM = 0xFFFE_E000;
    private static final int ITEM_HEADER_BYTES = 8;
    /// Of all frames together: 16 MiB to remember them.
    private static final int MAX_FRAGMENTS = 1 << 20;
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8};
    private static final byte[] JPEG_2000 = {(byte) 0xFF, 0x4F};
    private static final byte[] JP2 = {0, 0, 0, 12, 'j', 'P', ' ', ' '};

    private final ObjectBytes bytes;
    private final long offset;
    private final int frames;
    private final Optional<ByteBuffer> extended;
    private Optional<List<List<Fragment>>> walked = Optional.empty();

    /// @param at first byte behind the item header
    private record Fragment(long at, long length) {
        long end() {
            return at + length;
        }
    }

    Encapsulated(ObjectBytes bytes, long offset, DataSet header, int frames) {
        this.bytes = bytes;
        this.offset = offset;
        this.frames = frames;
        this.extended = header.element(Tag.EXTENDED_OFFSET_TABLE)
                .map(element -> ByteBuffer.wrap(element.value()).order(ByteOrder.LITTLE_ENDIAN))
                .filter(table -> table.remaining() == 8L * frames);
    }

    /// The stream of one frame; empty when it has none, or one longer than `maxBytes`.
    Optional<ByteBuffer> frame(int index, long maxBytes) throws IOException {
        var fragments = byTable(index);
        return joined(fragments.isEmpty() ? byWalk(index) : fragments, maxBytes);
    }

    private Optional<ByteBuffer> joined(List<Fragment> fragments, long maxBytes) throws IOException {
        long length = fragments.stream().mapToLong(Fragment::length).sum();
        if (fragments.isEmpty() || length > maxBytes) {
            return Optional.empty();
        }
        if (fragments.size() == 1) {
            return Optional.of(bytes.read(fragments.getFirst().at(), (int) length));
        }
        var last = fragments.getLast();
        bytes.read(last.end(), 0); // what is not there is noticed before anything is allocated
        var parts = new ArrayList<ByteBuffer>();
        for (var fragment : fragments) {
            parts.add(bytes.read(fragment.at(), (int) fragment.length()));
        }
        var stream = ByteBuffer.allocate((int) length);
        parts.forEach(part -> stream.put(part.slice()));
        return Optional.of(stream.flip());
    }

    /// Empty when there is no usable table.
    private List<Fragment> byTable(int index) throws IOException {
        var table = item(offset);
        if (table.isEmpty()) {
            return List.of();
        }
        long first = table.get().end();
        long from;
        long to;
        if (extended.isPresent()) {
            from = extended.get().getLong(8 * index);
            to = index + 1 < frames ? extended.get().getLong(8 * (index + 1)) : Long.MAX_VALUE;
        } else if (table.get().length() == 4L * frames) {
            int count = index + 1 < frames ? 2 : 1;
            var entries = bytes.read(table.get().at() + 4L * index, 4 * count).slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
            from = entries.getInt() & 0xFFFF_FFFFL;
            to = count == 2 ? entries.getInt() & 0xFFFF_FFFFL : Long.MAX_VALUE;
        } else {
            return List.of();
        }
        return from < 0 || from >= to || from > Long.MAX_VALUE / 2
                ? List.of()
                : walk(first + from, to == Long.MAX_VALUE ? to : first + to);
    }

    /// Fragments from `from` to just before `to`; none when they do not end there.
    private List<Fragment> walk(long from, long to) throws IOException {
        var fragments = new ArrayList<Fragment>();
        long at = from;
        while (at < to) {
            var next = item(at);
            if (next.isEmpty()) {
                return to == Long.MAX_VALUE ? fragments : List.of();
            }
            if (fragments.size() == MAX_FRAGMENTS) {
                return List.of();
            }
            fragments.add(next.get());
            at = next.get().end();
        }
        return at == to ? fragments : List.of();
    }

    /// The item whose header stands here, if one does.
    private Optional<Fragment> item(long at) throws IOException {
        try {
            var header = bytes.read(at, ITEM_HEADER_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
            int tag = header.getShort() << 16 | header.getShort() & 0xFFFF;
            long length = header.getInt() & 0xFFFF_FFFFL;
            return tag == ITEM ? Optional.of(new Fragment(at + ITEM_HEADER_BYTES, length)) : Optional.empty();
        } catch (EOFException _) {
            return Optional.empty(); // some writers leave out the delimiter at the end
        }
    }

    private synchronized List<Fragment> byWalk(int index) throws IOException {
        if (walked.isEmpty()) {
            walked = Optional.of(shared(offset));
        }
        var shares = walked.get();
        return index < shares.size() ? shares.get(index) : List.of();
    }

    private List<List<Fragment>> shared(long from) throws IOException {
        var table = item(from);
        var all = table.isEmpty() ? List.<Fragment>of() : walk(table.get().end(), Long.MAX_VALUE);
        if (all.isEmpty() || frames == 1) {
            return List.of(all);
        }
        if (all.size() <= frames) {
            return all.stream().map(List::of).toList();
        }
        var shares = new ArrayList<List<Fragment>>();
        int begin = 0;
        for (int i = 1; i <= all.size(); i++) {
            if (i == all.size() || startsStream(all.get(i))) {
                shares.add(all.subList(begin, i));
                begin = i;
            }
        }
        return shares.size() == frames ? shares : List.of();
    }

    private boolean startsStream(Fragment fragment) throws IOException {
        var start = new byte[(int) Math.min(fragment.length(), JP2.length)];
        bytes.read(fragment.at(), start.length).slice().get(start);
        return begins(start, JPEG) || begins(start, JPEG_2000) || begins(start, JP2);
    }

    private static boolean begins(byte[] start, byte[] with) {
        return start.length >= with.length && Arrays.equals(start, 0, with.length, with, 0, with.length);
    }
}
