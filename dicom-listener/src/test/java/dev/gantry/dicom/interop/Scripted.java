// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A library of others, used by a script of ours that knows `echo`, `store` and `receive`.
///
/// @param start of the command line
/// @param had   how it is had
record Scripted(String name, String version, List<String> start, Map<String, String> environment, boolean here,
        String had) implements Caller {
    private static final Path SCRIPTS = Path.of("src/test/resources/peers").toAbsolutePath();

    static Scripted odil() throws IOException, InterruptedException {
        var python = "/usr/bin/python3"; // the one that Debian's packages are for
        return new Scripted("Odil", Programs.debian("python3-odil"),
                List.of(python, "-B", SCRIPTS.resolve("odil_peer.py").toString()), Map.of(),
                Files.isExecutable(Path.of(python)) && Programs.run(python, "-c", "import odil").exit() == 0,
                "Odil (Debian package python3-odil)");
    }

    static Scripted dcmjs() throws IOException, InterruptedException {
        var environment = Map.of("NODE_PATH", Programs.globalModules());
        var asked = Programs.find("node").isEmpty() ? new Programs.Run(1, "") : Programs.run(List.of("node", "-p",
                "require('dcmjs-dimse'); require('dcmjs-dimse/package.json').version"), environment);
        return new Scripted("dcmjs-dimse", asked.output().strip(),
                List.of("node", SCRIPTS.resolve("dcmjs_peer.js").toString()), environment, asked.exit() == 0,
                "dcmjs-dimse (npm install -g dcmjs-dimse)");
    }

    @Override
    public void mustBeHere() {
        Programs.mustBeHere(here, had);
    }

    @Override
    public boolean echoes(int port, String called) throws IOException, InterruptedException {
        return says("echo", port, called, List.of()).output().contains("echo 0");
    }

    @Override
    public List<String> store(int port, String called, List<Ware> wares) throws IOException, InterruptedException {
        return says("store", port, called, wares).output().lines().filter(line -> line.startsWith("not stored ")).toList();
    }

    private Programs.Run says(String what, int port, String called, List<Ware> wares)
            throws IOException, InterruptedException {
        var command = command(what, "127.0.0.1", Integer.toString(port), called);
        wares.forEach(ware -> command.add(ware.file().toString()));
        return Programs.run(command, environment);
    }

    private List<String> command(String... more) {
        var command = new ArrayList<>(start);
        command.addAll(List.of(more));
        return command;
    }

    /// Starts its receiver: it writes each data set into a file of its own, and what it is into `index`.
    Receiver receiver(Path folder) throws Exception {
        Files.createDirectories(folder);
        int port = Programs.freePort();
        var process = Programs.started(folder.resolve("log"),
                command("receive", Integer.toString(port), folder.toString()), environment);
        Programs.awaitPort(port);
        return new Running(folder, port, process);
    }

    private record Running(Path folder, int port, Process process) implements Receiver {
        @Override
        public String title() {
            return "PEER";
        }

        @Override
        public Map<String, Ware> received() throws IOException {
            var received = new HashMap<String, Ware>();
            var index = folder.resolve("index");
            for (var line : Files.exists(index) ? Files.readAllLines(index) : List.<String>of()) {
                var words = line.split(" ");
                var file = folder.resolve(words[3]);
                var whole = Ware.of(file);
                received.put(words[1],
                        whole.isPresent() ? whole.get() : Ware.of(file, words[0], words[1], words[2]));
            }
            return received;
        }

        @Override
        public void close() {
            Programs.stop(process);
        }
    }
}
