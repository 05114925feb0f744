// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings.Durability;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes to the spool's disk.
///
/// It takes all that waits at once, so that objects that finish together share the sync of their folder
/// and of the journal (group commit). What waits is bounded by [#full]: associations pause their sockets.
final class SpoolWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final long FULL_BYTES = 32L << 20;
    private static final long STOP_MILLIS = 10_000;

    private sealed interface Task {
        record Write(SpoolFile file, Chunk chunk) implements Task {}

        record Finish(SpoolFile file, Optional<Chunk> rest, StoredObject object, Promise<Void> kept) implements Task {}

        record Discard(SpoolFile file) implements Task {}

        record Run(Runnable work) implements Task {}

        record Stop() implements Task {}
    }

    private final Durability durability;
    private Optional<OpenOption> direct;
    private final Consumer<Task.Finish> committed;
    private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ArrayDeque<Runnable> paused = new ArrayDeque<>();
    private final Thread thread;

    /// @param journal writes and syncs the entry of a whole object, then completes its promise
    SpoolWriter(Durability durability, JournalOfObjects journal) {
        this.durability = durability;
        this.direct = SpoolFile.directOption();
        this.committed = finish -> journal.received(finish.object(), finish.kept());
        this.thread = Thread.ofPlatform().name("spool-writer").start(this::work);
    }

    /// Writes the entry of an object that is whole on disk, then completes `kept`.
    interface JournalOfObjects {
        void received(StoredObject object, Promise<Void> kept);
    }

    /// The chunk is the writer's from now on.
    void write(SpoolFile file, Chunk chunk) {
        enqueue(new Task.Write(file, chunk), Chunk.BYTES);
    }

    void finish(SpoolFile file, StoredObject object, Promise<Void> kept) {
        var rest = file.bytes().rest();
        enqueue(new Task.Finish(file, rest, object, kept), rest.isPresent() ? Chunk.BYTES : 0);
    }

    void discard(SpoolFile file) {
        enqueue(new Task.Discard(file), 0);
    }

    /// Runs housekeeping between writes.
    void run(Runnable work) {
        enqueue(new Task.Run(work), 0);
    }

    private void enqueue(Task task, int bytes) {
        waitingBytes.addAndGet(bytes);
        queue.add(task);
    }

    /// Whether senders should pause; if so, `resume` is called once half of what waits is written.
    boolean full(Runnable resume) {
        if (waitingBytes.get() < FULL_BYTES) {
            return false;
        }
        synchronized (paused) {
            paused.add(resume);
        }
        if (waitingBytes.get() < FULL_BYTES / 2) {
            wake(); // it drained while we looked
        }
        return true;
    }

    /// Whether an answer need not wait for the disk: `durability: none`, while what waits is little.
    boolean answersFirst() {
        return durability == Durability.NONE && waitingBytes.get() < FULL_BYTES;
    }

    long waitingBytes() {
        return waitingBytes.get();
    }

    private void written(int bytes) {
        if (waitingBytes.addAndGet(-bytes) < FULL_BYTES / 2) {
            wake();
        }
    }

    private void wake() {
        synchronized (paused) {
            while (!paused.isEmpty()) {
                paused.poll().run();
            }
        }
    }

    private void work() {
        var batch = new ArrayList<Task>();
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch);
                boolean stop = carryOut(batch);
                batch.clear();
                if (stop) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean carryOut(List<Task> batch) {
        var whole = new ArrayList<Task.Finish>();
        boolean stop = false;
        for (var task : batch) {
            switch (task) {
                case Task.Write(var file, var chunk) -> put(file, chunk);
                case Task.Finish finish -> {
                    finish.rest().ifPresent(chunk -> put(finish.file(), chunk));
                    finish.file().spoiled().ifPresentOrElse(cause -> drop(finish, cause), () -> whole.add(finish));
                }
                case Task.Discard(var file) -> remove(file);
                case Task.Run(var work) -> runSafely(work);
                case Task.Stop _ -> stop = true;
            }
        }
        commit(whole);
        return stop;
    }

    /// After a write that failed, later ones would leave a hole: they are left out, and the object is not kept.
    private void put(SpoolFile file, Chunk chunk) {
        try {
            if (file.spoiled().isEmpty()) {
                if (!file.opened()) {
                    open(file);
                }
                file.write(chunk);
            }
        } catch (IOException e) {
            LOG.error("spool write failed, the object is not kept id={} cause={}", file.id(), e.toString());
            file.spoil(e);
        } finally {
            chunk.letGo();
            written(Chunk.BYTES);
        }
    }

    private void open(SpoolFile file) throws IOException {
        try {
            file.open(direct);
        } catch (IOException | UnsupportedOperationException e) {
            if (direct.isEmpty()) {
                throw e;
            }
            LOG.info("spool writes through the page cache: no direct writes here cause={}", e.toString());
            direct = Optional.empty();
            file.open(direct);
        }
    }

    /// Objects first, then the names that lead to them where that was not done ahead, then the journal: each promise
    /// holds after a power cut.
    private void commit(List<Task.Finish> whole) {
        var written = new ArrayList<Task.Finish>();
        var folders = new LinkedHashSet<Path>();
        for (var finish : whole) {
            try {
                if (durability == Durability.FSYNC) {
                    finish.file().sync();
                }
                finish.file().complete();
                if (!finish.file().name().synced()) {
                    folders.add(finish.file().name().folder());
                }
                written.add(finish);
            } catch (IOException e) {
                fail(finish, e);
            }
        }
        try {
            if (durability == Durability.FSYNC) {
                for (var folder : folders) {
                    Disk.syncFolder(folder);
                }
            }
            for (var finish : written) {
                finish.kept().future().onFailure(_ -> discard(finish.file())); // its journal entry failed
                committed.accept(finish);
            }
        } catch (IOException e) {
            written.forEach(finish -> fail(finish, e));
        }
    }

    private void fail(Task.Finish finish, IOException cause) {
        LOG.error("object not kept id={} cause={}", finish.file().id(), cause.toString());
        drop(finish, cause);
    }

    private static void drop(Task.Finish finish, IOException cause) {
        remove(finish.file());
        finish.kept().tryFail(cause);
    }

    private static void remove(SpoolFile file) {
        file.bytes().release();
        file.bytes().rest().ifPresent(Chunk::letGo);
        try {
            file.remove();
        } catch (IOException e) {
            LOG.warn("could not remove id={} cause={}", file.id(), e.toString());
        }
    }

    private static void runSafely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("spool housekeeping failed", e);
        }
    }

    /// Writes what waits, then ends; waits at most ten seconds.
    @Override
    public void close() {
        queue.add(new Task.Stop());
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
