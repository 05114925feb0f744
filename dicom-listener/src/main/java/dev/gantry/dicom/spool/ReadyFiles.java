// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empty files that wait for their objects.
///
/// A synced file without a synced name is lost in a power cut. The name of one file costs as much as the names of a
/// hundred, up to some milliseconds; and to make a file at all costs up to half a millisecond on a file system on which
/// many were deleted lately (ext4 looks for an inode that was not). So files are made ahead, many at once, and no object
/// waits for its own. A thread of its own does that when for a moment nothing arrives, or when hardly any are left; who
/// finds none gets a name that is still to be made and synced.
final class ReadyFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyFiles.class);
    private static final int ENOUGH = 1024; // a large CT series
    private static final int FEW = 256; // more than come in while it is not looked
    private static final int BATCH = 64;
    private static final long QUIET_MILLIS = 50;
    private static final long STOP_SECONDS = 10;

    private final Supplier<String> ids;
    private final Function<String, Path> folders;
    private final boolean synced;
    private final LongSupplier nanoClock;
    private final ConcurrentLinkedDeque<Name> ready = new ConcurrentLinkedDeque<>(); // youngest first
    private final ConcurrentLinkedQueue<Name> stale = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean pending = new AtomicBoolean();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("spool-names").factory());
    private volatile long takenAtNanos;
    private boolean failing;

    /// Where an object's file goes.
    ///
    /// @param id     the object's too
    /// @param synced the file is there, and its name survives a power cut if names are synced at all
    record Name(String id, Path folder, boolean synced) {}

    /// @param ids     gives new ids
    /// @param folders gives the folder for an id, made and synced
    /// @param synced  whether names must survive a power cut
    ReadyFiles(Supplier<String> ids, Function<String, Path> folders, boolean synced, LongSupplier nanoClock) {
        this.ids = ids;
        this.folders = folders;
        this.synced = synced;
        this.nanoClock = nanoClock;
        this.takenAtNanos = nanoClock.getAsLong();
        refill(0);
    }

    /// A name of today: the day of an object is that of its folder.
    Name take() {
        takenAtNanos = nanoClock.getAsLong();
        var id = ids.get();
        var name = ready.pollFirst();
        while (name != null) {
            int left = count.decrementAndGet();
            if (Ids.day(name.id()).equals(Ids.day(id))) {
                refill(left < FEW ? 0 : QUIET_MILLIS);
                return name;
            }
            stale.add(name);
            name = ready.pollFirst();
        }
        refill(0);
        return new Name(id, folders.apply(id), false);
    }

    private void refill(long delayMillis) {
        if (!thread.isShutdown() && pending.compareAndSet(false, true)) {
            thread.schedule(this::refillNow, delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void refillNow() {
        pending.set(false);
        try {
            removeStale();
            while (count.get() < FEW || count.get() < ENOUGH && quiet()) {
                make(Math.min(BATCH, ENOUGH - count.get()));
            }
            failing = false;
        } catch (IOException | UncheckedIOException e) {
            if (!failing) {
                LOG.warn("no files can be made ahead; each object makes its own cause={}", e.toString());
            }
            failing = true;
            return;
        }
        if (count.get() < ENOUGH && !thread.isShutdown()) {
            refill(QUIET_MILLIS);
        }
    }

    private boolean quiet() {
        return nanoClock.getAsLong() - takenAtNanos >= TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS)
                && !thread.isShutdown();
    }

    private void make(int number) throws IOException {
        var fresh = new ArrayList<Name>();
        var touched = new LinkedHashSet<Path>();
        for (int i = 0; i < number; i++) {
            var id = ids.get();
            var name = new Name(id, folders.apply(id), true);
            if (SpoolFile.path(name).toFile().createNewFile()) { // else the clock was set back: that id is taken
                touched.add(name.folder());
                fresh.add(name);
            }
        }
        if (synced) {
            for (var folder : touched) {
                Disk.syncFolder(folder);
            }
        }
        fresh.forEach(ready::addFirst);
        count.addAndGet(fresh.size());
    }

    private void removeStale() throws IOException {
        var today = Ids.day(ids.get());
        for (var oldest = ready.pollLast(); oldest != null; oldest = ready.pollLast()) {
            if (Ids.day(oldest.id()).equals(today)) {
                ready.addLast(oldest);
                break;
            }
            count.decrementAndGet();
            stale.add(oldest);
        }
        for (var name = stale.poll(); name != null; name = stale.poll()) {
            Files.deleteIfExists(SpoolFile.path(name));
        }
    }

    /// Removes what was not used. After a crash the next start does.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("files are still being made ahead after {} s", STOP_SECONDS);
            }
            stale.addAll(ready);
            ready.clear();
            removeStale();
        } catch (IOException e) {
            LOG.warn("files made ahead could not be removed cause={}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
