// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.SettingsFile;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.Pseudonyms;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An appliance as a site would run it, on ports of the test's own.
final class Site implements AutoCloseable {
    static final Path MODELS =
            Path.of(System.getProperty("gantry.models", "../models")).toAbsolutePath().normalize();

    private final Path folder;
    private Appliance appliance;
    private final String settings;

    /// @param more lines of YAML that the test adds
    Site(Path folder, URI broker, String more) throws Exception {
        this(folder, broker, MODELS, more);
    }

    Site(Path folder, URI broker, Path models, String more) throws Exception {
        this.folder = folder;
        this.settings = """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: 0%s}
                mqtt: {url: "%s"}
                spool: {path: "%s", evict-percent: 98, refuse-percent: 99}
                models: {path: "%s"}
                %s%s
                """.formatted(more.contains("mode: live") ? ", access: open" : "", broker, folder.resolve("spool"), models, more,
                more.contains("web:") ? "" : "\nweb: {enabled: false}");
        start();
    }

    void start() throws Exception {
        appliance = Appliance.start(
                SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), settings)));
    }

    int port() {
        return appliance.dicomPort();
    }

    int webPort() {
        return appliance.webPort().orElseThrow();
    }

    /// The pseudonyms of this site: a receiver that was given the key.
    Pseudonyms pseudonyms() throws IOException {
        return KeyRing.open(folder.resolve("spool/site.key"), "1").newest();
    }

    /// Runs DCMTK's storescu against the appliance; returns what it printed.
    Printed storescu(List<String> options, List<Path> files) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<String>();
        command.add(Peers.program("storescu", "dcmtk").toString());
        command.addAll(options);
        if (!options.contains("-aec")) {
            command.addAll(List.of("-aec", "GANTRY"));
        }
        command.addAll(List.of("-aet", "CR1", "127.0.0.1", Integer.toString(port())));
        files.forEach(file -> command.add(file.toString()));
        return run(command);
    }

    static Printed run(List<String> command) throws IOException, InterruptedException {
        var log = Files.createTempFile("peer", ".log");
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            return new Printed(process.waitFor(), Files.readString(log));
        } finally {
            Files.delete(log);
        }
    }

    record Printed(int exitCode, String text) {}

    void stop() {
        appliance.close();
    }

    @Override
    public void close() {
        stop();
    }

    /// Everything below a folder in which the appliance makes, renames and removes files meanwhile: what goes
    /// while it is looked at is no error, as it would be to `Files.walk`.
    static Stream<File> everythingIn(File folder) {
        var inside = folder.listFiles();
        return Stream.concat(Stream.of(folder),
                inside == null ? Stream.empty() : Stream.of(inside).flatMap(Site::everythingIn));
    }
}
