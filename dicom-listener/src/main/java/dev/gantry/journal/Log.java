// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import static dev.gantry.journal.Journal.Durability.SYNC;

import dev.gantry.journal.Journal.Durability;
import dev.gantry.journal.Recovered.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/// An append-only log of many segments, whose records stay where they are and can be read back.
///
/// For what is too much to be held in memory: opening copies nothing but the newest segment, and what is no longer
/// wanted goes segment by segment, with [#rewrite] and [#delete]. Frames, group commit, durability and threads are
/// those of [Journal].
///
/// ```
/// log-<number>.segment   ... sealed, synced as a whole before the next was begun
/// log-<number>.segment   the newest: appended to
/// ```
public final class Log implements AutoCloseable {
    private static final String CLEANING = "log.cleaning";
    private static final long CLOSE_LIMIT_MILLIS = 30_000;

    /// Where a record stands, until its segment is rewritten or deleted.
    public record Place(long segment, long offset) {}

    /// Takes one record.
    @FunctionalInterface
    public interface Each {
        void accept(Place place, byte[] record);
    }

    private final Disk disk;
    private final Path folder;
    private final Tail tail;
    private final Recovered recovered;
    private final long newest;
    private final Writer writer;

    /// Opens the log in `folder`, made when missing. What is whole in its newest segment is copied to a fresh file in
    /// its place, as after a failed sync nothing else can be trusted; a damaged one is kept aside as
    /// `log-<number>.damaged`.
    ///
    /// @param segmentBytes a segment that has grown beyond this is sealed, and another one begun
    /// @param head         composes the first record of each new segment, on the thread that writes
    /// @throws IOException when the folder is open already, cannot be read or written, or was written by a newer
    ///                     version
    public static Log open(Path folder, Durability durability, long segmentBytes, Supplier<byte[]> head)
            throws IOException {
        return open(folder, durability, segmentBytes, head, Disk.LOCAL);
    }

