// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who writes a journal, and the bounded queue in front of it.
///
/// A thread of its own writes what [#append] brings. Who has a thread that may wait for the disk anyway uses [#enter]
/// and [#writeHere], and saves waking another one. Whoever has the turn takes all that waits, in order.
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MAX_BATCH = 512;

    // Why a failed sync ends this journal: Linux marks the pages of a failed write-back clean, so the next
    // sync may succeed although the bytes never reached the medium. Only a copy of what can be read, written
    // to fresh pages, can be trusted again. That is what open does, every time, and why it never appends to
    // an old file.

    private final Tail tail;
    private final boolean sync;
    private final Closeable lock;
    private final Thread thread;
    private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(Journal.MAX_WAITING);
    private final Object admission = new Object();
    private final ReentrantLock turn = new ReentrantLock();
    private boolean open = true; // whoever has the turn
    private long waitingBytes;
    private boolean closed;
    private volatile long bytes;
    private volatile IOException failure;

    /// Starts the thread, which closes `tail` and `lock` when it ends.
    Writer(String name, Tail tail, boolean sync, Closeable lock) {
        this.tail = tail;
        this.sync = sync;
        this.lock = lock;
        this.bytes = tail.size();
        this.thread = Thread.ofPlatform().name(name).start(this::run);
    }

    CompletionStage<Void> append(Draft draft) {
        var done = enter(draft);
        LockSupport.unpark(thread);
        return done;
    }

    /// As [#append], but wakes nobody: [#writeHere] is to follow.
    CompletionStage<Void> enter(Draft draft) {
        return submit(new Order.Append(draft, new CompletableFuture<>()), draft.bytes());
    }

    CompletionStage<Void> rotate(List<byte[]> live) {
        var done = submit(new Order.Rotate(live, new CompletableFuture<>()), 0);
        LockSupport.unpark(thread);
        return done;
    }

    /// Writes what waits on the caller's thread, unless another one is at it, which then writes that too.
    void writeHere() {
        while (!orders.isEmpty() && !turn.isHeldByCurrentThread()) { // held: a completion asks, and we go on anyway
            if (!takeTurn()) {
                LockSupport.unpark(thread);
                return;
            }
        }
    }

    long bytes() {
        return bytes;
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private CompletionStage<Void> submit(Order order, int payloadBytes) {
        synchronized (admission) {
            if (closed) {
                order.done().completeExceptionally(new RejectedExecutionException("journal is closed"));
            } else if (waitingBytes + payloadBytes > Journal.MAX_WAITING_BYTES || !orders.offer(order)) {
                order.done().completeExceptionally(new RejectedExecutionException("journal is overloaded"));
            } else {
                waitingBytes += payloadBytes;
            }
        }
        return order.done();
    }

    /// Takes no more orders and waits for those it has. False when they took longer than `limitMillis`.
    boolean close(long limitMillis) {
        boolean first;
        synchronized (admission) {
            first = !closed;
            closed = true;
        }
        try {
            if (first) {
                orders.put(new Order.Close(new CompletableFuture<>()));
                LockSupport.unpark(thread);
            }
            return thread.join(Duration.ofMillis(limitMillis));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        try {
            while (goesOn()) {
                if (orders.isEmpty()) {
                    LockSupport.park(this); // returns at once when unparked since the orders were looked at
                }
                if (Thread.interrupted()) {
                    fail(new IOException("journal thread was interrupted"));
                    return;
                }
                turn.lock();
                try {
                    carryOutWhatWaits();
                } finally {
                    turn.unlock();
                }
            }
        } finally {
            end();
        }
    }

    private boolean goesOn() {
        turn.lock();
        try {
            return open;
        } finally {
            turn.unlock();
        }
    }

    /// False when another thread has the turn, or the journal is at its end.
    private boolean takeTurn() {
        if (!turn.tryLock()) {
            return false;
        }
        try {
            carryOutWhatWaits();
            return open;
        } finally {
            turn.unlock();
        }
    }

    private void carryOutWhatWaits() {
        var batch = new ArrayList<Order>();
        try {
            orders.drainTo(batch, MAX_BATCH);
            open &= carryOut(batch);
        } catch (RuntimeException | Error e) {
            open = false;
            LOG.error("journal ended", e);
            fail(new IOException("journal ended", e));
            batch.forEach(order -> order.done().completeExceptionally(failure));
        }
    }

    /// Runs of appends are one commit each. False when the journal is to be closed.
    private boolean carryOut(List<Order> batch) {
        var appends = new ArrayList<Order.Append>();
        for (var order : batch) {
            switch (order) {
                case Order.Append append -> appends.add(append);
                case Order.Rotate rotate -> {
                    commit(appends);
                    startOver(rotate);
                }
                case Order.Close(var done) -> {
                    commit(appends);
                    done.complete(null);
                    return false;
                }
            }
        }
        commit(appends);
        return true;
    }

    private void commit(List<Order.Append> appends) {
        if (appends.isEmpty()) {
            return;
        }
        var group = List.copyOf(appends);
        appends.clear();
        synchronized (admission) {
            group.forEach(append -> waitingBytes -= append.draft().bytes());
        }
        var problem = failure().or(() -> write(group));
        bytes = tail.size();
        for (var append : group) {
            problem.ifPresentOrElse(append.done()::completeExceptionally, () -> append.done().complete(null));
        }
        if (problem.isEmpty()) {
            roll();
        }
    }

    private Optional<IOException> write(List<Order.Append> group) {
        long offset = tail.size();
        var payloads = group.stream().map(append -> append.draft().payload()).toList();
        try {
            tail.write(payloads);
            if (sync) {
                tail.sync();
            }
        } catch (IOException e) {
            return Optional.of(tail.sound() ? e : fail(e));
        }
        for (int i = 0; i < payloads.size(); i++) {
            group.get(i).draft().stands(tail.number(), offset);
            offset += Segment.FRAME_BYTES + payloads.get(i).length;
        }
        return Optional.empty();
    }

    private void roll() {
        try {
            tail.rollWhenFull();
        } catch (IOException e) {
            if (tail.sound()) {
                LOG.warn("journal goes on in a segment that is full: {}", e.toString());
            } else {
                fail(e);
            }
        }
    }

    private void startOver(Order.Rotate rotate) {
        if (failure != null) {
            rotate.done().completeExceptionally(failure);
            return;
        }
        try {
            tail.startNext(sink -> {
                for (var payload : rotate.live()) {
                    sink.accept(payload);
                }
            });
            bytes = tail.size();
        } catch (IOException e) {
            rotate.done().completeExceptionally(tail.sound() ? e : fail(e));
            return;
        }
        try {
            tail.deleteOthers();
        } catch (IOException e) {
            LOG.warn("journal keeps an old segment until it is opened again: {}", e.toString());
        }
        rotate.done().complete(null);
    }

    private IOException fail(IOException cause) {
        failure = new IOException("journal failed and takes no more records until it is opened again", cause);
        LOG.error("journal failed: {}", cause.toString());
        return failure;
    }

    /// Nobody waits for ever, whatever ended the thread.
    private void end() {
        synchronized (admission) {
            closed = true;
        }
        var why = new RejectedExecutionException("journal is closed");
        turn.lock();
        try {
            open = false;
            var late = new ArrayList<Order>();
            orders.drainTo(late);
            late.forEach(order -> order.done().completeExceptionally(why));
        } finally {
            turn.unlock();
        }
        try {
            tail.close();
            lock.close();
        } catch (IOException e) {
            LOG.warn("journal closed badly: {}", e.toString());
        }
    }
}
