// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The local disk, but one that can stop at any step, forget what was not synced, and fail to sync.
final class FaultyDisk implements Disk {
    private static final int NEVER = Integer.MAX_VALUE;

    private interface Undo {
        void run() throws IOException;
    }

    private final List<String> steps = new ArrayList<>();
    private final Map<Path, Long> written = new HashMap<>();
    private final Map<Path, Long> synced = new HashMap<>();
    private final Map<Path, FaultyFile> files = new HashMap<>();
    private final Deque<Undo> unsyncedNames = new ArrayDeque<>();
    private final Path graveyard;
    private int stopAt = NEVER;
    private String failing = "";
    private int kept;

    /// @param graveyard a folder outside the journal's that keeps what is deleted
    FaultyDisk(Path graveyard) {
        this.graveyard = graveyard;
    }

    /// The power goes at the step after `steps` more steps.
    synchronized void stopAfter(int more) {
        stopAt = steps.size() + more;
    }

    /// Every step whose name begins with `step` fails from now on; an empty name lets all succeed.
    synchronized void fail(String step) {
        failing = step;
    }

    synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    synchronized boolean stopped() {
        return steps.size() > stopAt;
    }

    /// What a power cut leaves: nothing that was not synced, neither bytes nor names.
    synchronized void losePower() throws IOException {
        for (var entry : written.entrySet()) {
            if (Files.exists(entry.getKey())) {
                cut(entry.getKey(), synced.getOrDefault(entry.getKey(), 0L));
            }
        }
        while (!unsyncedNames.isEmpty()) {
            unsyncedNames.pop().run();
        }
    }

    private void step(String name) throws IOException {
        steps.add(name);
        if (steps.size() > stopAt) {
            throw new IOException("the power is gone before " + name);
        }
        if (!failing.isEmpty() && name.startsWith(failing)) {
            throw new IOException("cannot " + name);
        }
    }

    @Override
    public synchronized Appending create(Path file) throws IOException {
        step("create");
        var real = LOCAL.create(file);
        written.put(file, 0L);
        synced.put(file, 0L);
        unsyncedNames.push(() -> Files.deleteIfExists(file));
        var made = new FaultyFile(real, file);
        files.put(file, made);
        return made;
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        step("move");
        var replaced = graveyard.resolve("grave-" + kept++);
        boolean over = Files.exists(to);
        if (over) {
            Files.copy(to, replaced);
            cut(replaced, synced.getOrDefault(to, Files.size(to)));
        }
        LOCAL.move(from, to);
        written.put(to, written.remove(from));
        synced.put(to, synced.remove(from));
        files.put(to, files.remove(from));
        files.get(to).at = to;
        unsyncedNames.push(() -> {
            LOCAL.move(to, from);
            if (over) {
                Files.move(replaced, to);
            }
        });
    }

    private static void cut(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Override
    public synchronized void copy(Path from, Path to) throws IOException {
        step("copy");
        LOCAL.copy(from, to);
        unsyncedNames.push(() -> Files.deleteIfExists(to));
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        step("delete");
        var grave = graveyard.resolve("grave-" + kept++);
        Files.move(file, grave);
        unsyncedNames.push(() -> Files.move(grave, file));
    }

    @Override
    public synchronized void syncFolder(Path folder) throws IOException {
        step("syncFolder");
        LOCAL.syncFolder(folder);
        unsyncedNames.clear();
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        return LOCAL.list(folder);
    }

    /// A file that remembers how much of it is synced; it may be renamed while it is written.
    private final class FaultyFile implements Appending {
        private final Appending real;
        private Path at;
        private long size;

        FaultyFile(Appending real, Path at) {
            this.real = real;
            this.at = at;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            synchronized (FaultyDisk.this) {
                int all = bytes.remaining();
                if (stopAt == steps.size() || "write".equals(failing)) {
                    real.write(bytes.slice(0, all / 2));
                    written.put(at, size + all / 2);
                }
                step("write");
                real.write(bytes);
                size += all;
                written.put(at, size);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (FaultyDisk.this) {
                step("sync");
                real.sync();
                synced.put(at, size);
            }
        }

        @Override
        public void truncate(long to) throws IOException {
            synchronized (FaultyDisk.this) {
                step("truncate");
                real.truncate(to);
                size = to;
                written.put(at, size);
            }
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
