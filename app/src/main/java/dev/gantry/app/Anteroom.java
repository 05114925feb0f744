// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.dicom.spool.Arrivals;
import dev.gantry.dicom.spool.StoredObject;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What comes before the models are ready waits here, in its order; from then on everything goes where it belongs at once: to the desk.
///
/// The scanner is answered meanwhile: the objects are kept in the spool. Some wait in memory; what comes after
/// them is read back from the spool. Any thread.
final class Anteroom<T extends Arrivals> implements Arrivals {
    private static final int MOST_HELD = 1000;
    private static final long KEPT_WITHIN_SECONDS = 30;

    private final LongSupplier nanoClock;
    private final int mostHeld;
    private final Deque<Consumer<T>> waiting = new ArrayDeque<>();
    private final Set<String> early = new HashSet<>();
    private final Map<String, Future<Void>> later = new LinkedHashMap<>();
    private Consumer<StoredObject> replaying = _ -> {};
    private volatile Optional<T> desk = Optional.empty();
    private volatile boolean visited;

    Anteroom(LongSupplier nanoClock) {
        this(nanoClock, MOST_HELD);
    }

    /// @param mostHeld objects and words that wait in memory
    Anteroom(LongSupplier nanoClock, int mostHeld) {
        this.nanoClock = nanoClock;
        this.mostHeld = mostHeld;
    }

    /// Opens the door. Those of an earlier life of the process come first, then those that wait.
    ///
    /// @param replay tells this of each object of the spool that is not settled; called on this thread
    /// @param pace   returns when there is room for one more of those that waited
    /// @return how many were of an earlier life
    int open(T to, Runnable replay, Runnable pace) {
        var count = new int[1];
        replay(object -> {
            if (!isEarly(object)) {
                pace.run();
                to.arrived(object);
                count[0]++;
            }
        }, replay);
        int paced = waitingNow();
        while (true) {
            var next = next(to);
            if (desk.isPresent()) {
                return count[0];
            }
            if (paced-- > 0) {
                pace.run();
            }
            next.ifPresentOrElse(it -> it.accept(to), () -> readBack(to, replay, pace));
        }
    }

    private synchronized boolean isEarly(StoredObject object) {
        return early.contains(object.id());
    }

    private synchronized int waitingNow() {
        return waiting.size();
    }

    /// The next that waits; when nobody does any more, the door is open.
    private synchronized Optional<Consumer<T>> next(T to) {
        var next = Optional.ofNullable(waiting.poll());
        if (next.isEmpty() && later.isEmpty()) {
            desk = Optional.of(to);
            early.clear();
        }
        return next;
    }

    /// Those for whom there was no room in memory.
    private void readBack(T to, Runnable replay, Runnable pace) {
        var those = those();
        those.values().forEach(Anteroom::await);
        replay(object -> {
            if (those.containsKey(object.id())) {
                pace.run();
                to.arrived(object);
            }
        }, replay);
        synchronized (this) {
            later.keySet().removeAll(those.keySet()); // whom the spool did not keep it has refused
        }
    }

    private synchronized Map<String, Future<Void>> those() {
        return new LinkedHashMap<>(later);
    }

    private void replay(Consumer<StoredObject> each, Runnable replay) {
        synchronized (this) {
            replaying = each;
        }
        replay.run();
    }

    private static void await(Future<Void> kept) {
        try {
            kept.toCompletionStage().toCompletableFuture().get(KEPT_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // not kept: the sender was told so
        }
    }

    @Override
    public void arrived(StoredObject object) {
        visited = visited || !object.replayed();
        var open = desk;
        if (open.isPresent()) {
            open.get().arrived(object);
        } else if (object.replayed()) {
            replayed(object);
        } else {
            enter(object);
        }
    }

    private void replayed(StoredObject object) {
        Consumer<StoredObject> to;
        synchronized (this) {
            to = replaying;
        }
        to.accept(object);
    }

    private void enter(StoredObject object) {
        Optional<T> open;
        synchronized (this) {
            open = desk;
            if (open.isEmpty()) {
                early.add(object.id());
                if (waiting.size() < mostHeld) {
                    waiting.add(to -> to.arrived(object.waited(nanoClock.getAsLong())));
                } else {
                    later.put(object.id(), object.kept());
                    object.bytes().release();
                }
            }
        }
        open.ifPresent(it -> it.arrived(object));
    }

    /// Something that is no object, in its order among them.
    void tell(Consumer<T> words) {
        Optional<T> open;
        synchronized (this) {
            open = desk;
            if (open.isEmpty()) {
                waiting.add(words);
            }
        }
        open.ifPresent(words);
    }

    /// Whether anything came in this life of the process.
    boolean visited() {
        return visited;
    }

    /// Who waits, in memory or in the spool.
    synchronized int crowd() {
        return waiting.size() + later.size();
    }
}
