// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A settings file, the chest model of this repository in versions of its own, and the command line.
final class ModelSite {
    private static final Path CHEST = Path.of("..", "models", "chest-pneumonia", "1.0.0");
    private static final Path PHANTOM = Path.of("..", "models", "chest-phantom", "1.0.0");

    final Path folder;

    ModelSite(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("spool"));
        settings("");
        chest("models", "1.0.0");
    }

    void settings(String models) throws IOException {
        Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models%s}
                """.formatted(models));
    }

    Path file() {
        return folder.resolve("gantry.yaml");
    }

    /// Copies the model to `<under>/chest-pneumonia/<version>`.
    Path chest(String under, String version) throws IOException {
        var to = folder.resolve(under).resolve("chest-pneumonia").resolve(version);
        copyAll(CHEST, to);
        var manifest = to.resolve("manifest.yaml");
        Files.writeString(manifest, Files.readString(manifest).replace("version: 1.0.0", "version: " + version));
        return to;
    }

    /// Copies the generator to the installed models.
    Path chestPhantom() throws IOException {
        var to = folder.resolve("models/chest-phantom/1.0.0");
        copyAll(PHANTOM, to);
        return to;
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            files.forEach(file -> copy(file, to.resolve(from.relativize(file).toString())));
        }
    }

    private static void copy(Path file, Path to) {
        try {
            if (Files.isDirectory(file)) {
                Files.createDirectories(to);
            } else {
                Files.copy(file, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Printed(int exit, String text) {}

    Printed model(String... arguments) {
        var all = new ArrayList<>(List.of("model", "--config", file().toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    Printed run(String... arguments) {
        var text = new StringWriter();
        var printer = new PrintWriter(text, true);
        int exit = Main.commandLine().setOut(printer).setErr(printer).execute(arguments);
        return new Printed(exit, text.toString().replace(folder.toString() + "/", ""));
    }
}
