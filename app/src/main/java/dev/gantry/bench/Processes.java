// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The processes of a benchmark and its folder; both go when it ends, by Ctrl-C too.
final class Processes implements AutoCloseable {
    private static final long STOP_SECONDS = 10;
    private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin");

    private final Path folder;
    private final Deque<Process> running = new ArrayDeque<>();
    private final Thread onExit = new Thread(this::end, "bench-exit");

    Processes(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /// Where a program is installed, on the PATH or in the usual folders.
    static Optional<Path> installed(String program) {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), FOLDERS.stream())
                .filter(name -> !name.isEmpty())
                .map(name -> Path.of(name, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts a process whose output goes to a file of the folder.
    Process start(String log, List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
        synchronized (running) {
            running.push(process);
        }
        return process;
    }

    void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        synchronized (running) {
            running.forEach(this::stop);
            running.clear();
        }
        try {
            empty(folder);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.err.println("gantry bench: " + folder + " could not be removed: " + e.getMessage());
        }
    }

    /// Removes all that is in a folder, but not the folder.
    static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
            end();
        } catch (IllegalStateException _) {
            // the JVM is going down: the hook does it
        }
    }
}
