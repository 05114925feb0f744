// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is being tried right now, in a file that outlives the process: what is in it at the next start is what the
/// process may have died of.
///
/// A fixed table, written without a sync: a native crash leaves the kernel and its page cache alone, and after a power
/// cut nobody is to blame. Begin and end are one write each, tens of microseconds for both. Any thread.
final class Attempts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final int SLOT_BYTES = 256;
    private static final int SLOTS = 256;
    private static final int HEAD_BYTES = 2 + Long.BYTES;

    /// One attempt that was under way when the process ended.
    record Found(String id, String what, long number) {}

    private final RandomAccessFile file;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final List<Found> found;
    private long number;
    private boolean silent;

    private Attempts(RandomAccessFile file, long number) throws IOException {
        this.file = file;
        this.number = number;
        this.found = read();
        for (int slot = 0; slot < SLOTS; slot++) {
            free.add(slot);
        }
    }

    /// @param number greater than that of any earlier attempt, such as milliseconds since 1970 times 1000
    static Attempts open(Path path, long number) throws IOException {
        var file = new RandomAccessFile(path.toFile(), "rw"); // not a channel: those close when a thread is interrupted
        try {
            return new Attempts(file, number);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private List<Found> read() throws IOException {
        var table = ByteBuffer.allocate(SLOTS * SLOT_BYTES);
        file.seek(0);
        file.readFully(table.array(), 0, (int) Math.min(file.length(), table.capacity()));
        var attempts = new ArrayList<Found>();
        for (int at = 0; at < table.capacity(); at += SLOT_BYTES) {
            int bytes = table.getShort(at);
            if (bytes > 0 && bytes <= SLOT_BYTES - HEAD_BYTES) {
                var text = new String(table.array(), at + HEAD_BYTES, bytes, StandardCharsets.UTF_8).split("\t", 2);
                if (text.length == 2) {
                    attempts.add(new Found(text[0], text[1], table.getLong(at + 2)));
                }
            }
        }
        return attempts;
    }

    /// What was under way when an earlier process ended without closing.
    List<Found> found() {
        return found;
    }

    /// Forgets what was found: it is known elsewhere now. Writes the whole table, so that its blocks exist.
    synchronized void clear() throws IOException {
        file.seek(0);
        file.write(new byte[SLOTS * SLOT_BYTES]);
    }

    /// Notes that `what` is about to be tried with the object, until the attempt is closed.
    ///
    /// More attempts than the table has places, or a disk that cannot be written, leave it unnoted.
    synchronized Attempt begin(String id, String what) {
        if (free.isEmpty()) {
            return new Attempt(() -> {});
        }
        int slot = free.poll();
        write(slot, slot(id, what));
        return new Attempt(() -> end(slot));
    }

    private byte[] slot(String id, String what) {
        var text = (id + "\t" + what).getBytes(StandardCharsets.UTF_8);
        int bytes = Math.min(text.length, SLOT_BYTES - HEAD_BYTES);
        return ByteBuffer.allocate(HEAD_BYTES + bytes).putShort((short) bytes).putLong(number++)
                .put(text, 0, bytes).array();
    }

    private synchronized void end(int slot) {
        write(slot, new byte[2]);
        free.push(slot);
    }

    private void write(int slot, byte[] bytes) {
        try {
            file.seek((long) slot * SLOT_BYTES);
            file.write(bytes);
        } catch (IOException e) {
            if (!silent) {
                silent = true;
                LOG.warn("what is being tried cannot be noted, so a crash would not be known again cause={}",
                        e.toString());
            }
        }
    }

    /// An orderly end: what is still under way is not to blame for it.
    @Override
    public synchronized void close() throws IOException {
        silent = true; // an attempt that ends later has nothing to clear
        try {
            clear();
        } finally {
            file.close();
        }
    }
}
