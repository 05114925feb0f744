// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import static dev.gantry.journal.Journal.Durability.SYNC;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// An append-only journal: records that survive kill -9 and power loss once their append has completed.
///
/// One folder, one process, one named platform thread that writes. Appends that wait for it are written and
/// synced together (group commit). Every method may be called from any thread; none but [#open], [#replay]
/// and [#close] blocks. Completions run on the journal's thread: keep them short, or hop to another thread.
public final class Journal implements AutoCloseable {
    /// Longest record, in bytes.
    public static final int MAX_RECORD_BYTES = Segment.MAX_RECORD_BYTES;

    /// Appends that may wait at once; one more fails.
    public static final int MAX_WAITING = 4096;

    /// Bytes that may wait at once; an append beyond them fails.
    public static final long MAX_WAITING_BYTES = 64L << 20;

    private static final String LOCK = "journal.lock";
    private static final long CLOSE_LIMIT_MILLIS = 30_000;
    private static final int LOOKS = 5;

    /// What an append waits for.
    public enum Durability {
        /// The record is on the medium.
        SYNC,
        /// The record is with the kernel: safe from kill -9, not from a power cut.
        WRITE
    }

    private final Tail tail;
    private final Recovered recovered;
    private final Writer writer;
    private final Object order = new Object();
    private boolean used;

    /// Opens the journal in `folder`, made when missing, and copies what is whole in it to a fresh segment.
    ///
    /// Bytes of a last write that never finished are dropped. Where bytes are damaged, the whole file is kept
    /// aside as `segment-<number>.damaged`, the records before and after are kept, and [#recovered] says so.
    ///
    /// @throws IOException when the folder is open already, cannot be read or written (the copy needs room on
    ///                     the disk), or was written by a newer version
    public static Journal open(Path folder, Durability durability) throws IOException {
        return open(folder, durability, Disk.LOCAL);
    }

    static Journal open(Path folder, Durability durability, Disk disk) throws IOException {
        var lockFile = lock(folder);
        try {
            return new Journal(folder, durability, disk, lockFile);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /// Makes the folder when it is missing, and makes sure that nobody else writes in it.
    static FileChannel lock(Path folder) throws IOException {
        Files.createDirectories(folder);
        var lockFile =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(lockFile)) {
            lockFile.close();
            throw new IOException("journal is in use by another process: " + folder);
        }
        return lockFile;
    }

    private static boolean locked(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private Journal(Path folder, Durability durability, Disk disk, FileChannel lockFile) throws IOException {
        this.tail = new Tail(disk, folder, Names.JOURNAL);
        this.recovered = recovered(tail);
        this.writer = new Writer("journal-" + folder.getFileName(), tail, durability == SYNC, lockFile);
    }

    private static Recovered recovered(Tail tail) throws IOException {
        try {
            return tail.recover();
        } catch (IOException | RuntimeException e) {
            tail.close();
            throw e;
        }
    }

    /// The whole records in `folder` as they are now, oldest first, whether a process has the journal open or not.
    /// Nothing is written. What is appended meanwhile may be there or not.
    ///
    /// @throws IOException when there is no journal, or it cannot be read
    public static List<byte[]> look(Path folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            long number = Disk.LOCAL.list(folder).stream().mapToLong(Names.JOURNAL::number).max().orElse(-1);
            if (number < 0) {
                throw new NoSuchFileException(folder.toString());
            }
            var records = new ArrayList<byte[]>();
            try {
                Segment.read(folder.resolve(Names.JOURNAL.of(number)), number, records::add);
                return records;
            } catch (IOException e) {
                if (attempt == LOOKS) { // another segment took its place, or a write was taken back
                    throw e;
                }
            }
        }
    }

    /// What was found when this journal was opened.
    public Recovered recovered() {
        return recovered;
    }

    /// Hands out every record found at open, oldest first, on the caller's thread.
    ///
    /// @throws IllegalStateException after the first [#append] or [#rotate]
    /// @throws IOException when the journal can no longer be read
    public void replay(Consumer<byte[]> each) throws IOException {
        synchronized (order) {
            if (used) {
                throw new IllegalStateException("replay comes before the first append");
            }
            tail.replay(each::accept);
        }
    }

    /// Adds a record of 0 to [#MAX_RECORD_BYTES] bytes, which belongs to the journal from now on.
    ///
    /// Records stand in the order of the calls. The stage completes when the record is as durable as the
    /// journal, or fails with [IOException] (it is not, and will not come back at replay unless the journal
    /// failed as a whole, see [#failure]) or [RejectedExecutionException] (too much is waiting, or the
    /// journal is closed).
    ///
    /// @throws IllegalArgumentException when the record is too long
    public CompletionStage<Void> append(byte[] payload) {
        check(payload);
        synchronized (order) {
            used = true;
            return writer.append(Draft.of(payload));
        }
    }

    /// As [#append], for a thread that may wait for the disk itself: nothing need be written before it calls
    /// [#writeHere], so that several records can share one sync and no other thread is woken.
    ///
    /// @throws IllegalArgumentException when the record is too long
    public CompletionStage<Void> enter(byte[] payload) {
        check(payload);
        synchronized (order) {
            used = true;
            return writer.enter(Draft.of(payload));
        }
    }

    private static void check(byte[] payload) {
        if (payload.length > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "record: at most %d bytes, was %d".formatted(MAX_RECORD_BYTES, payload.length));
        }
    }

    /// Writes what waits on the calling thread, or leaves it to another one that is writing. Stages complete on
    /// whichever thread wrote.
    public void writeHere() {
        writer.writeHere();
    }

    /// Replaces everything appended so far by the records of `live`; later appends follow them.
    ///
    /// Call it where the appends are called, so that `live` holds exactly what the appends before it amount
    /// to. `live` is read before this returns. The new segment is synced whatever the durability. A rotation
    /// that fails leaves the journal as it was, unless [#failure] says otherwise.
    public CompletionStage<Void> rotate(Iterable<byte[]> live) {
        var copy = new ArrayList<byte[]>();
        live.forEach(copy::add);
        synchronized (order) {
            used = true;
            return writer.rotate(copy);
        }
    }

    /// Bytes of the current segment; the owner rotates when they are many more than what is live.
    public long bytes() {
        return writer.bytes();
    }

    /// Why every further append fails, until the journal is closed and opened again.
    public Optional<IOException> failure() {
        return writer.failure();
    }

    /// Waits until what was appended is written, up to 30 s, and lets go of the folder.
    @Override
    public void close() throws IOException {
        if (!writer.close(CLOSE_LIMIT_MILLIS)) {
            throw new IOException("journal did not close in %d ms".formatted(CLOSE_LIMIT_MILLIS));
        }
    }
}
