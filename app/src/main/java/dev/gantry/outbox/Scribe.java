// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Log;
import dev.gantry.journal.Log.Place;
import dev.gantry.outbox.Kept.Said;
import dev.gantry.outbox.Register.Decision;
import dev.gantry.outbox.Register.Item;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what was decided to the log, in the order of its numbers.
final class Scribe {
    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_BYTES_AT_ONCE = 256 << 10;
    private static final long REPAIR_PAUSE_NANOS = 1_000_000_000L;
    private static final long SETTLE_LIMIT_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);

    // One record is under way at a time, and holds all that was decided while the one before it was written: that is
    // the group commit, and the proof that no number is on the disk whose predecessor is not. When the log refuses
    // (disk full, failed sync) decisions go on being made in memory, unpublished; repair() finds out what is on the
    // disk and writes the rest: neither a gap in seq nor a second id for the same picture.

    private final Register register;
    private final Object lock;
    private final Logs logs;
    private final LongSupplier nanoClock;
    private final Consumer<Entry> durable;
    private final Deque<Decision> pending = new ArrayDeque<>();
    private volatile Log log;
    private Optional<String> failure = Optional.empty();
    private boolean writing;
    private boolean broken;
    private boolean reopen;
    private long repairAtNanos;

    /// Decisions that become one record.
    private final class Frame {
        private final List<Decision> decisions = new ArrayList<>();
        private final List<Said> saids = new ArrayList<>();
        private int bytes;

        private boolean takes(Decision next) {
            return decisions.isEmpty()
                    || decisions.size() < MOST_AT_ONCE && bytes + next.bytes <= MOST_BYTES_AT_ONCE;
        }

        private void add(Decision decision) {
            decisions.add(decision);
            bytes += decision.bytes;
        }

        private List<Item> items() {
            return decisions.stream().flatMap(decision -> decision.items.stream()).toList();
        }

        /// On the thread that writes: a retraction may have to read what it takes back.
        private byte[] compose() {
            for (var item : items()) {
                var revision = item.entry.revision();
                item.entry.isNow(Entry.inMemory(revision));
                saids.add(Said.of(revision, false));
            }
            return Kept.write(new Kept.Saying(saids));
        }
    }

    /// @param durable is told of each revision that is on the disk, in order, under the lock
    Scribe(Register register, Object lock, Logs logs, LongSupplier nanoClock, Consumer<Entry> durable)
            throws IOException {
        this.register = register;
        this.lock = lock;
        this.logs = logs;
        this.nanoClock = nanoClock;
        this.durable = durable;
        this.repairAtNanos = nanoClock.getAsLong();
        this.log = logs.openFirst(register, this::head);
    }

    private byte[] head() {
        synchronized (lock) {
            if (!register.numbered()) {
                register.begin(UUID.randomUUID()); // the first segment of all
            }
            return Kept.write(new Kept.Head(register.epoch(), register.durableSeq() + 1));
        }
    }

    Log log() {
        return log;
    }

    /// Why nothing new can be kept; under the lock, as what follows.
    Optional<String> failure() {
        return failure;
    }

    void write(Decision decision) {
        pending.add(decision);
        flush();
    }

    private void flush() {
        if (broken || writing || pending.isEmpty()) {
            return;
        }
        var frame = new Frame();
        while (!pending.isEmpty() && frame.takes(pending.element())) {
            frame.add(pending.remove());
        }
        writing = true;
        log.append(frame::compose, frame.bytes)
                .whenComplete((place, problem) -> written(frame, Optional.ofNullable(place), Optional.ofNullable(problem)));
    }

    private void written(Frame frame, Optional<Place> place, Optional<Throwable> problem) {
        synchronized (lock) {
            writing = false;
            if (problem.isPresent()) {
                failed(problem.get());
                return;
            }
            for (int i = 0; i < frame.saids.size(); i++) {
                stands(frame.items().get(i), frame.saids.get(i), place.get());
            }
            failure = Optional.empty();
            flush();
        }
        frame.decisions.forEach(decision -> decision.done.complete(null));
    }

    private void failed(Throwable told) {
        var problem = told instanceof CompletionException ? told.getCause() : told;
        if (failure.isEmpty()) {
            LOG.error("outbox cannot keep outcomes: {}", problem.toString());
        }
        failure = Optional.of("outcomes cannot be kept: " + problem.getMessage());
        broken = true;
        reopen |= !(problem instanceof IOException) || log.failure().isPresent();
    }

    private void stands(Item item, Said said, Place place) {
        register.durable(item, said, place);
        durable.accept(item.entry);
    }

    /// Notes what was acknowledged; under the lock. When it fails, it is sent again after a restart: no harm.
    CompletableFuture<?> settle(List<Long> seqs) {
        var record = Kept.write(new Kept.Settled(seqs));
        return log.append(() -> record, record.length).whenComplete((_, problem) -> {
            if (problem != null) {
                synchronized (lock) {
                    failed(problem);
                }
            }
        }).toCompletableFuture();
    }

    /// As [#settle], outside the lock, and waits for the disk. False when it could not be written.
    boolean settleNow(List<Long> seqs) {
        CompletableFuture<?> written;
        synchronized (lock) {
            if (broken) {
                return false;
            }
            written = settle(seqs);
        }
        try {
            written.get(SETTLE_LIMIT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false; // the log says why
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Tries to write again what could not be written, once a second. It waits for the disk.
    void repair() {
        boolean again;
        synchronized (lock) {
            if (!broken || writing || nanoClock.getAsLong() - repairAtNanos < 0) {
                return;
            }
            repairAtNanos = nanoClock.getAsLong() + REPAIR_PAUSE_NANOS;
            again = reopen;
        }
        var found = new ArrayList<Found>();
        if (again) {
            try {
                log.close();
                var fresh = logs.open(this::head);
                log = fresh;
                fresh.replayNewest((place, record) -> {
                    if (Kept.read(record) instanceof Kept.Saying(var saids)) {
                        saids.forEach(said -> found.add(new Found(said, place)));
                    }
                });
            } catch (IOException e) {
                LOG.warn("outbox still cannot keep outcomes: {}", e.toString());
                return;
            }
        }
        takeUp(found);
    }

    private record Found(Said said, Place place) {}

    private void takeUp(List<Found> found) {
        var done = new ArrayList<Decision>();
        synchronized (lock) {
            for (var it : found) {
                var item = register.waiting(it.said().seq()).filter(waiting -> !waiting.durable);
                item.ifPresentOrElse(now -> {
                    stands(now, it.said(), it.place());
                    done.add(now.decision);
                }, () -> register.stands(it.said(), it.place()));
            }
            broken = false;
            reopen = false;
            failure = Optional.empty();
            pending.clear();
            pending.addAll(register.unwritten());
            flush();
        }
        done.forEach(decision -> decision.done.complete(null));
    }

    /// Waits for what is under way and closes the log; what cannot be written fails.
    void close(long limitMillis) throws IOException {
        synchronized (lock) {
            repairAtNanos = nanoClock.getAsLong();
        }
        repair();
        List<Decision> unwritten;
        synchronized (lock) {
            unwritten = broken ? List.of() : register.unwritten();
        }
        try {
            if (!unwritten.isEmpty()) {
                unwritten.getLast().done.get(limitMillis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("outbox closes although not all is written: {}", e.toString());
        }
        log.close();
        var lost = new IOException("the outbox was closed before this could be kept");
        synchronized (lock) {
            unwritten = register.unwritten();
        }
        unwritten.forEach(decision -> decision.done.completeExceptionally(lost));
    }
}
