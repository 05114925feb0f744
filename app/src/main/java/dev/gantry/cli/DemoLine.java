// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.pseudonym.KeyRing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The four stations of the demo, started in the order of the data's journey backwards.
final class DemoLine {
    private static final long START_SECONDS = 60;
    private static final String BROKER_LOG = "broker.log";

    private final DemoProcesses processes;
    private final Path home;
    private final Path folder;
    private final BlockingQueue<String> ready = new ArrayBlockingQueue<>(16);
    private String readyIn = "";

    DemoLine(DemoProcesses processes, Path home, Path folder) {
        this.processes = processes;
        this.home = home;
        this.folder = folder;
    }

    /// Starts mosquitto where it is installed, else the broker that the launcher fetched.
    ///
    /// @return where the broker listens
    String startBroker(Optional<String> given) throws IOException, InterruptedException {
        if (given.isPresent()) {
            return given.get();
        }
        int port = freePort(1883);
        var mosquitto = Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(entry -> Path.of(entry, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
        var process = mosquitto.isPresent() ? startMosquitto(mosquitto.get(), port) : startHiveMq(port);
        awaitPort(process, port);
        return "tcp://127.0.0.1:" + port;
    }

    private Process startMosquitto(Path mosquitto, int port) throws IOException {
        var settings = Files.writeString(folder.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence false
                """.formatted(port));
        return processes.startQuietly(List.of(mosquitto.toString(), "-c", settings.toString()), BROKER_LOG);
    }

    private Process startHiveMq(int port) throws IOException {
        var jars = home.resolve("app/target/broker");
        if (!Files.isDirectory(jars)) {
            throw new IOException(
                    "no broker: install mosquitto, start the demo with ./gantry, or name one with --broker");
        }
        var command = DemoProcesses.java(jars + "/*");
        command.add(home.resolve("app/src/broker/DemoBroker.java").toString());
        command.add(Integer.toString(port));
        command.add(folder.resolve("hivemq").toString());
        return processes.startQuietly(command, BROKER_LOG);
    }

    /// Starts a `gantry watch` whose payloads go to `each`.
    void startReceiver(String url, Consumer<String> each) throws IOException, InterruptedException {
        var watch = processes.gantry("watch", "--url", url, "--site", "demo", "--json");
        DemoProcesses.lines("receiver", watch.inputReader(StandardCharsets.UTF_8), each);
        DemoProcesses.lines("receiver-log", watch.errorReader(StandardCharsets.UTF_8), this::heard);
        await(watch, "subscribed");
    }

    /// Starts a `gantry run` on a settings file of the demo's own.
    ///
    /// @return its DICOM port
    int startAppliance(String url) throws IOException, InterruptedException {
        int port = freePort(11112);
        var settings = Files.writeString(folder.resolve("gantry.yaml"), """
                site: demo
                device: laptop
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: %d}
                mqtt: {url: "%s"}
                spool: {path: "%s", evict-percent: 98, refuse-percent: 99}
                exam: {silence: 2s}
                web: {port: 0}
                models: {path: "%s"}
                """.formatted(port, url, folder.resolve("spool"), home.resolve("models")));
        var run = processes.gantry("run", "--log", "text", "--config", settings.toString());
        DemoProcesses.lines("appliance", run.inputReader(StandardCharsets.UTF_8), this::heard);
        DemoProcesses.lines("appliance-log", run.errorReader(StandardCharsets.UTF_8), this::heard);
        readyIn = await(run, " ready after ").replaceFirst(".* ready after ", "ready after ");
        await(run, " warm after ");
        return port;
    }

    /// The studies' file names by the pseudonyms that stand for them: the demo may hold the appliance's key.
    Map<String, String> names(List<Path> studies) throws IOException {
        var pseudonyms = KeyRing.open(folder.resolve("spool/site.key"), "1").newest();
        var names = new HashMap<String, String>();
        for (var study : studies) {
            if (Part10.open(study) instanceof Part10.Opened opened) {
                var header = opened.header();
                var name = study.getFileName().toString().replaceFirst("\\.dcm$", "");
                header.text(Tag.SOP_INSTANCE_UID).ifPresent(uid -> names.put(pseudonyms.instance(uid), name));
                header.text(Tag.STUDY_INSTANCE_UID).ifPresent(uid -> names.put(pseudonyms.study(uid), name));
            }
        }
        return names;
    }

    String readyIn() {
        return readyIn;
    }

    void send(int port, List<Path> studies) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(
                "send", "--to", "GANTRY@127.0.0.1:" + port, "--from", "SYNTH_CR", "--quiet"));
        studies.forEach(study -> arguments.add(study.toString()));
        var send = processes.gantry(arguments.toArray(String[]::new));
        DemoProcesses.lines("sender-log", send.errorReader(StandardCharsets.UTF_8), this::heard);
        if (!send.waitFor(START_SECONDS, TimeUnit.SECONDS) || send.exitValue() != 0) {
            throw new IOException("the sender did not succeed; what it said is above");
        }
    }

    void waitForever() throws InterruptedException {
        Thread.currentThread().join();
    }

    /// What a station says: the line it is waited for, or something the person should see.
    private void heard(String line) {
        if (line.contains("subscribed") || line.contains(" ready after ")
                || line.contains(" warm after ")) {
            ready.add(line);
        } else if (line.contains(" WARN ") || line.contains(" ERROR ") || !line.matches("\\d{4}-.*")) {
            System.err.println(line);
        }
    }

    private String await(Process process, String word) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            var line = ready.poll(200, TimeUnit.MILLISECONDS);
            if (line != null && line.contains(word)) {
                return line;
            }
        }
        throw new IOException(process.isAlive()
                ? "a part of the demo was not up after " + START_SECONDS + " s"
                : "a part of the demo ended with code " + process.exitValue() + "; what it said is above");
    }

    private static int freePort(int preferred) throws IOException {
        for (int port : new int[] {preferred, 0}) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket.getLocalPort();
            } catch (java.net.BindException _) {
                // taken: the system chooses one
            }
        }
        throw new IOException("no free TCP port on this machine");
    }

    private void awaitPort(Process broker, int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && broker.isAlive()) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException _) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        Files.readAllLines(folder.resolve(BROKER_LOG)).stream().limit(20).forEach(System.err::println);
        throw new IOException("the broker did not start");
    }
}
