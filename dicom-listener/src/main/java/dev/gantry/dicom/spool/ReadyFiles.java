// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empty files that wait for their objects.
///
/// A synced file without a synced name is lost in a power cut. The name of one file costs as much as the names of a
/// hundred, up to some milliseconds: so names are made and synced ahead, many at once, and no object waits for its own.
/// A thread of its own refills; who finds none left gets a name that is still to be synced.
final class ReadyFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyFiles.class);
    private static final int ENOUGH = 192;
    private static final int FEW = 96;
    private static final long STOP_SECONDS = 10;

    private final Supplier<String> ids;
    private final Function<String, Path> folders;
    private final boolean ahead;
    private final ConcurrentLinkedQueue<Name> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean refilling = new AtomicBoolean();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("spool-names").factory());

    /// Where an object's file goes.
    ///
    /// @param id     the object's too
    /// @param synced the file is there, and its name survives a power cut
    record Name(String id, Path folder, boolean synced) {}

    /// @param ids   gives new ids
    /// @param folders gives the folder for an id, made and synced
    /// @param ahead whether names are to be made ahead: only where they are synced at all
    ReadyFiles(Supplier<String> ids, Function<String, Path> folders, boolean ahead) {
        this.ids = ids;
        this.folders = folders;
        this.ahead = ahead;
        refill();
    }

    Name take() {
        var name = ready.poll();
        if (name == null) {
            var id = ids.get();
            refill();
            return new Name(id, folders.apply(id), false);
        }
        if (count.decrementAndGet() < FEW) {
            refill();
        }
        return name;
    }

    private void refill() {
        if (ahead && refilling.compareAndSet(false, true)) {
            thread.execute(() -> {
                try {
                    make();
                } catch (IOException | UncheckedIOException e) {
                    LOG.warn("no files could be made ahead cause={}", e.toString());
                } finally {
                    refilling.set(false);
                }
            });
        }
    }

    private void make() throws IOException {
        var fresh = new ArrayList<Name>();
        var touched = new LinkedHashSet<Path>();
        for (int i = count.get(); i < ENOUGH; i++) {
            var id = ids.get();
            var name = new Name(id, folders.apply(id), true);
            if (SpoolFile.path(name).toFile().createNewFile()) { // else the clock was set back: that id is taken
                touched.add(name.folder());
                fresh.add(name);
            }
        }
        for (var folder : touched) {
            Disk.syncFolder(folder);
        }
        ready.addAll(fresh);
        count.addAndGet(fresh.size());
    }

    /// Removes what was not used. After a crash the next start does.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("files are still being made ahead after {} s", STOP_SECONDS);
            }
            for (var name = ready.poll(); name != null; name = ready.poll()) {
                Files.deleteIfExists(SpoolFile.path(name));
            }
        } catch (IOException e) {
            LOG.warn("files made ahead could not be removed cause={}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
