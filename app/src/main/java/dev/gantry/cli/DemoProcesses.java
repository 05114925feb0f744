// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The processes of the demo and their folder; both go when it ends, by Ctrl-C too.
final class DemoProcesses implements AutoCloseable {
    private static final long STOP_SECONDS = 10;

    private final Path folder;
    private final Deque<Process> running = new ArrayDeque<>();
    private final Thread onExit = new Thread(this::end, "demo-exit");

    DemoProcesses(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    private Process started(ProcessBuilder builder) throws IOException {
        var process = builder.directory(folder.toFile()).start();
        synchronized (running) {
            running.push(process);
        }
        return process;
    }

    /// A process whose output goes to a file of the demo's folder.
    Process startQuietly(List<String> command, String log) throws IOException {
        return started(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile()));
    }

    /// Another `gantry` command, on the same JVM and class path.
    Process gantry(String... arguments) throws IOException {
        var command = java(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return started(new ProcessBuilder(command));
    }

    static List<String> java(String classPath) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(classPath);
        return command;
    }

    /// Hands each line that a process prints to `each`, on a thread of its own.
    static void lines(String name, BufferedReader output, Consumer<String> each) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try (output) {
                for (var line = output.readLine(); line != null; line = output.readLine()) {
                    each.accept(line);
                }
            } catch (IOException _) {
                // the process was stopped
            }
        });
    }

    private void stopAll() {
        synchronized (running) {
            running.forEach(Process::destroy); // SIGTERM, the last started first
            for (var process : running) {
                try {
                    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                } catch (InterruptedException _) {
                    process.destroyForcibly();
                    Thread.currentThread().interrupt();
                }
            }
            running.clear();
        }
    }

    private void end() {
        stopAll();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("gantry demo: " + folder + " could not be removed: " + e.getMessage());
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