    static Log open(Path folder, Durability durability, long segmentBytes, Supplier<byte[]> head, Disk disk)
            throws IOException {
        var lock = Journal.lock(folder);
        try {
            return new Log(folder, durability, segmentBytes, head, disk, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private Log(Path folder, Durability durability, long segmentBytes, Supplier<byte[]> head, Disk disk,
            FileChannel lock) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.tail = new Tail(disk, folder, Names.LOG);
        tail.rollAt(segmentBytes, sink -> sink.accept(head.get()));
        this.recovered = recovered();
        this.newest = tail.number();
        this.writer = new Writer("log-" + folder.getFileName(), tail, durability == SYNC, lock);
    }

    private Recovered recovered() throws IOException {
        try {
            var found = tail.recoverInPlace();
            for (var name : disk.list(folder)) {
                if (name.equals(CLEANING)) {
                    disk.delete(folder.resolve(name));
                }
            }
            return found;
        } catch (IOException | RuntimeException e) {
            tail.close();
            throw e;
        }
    }

    /// Hands out every record that the log held when it was opened, oldest first, on the caller's thread; and says
    /// what was found to be lost.
    ///
    /// @throws IOException when a segment cannot be read
    public Recovered replay(Each each) throws IOException {
        int records = 0;
        var damages = new ArrayList<Damage>();
        for (long segment : segments()) {
            if (segment < newest) {
                var found = read(segment, each);
                records += found.records();
                damages.addAll(found.damages());
                if (found.tornBytes() > 0) { // it was whole when it was sealed
                    long size = Files.size(path(segment));
                    damages.add(new Damage(segment, size - found.tornBytes(), found.tornBytes()));
                }
            }
        }
        if (!damages.isEmpty()) {
            LoggerFactory.getLogger(Log.class).error("log damaged folder={} damages={}", folder, damages);
        }
        records += replayNewest(each).records();
        damages.addAll(recovered.damages());
        return new Recovered(records, recovered.tornBytes(), damages);
    }

    /// As [#replay], of the newest segment alone: what is new to who has closed this log and opened it again.
    public Recovered replayNewest(Each each) throws IOException {
        read(newest, each);
        return recovered;
    }

    /// Hands out the records of one segment.
    ///
    /// @throws IOException when it cannot be read, or is not there
    public Recovered read(long segment, Each each) throws IOException {
        return Segment.readPlaced(path(segment), segment,
                (offset, record) -> each.accept(new Place(segment, offset), record));
    }

    /// Adds a record of 0 to [Journal#MAX_RECORD_BYTES] bytes.
    ///
    /// Records stand in the order of the calls. The stage completes, on the thread that writes, once the record is
    /// durable, or fails as that of [Journal#append].
    ///
    /// @param record composes it on the thread that writes, so that it may need the disk; it must not throw
    /// @param bytes  about how many it will be
    public CompletionStage<Place> append(Supplier<byte[]> record, int bytes) {
        var draft = new Placed(record, bytes);
        return writer.append(draft).thenApply(_ -> draft.place);
    }

    /// A record that remembers where it came to stand. Confined to the thread that writes.
    private static final class Placed implements Draft {
        private final Supplier<byte[]> record;
        private final int bytes;
        private Place place = new Place(0, 0);

        private Placed(Supplier<byte[]> record, int bytes) {
            this.record = record;
            this.bytes = bytes;
        }

        @Override
        public byte[] payload() {
            return record.get();
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void stands(long segment, long offset) {
            place = new Place(segment, offset);
        }
    }

    /// The record at `place`.
    ///
    /// @throws IOException when it is not there (any more), or not whole
    public byte[] read(Place place) throws IOException {
        try (var channel = FileChannel.open(path(place.segment()), StandardOpenOption.READ)) {
            return Segment.frameAt(channel, place.segment(), place.offset());
        }
    }

    /// The numbers of all segments, the newest last.
    ///
    /// @throws IOException when the folder cannot be read
    public List<Long> segments() throws IOException {
        return disk.list(folder).stream().map(Names.LOG::number).filter(number -> number >= 0).sorted().toList();
    }

    /// How long a segment is, in bytes.
    ///
    /// @throws IOException when it is not there
    public long bytes(long segment) throws IOException {
        return Files.size(path(segment));
    }

    /// Replaces a sealed segment by one that holds only `live`, in one step: a cut leaves the old one or the new one.
    /// It returns once the new one is safe on disk.
    ///
    /// @return where they stand now, in the order given
    /// @throws IOException when it cannot be done; then it is as it was
    public List<Place> rewrite(long segment, List<byte[]> live) throws IOException {
        int bytes = live.stream().mapToInt(record -> Segment.FRAME_BYTES + record.length).sum();
        var buffer = ByteBuffer.allocate(Segment.HEADER_BYTES + bytes).put(Segment.header(segment));
        var places = new ArrayList<Place>();
        for (var record : live) {
            places.add(new Place(segment, buffer.position()));
            Segment.putFrame(buffer, segment, buffer.position(), record);
        }
        var unfinished = folder.resolve(CLEANING);
        try (var fresh = disk.create(unfinished)) {
            fresh.write(buffer.flip());
            fresh.sync();
        }
        disk.move(unfinished, path(segment));
        disk.syncFolder(folder);
        return places;
    }

    /// Copies a damaged segment to `log-<number>.damaged`, for people.
    public void keepAside(long segment) throws IOException {
        disk.copy(path(segment), folder.resolve(Names.LOG.damaged(segment)));
        disk.syncFolder(folder);
    }

    /// Deletes a sealed segment. Whoever holds a [Place] in it can no longer read it.
    public void delete(long segment) throws IOException {
        disk.delete(path(segment));
    }

    private Path path(long segment) {
        return folder.resolve(Names.LOG.of(segment));
    }

    /// Hands out the records of a [Journal] that stands in the same folder, as an earlier version of the owner left it.
    ///
    /// @return whether there is one
    /// @throws IOException when it cannot be read
    public boolean replayFormer(Consumer<byte[]> each) throws IOException {
        long number = disk.list(folder).stream().mapToLong(Names.JOURNAL::number).max().orElse(-1);
        if (number >= 0) {
            Segment.read(folder.resolve(Names.JOURNAL.of(number)), number, each::accept);
        }
        return number >= 0;
    }

    /// Deletes the [Journal] in the same folder, once all that it held is in this log.
    public void deleteFormer() throws IOException {
        for (var name : disk.list(folder)) {
            if (Names.JOURNAL.number(name) >= 0) {
                disk.delete(folder.resolve(name));
            }
        }
        disk.syncFolder(folder);
    }

    /// Why every further append fails, until the log is closed and opened again.
    public Optional<IOException> failure() {
        return writer.failure();
    }

    /// Waits until what was appended is written, up to 30 s, and lets go of the folder.
    @Override
    public void close() throws IOException {
        if (!writer.close(CLOSE_LIMIT_MILLIS)) {
            throw new IOException("log did not close in %d ms".formatted(CLOSE_LIMIT_MILLIS));
        }
    }
}
