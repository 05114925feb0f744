// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings.Durability;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes to the spool's disk.
///
/// It takes all that waits at once: chunks of one file leave in one write, and objects that finish together share the
/// sync of their folder and of the journal (group commit). What waits is bounded by [#full]: associations pause their
/// sockets.
final class SpoolWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final long FULL_BYTES = 32L << 20;
    private static final long STOP_MILLIS = 10_000;

    private sealed interface Task {
        record Write(SpoolFile file, Chunk chunk) implements Task {}

        record Finish(SpoolFile file, StoredObject object, Promise<Void> kept) implements Task {}

        record Discard(SpoolFile file) implements Task {}

        record Mark(Promise<Void> reached) implements Task {}

        record Stop() implements Task {}
    }

    private final Durability durability;
    private Optional<OpenOption> direct;
    private final JournalOfObjects journal;
    private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ArrayDeque<Runnable> paused = new ArrayDeque<>();
    private final Thread thread;

    SpoolWriter(Durability durability, JournalOfObjects journal) {
        this.durability = durability;
        this.direct = SpoolFile.directOption();
        this.journal = journal;
        this.thread = Thread.ofPlatform().name("spool-writer").start(this::work);
    }

    /// Writes the entries of objects that are whole on disk.
    interface JournalOfObjects {
        /// Takes the entry; `kept` completes once it is written.
        void received(StoredObject object, Promise<Void> kept);

        /// Writes the entries taken, on the calling thread where it can.
        void write();
    }

    /// The chunk is the writer's from now on.
    void write(SpoolFile file, Chunk chunk) {
        enqueue(new Task.Write(file, chunk), Chunk.BYTES);
    }

    /// Writes what has come since the last full chunk: the object has no more.
    void writeRest(SpoolFile file) {
        file.bytes().rest().ifPresent(chunk -> write(file, chunk));
    }

    void finish(SpoolFile file, StoredObject object, Promise<Void> kept) {
        enqueue(new Task.Finish(file, object, kept), 0);
    }

    void discard(SpoolFile file) {
        enqueue(new Task.Discard(file), 0);
    }

    /// Completes when all that was handed over before is written, committed or removed.
    Future<Void> caughtUp() {
        var reached = Promise.<Void>promise();
        enqueue(new Task.Mark(reached), 0);
        return reached.future();
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
        var chunks = new LinkedHashMap<SpoolFile, List<Chunk>>();
        var finishes = new ArrayList<Task.Finish>();
        var marks = new ArrayList<Promise<Void>>();
        boolean stop = false;
        for (var task : batch) {
            switch (task) {
                case Task.Write(var file, var chunk) ->
                    chunks.computeIfAbsent(file, _ -> new ArrayList<>()).add(chunk);
                case Task.Finish finish -> finishes.add(finish);
                case Task.Discard(var file) -> {
                    done(Optional.ofNullable(chunks.remove(file)).orElse(List.of()));
                    remove(file);
                }
                case Task.Mark(var reached) -> marks.add(reached);
                case Task.Stop _ -> stop = true;
            }
        }
        chunks.forEach(this::write);
        commit(finishes);
        marks.forEach(Promise::complete);
        return stop;
    }

    /// A failure spoils the file: later writes would leave a hole.
    private void write(SpoolFile file, List<Chunk> chunks) {
        try {
            if (file.spoiled().isEmpty()) {
                if (!file.opened()) {
                    open(file);
                }
                file.write(chunks);
            }
        } catch (IOException e) {
            LOG.error("spool write failed, the object is not kept id={} cause={}", file.id(), e.toString());
            file.spoil(e);
        } finally {
            done(chunks);
        }
    }

    private void done(List<Chunk> chunks) {
        for (var chunk : chunks) {
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
                if (finish.file().spoiled().isPresent()) {
                    drop(finish, finish.file().spoiled().get());
                    continue;
                }
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
                journal.received(finish.object(), finish.kept());
            }
            journal.write();
            written.forEach(finish -> close(finish.file())); // nobody waits for that
        } catch (IOException e) {
            written.forEach(finish -> fail(finish, e));
        }
    }

    private static void close(SpoolFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("could not close id={} cause={}", file.id(), e.toString());
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
