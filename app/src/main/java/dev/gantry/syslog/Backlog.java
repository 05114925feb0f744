// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import dev.gantry.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the receiver may not have yet, in its order: in memory, and on disk for the next start. Bounded.
///
/// Syslog has no acknowledgement. What was written counts as delivered once the connection has lived on for a while, or
/// the receiver has ended it in answer to us; of a connection that broke, what was written last is written again.
/// Thread-safe.
final class Backlog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    static final int MOST = 10_000;
    static final long MOST_BYTES = 16L << 20;
    /// Rewritten when it has so much more than what is live.
    private static final long SLACK_BYTES = 4L << 20;
    private static final byte ENTERED = 'E';
    private static final byte DELIVERED = 'D';
    private static final int HEAD_BYTES = 1 + Long.BYTES;

    private final Journal journal;
    private final int most;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Deque<Written> written = new ArrayDeque<>();
    private long last;
    private long bytes;
    private volatile Optional<String> trouble = Optional.empty();

    /// @param number from 1
    record Entry(long number, byte[] frame) {}

    private record Written(Entry entry, long atNanos) {}

    private Backlog(Journal journal, int most) throws IOException {
        this.journal = journal;
        this.most = most;
        journal.replay(this::replayed);
        journal.recovered().damages().forEach(damage -> LOG.error(
                "of what waited for the syslog receiver some is damaged on disk bytes={} kept-aside=segment-{}.damaged",
                damage.bytes(), damage.segment()));
        tidy();
    }

    static Backlog open(Path folder, int most) throws IOException {
        var journal = Journal.open(folder, Journal.Durability.SYNC);
        try {
            return new Backlog(journal, most);
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private void replayed(byte[] record) {
        var read = ByteBuffer.wrap(record);
        byte kind = read.get();
        long number = read.getLong();
        last = Math.max(last, number);
        if (kind == ENTERED) {
            var frame = new byte[read.remaining()];
            read.get(frame);
            waiting.add(new Entry(number, frame));
            bytes += frame.length;
        } else {
            while (!waiting.isEmpty() && waiting.getFirst().number() <= number) {
                bytes -= waiting.removeFirst().frame().length;
            }
        }
    }

    /// Adds one at the end.
    ///
    /// @param frame makes it from its number
    /// @param must  even when it is full
    /// @return whether there was room
    synchronized boolean add(LongFunction<byte[]> frame, boolean must) {
        if (!must && (size() >= most || bytes >= MOST_BYTES)) {
            return false;
        }
        var entry = new Entry(last + 1, frame.apply(last + 1));
        last++;
        waiting.add(entry);
        bytes += entry.frame().length;
        heed(journal.append(record(entry)));
        notifyAll();
        return true;
    }

    /// Whether a good part of it is free.
    synchronized boolean roomy() {
        return size() < most - most / 10 && bytes < MOST_BYTES - MOST_BYTES / 10;
    }

    synchronized Optional<Entry> next() {
        return Optional.ofNullable(waiting.peek());
    }

    /// Waits for a next one, for a word from elsewhere ([#wake]), or for so long.
    synchronized void await(long millis) throws InterruptedException {
        if (waiting.isEmpty()) {
            wait(millis);
        }
    }

    synchronized void wake() {
        notifyAll();
    }

    /// The next one was written.
    synchronized void wrote(long nowNanos) {
        written.add(new Written(waiting.remove(), nowNanos));
    }

    /// The connection broke: what was written and may not have come is to be written again.
    synchronized void rewind() {
        while (!written.isEmpty()) {
            waiting.addFirst(written.removeLast().entry());
        }
    }

    /// What was written before then is with the receiver.
    synchronized void delivered(long beforeNanos) {
        long number = 0;
        while (!written.isEmpty() && written.getFirst().atNanos() - beforeNanos < 0) {
            var entry = written.removeFirst().entry();
            number = entry.number();
            bytes -= entry.frame().length;
        }
        if (number > 0) {
            heed(journal.append(record(number)));
            tidy();
        }
    }

    private void tidy() {
        if (journal.bytes() > bytes + SLACK_BYTES) {
            heed(journal.rotate(live()));
        }
    }

    private Iterable<byte[]> live() {
        var live = new ArrayList<byte[]>();
        live.add(record(last - size()));
        Stream.concat(written.stream().map(Written::entry), waiting.stream()).map(Backlog::record).forEach(live::add);
        return live;
    }

    private static byte[] record(Entry entry) {
        return ByteBuffer.allocate(HEAD_BYTES + entry.frame().length)
                .put(ENTERED).putLong(entry.number()).put(entry.frame()).array();
    }

    private static byte[] record(long delivered) {
        return ByteBuffer.allocate(HEAD_BYTES).put(DELIVERED).putLong(delivered).array();
    }

    private void heed(CompletionStage<Void> kept) {
        kept.whenComplete((_, failure) -> trouble = Optional.ofNullable(failure)
                .map(why -> "what waits for the audit trail's receiver cannot be kept on disk (" + why.getMessage()
                        + "); a stop would lose it"));
    }

    synchronized int size() {
        return waiting.size() + written.size();
    }

    /// What is wrong with the disk.
    Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
