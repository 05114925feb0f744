// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segment that is written now. Confined to one thread at a time.
///
/// Of a [Journal], a segment begins with all that was live when it was started, so the newest one alone is the
/// journal. It is made under another name, synced, renamed, and the folder synced, before the one it replaces is
/// deleted: a cut at any moment leaves the old one, both, or the new one, each of them complete. Of a [Log] all
/// segments count; see there.
final class Tail {
    private static final String UNFINISHED = "segment.unfinished";

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    /// Where a new segment's first records come from.
    @FunctionalInterface
    interface Source {
        void handTo(Segment.Sink sink) throws IOException;
    }

    private final Disk disk;
    private final Path folder;
    private final Names names;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(Segment.MAX_RECORD_BYTES + Segment.FRAME_BYTES + Segment.HEADER_BYTES);
    private Disk.Appending file;
    private long number;
    private long size;
    private boolean sound = true;
    private boolean synced = true;
    private long fullAtBytes = Long.MAX_VALUE;
    private long segmentBytes = Long.MAX_VALUE;
    private Source head = _ -> {};

    /// Nothing is written until [#recover].
    Tail(Disk disk, Path folder, Names names) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.names = names;
        this.number = disk.list(folder).stream().mapToLong(names::number).max().orElse(0);
    }

    /// Starts another segment whenever one has grown beyond `bytes`, with the records of `head`.
    void rollAt(long bytes, Source head) {
        this.segmentBytes = bytes;
        this.fullAtBytes = bytes;
        this.head = head;
    }

    /// Copies what is whole in the newest segment to a fresh one; a damaged one is kept aside first.
    Recovered recover() throws IOException {
        if (number <= 0) {
            number = 0;
            startNext(_ -> {});
            deleteOthers();
            return new Recovered(0, 0, List.of());
        }
        long old = number;
        var path = path();
        var found = Segment.read(path, old, _ -> {});
        keepAside(found, old);
        startNext(sink -> Segment.read(path, old, sink));
        deleteOthers();
        return found;
    }

    /// Copies what is whole in the newest segment to a fresh file of the same number, in its place.
    Recovered recoverInPlace() throws IOException {
        if (number <= 0) {
            start(1, head);
            return new Recovered(0, 0, List.of());
        }
        long old = number;
        var path = path();
        var found = Segment.read(path, old, _ -> {});
        keepAside(found, old);
        start(old, sink -> Segment.read(path, old, sink));
        return found;
    }

    private void keepAside(Recovered found, long of) throws IOException {
        if (!found.damages().isEmpty()) {
            disk.copy(path(), folder.resolve(names.damaged(of)));
            disk.syncFolder(folder);
            LOG.error("journal damaged folder={} segment={} damages={}", folder, of, found.damages());
        }
    }

    private Path path() {
        return folder.resolve(names.of(number));
    }

    long number() {
        return number;
    }

    /// Hands out what the segment held when it was started.
    void replay(Segment.Sink each) throws IOException {
        Segment.read(path(), number, each);
    }

    /// False when it is no longer certain what a later open would find.
    boolean sound() {
        return sound;
    }

    long size() {
        return size;
    }

    /// Writes `records` at the end, in order; on failure nothing of them remains, or the tail is not
    /// [#sound].
    void write(List<byte[]> records) throws IOException {
        long before = size;
        synced = false;
        try {
            for (var payload : records) {
                put(file, number, payload);
            }
            flush(file);
        } catch (IOException e) {
            buffer.clear();
            size = before;
            sound = false;
            file.truncate(before);
            sound = true;
            throw e;
        }
    }

    void sync() throws IOException {
        sound = false;
        file.sync();
        sound = true;
        synced = true;
    }

    /// Starts the next segment with the records of `source` and returns once it is safe on disk.
    ///
    /// The old segment stays in use when this fails before the rename; after it the tail is not [#sound].
    void startNext(Source source) throws IOException {
        start(number + 1, source);
    }

    /// Starts the next segment when this one is full. When that fails and the tail is still [#sound] this one goes on
    /// for a while.
    void rollWhenFull() throws IOException {
        if (size < fullAtBytes) {
            return;
        }
        fullAtBytes = size + segmentBytes / 8;
        if (!synced) {
            sync(); // what is sealed is safe on disk, whatever the durability of appends
        }
        startNext(head);
        fullAtBytes = segmentBytes;
    }

    private void start(long next, Source source) throws IOException {
        long before = size;
        var unfinished = folder.resolve(UNFINISHED);
        var fresh = disk.create(unfinished);
        try {
            size = 0;
            buffer.put(Segment.header(next));
            size = Segment.HEADER_BYTES;
            source.handTo(payload -> put(fresh, next, payload));
            flush(fresh);
            fresh.sync();
            sound = false;
            disk.move(unfinished, folder.resolve(names.of(next)));
        } catch (IOException e) {
            buffer.clear();
            size = before;
            fresh.close();
            if (sound) {
                disk.delete(unfinished); // on a full disk it would hold the last room
            }
            throw e;
        }
        var old = file;
        file = fresh;
        number = next;
        synced = true;
        if (old != null) {
            old.close();
        }
        disk.syncFolder(folder);
        sound = true;
    }

    private void put(Disk.Appending into, long segment, byte[] payload) throws IOException {
        if (buffer.remaining() < Segment.FRAME_BYTES + payload.length) {
            flush(into);
        }
        Segment.putFrame(buffer, segment, size, payload);
        size += Segment.FRAME_BYTES + payload.length;
    }

    private void flush(Disk.Appending into) throws IOException {
        into.write(buffer.flip());
        buffer.clear();
    }

    /// Deletes what older or unfinished segments are still there. Nothing depends on it.
    void deleteOthers() throws IOException {
        for (var name : disk.list(folder)) {
            long other = names.number(name);
            if (name.equals(UNFINISHED) || other >= 0 && other < number) {
                disk.delete(folder.resolve(name));
            }
        }
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
