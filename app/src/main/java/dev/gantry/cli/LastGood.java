// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.LiveSettings;
import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A copy of the settings with which the appliance was ready last, in the folder that systemd keeps for its state: when
/// those of the file are wrong at a start, nobody is there to read why, and images go on coming.
///
/// Without that folder (`STATE_DIRECTORY`) a person has started it, and wrong settings are told to that person.
final class LastGood {
    private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);
    private static final String NAME = "settings.last-good.yaml";

    private final Path file;
    private final Optional<Path> copy;

    /// @param file        the settings
    /// @param environment `STATE_DIRECTORY`, the first of those it names
    LastGood(Path file, Map<String, String> environment) {
        this.file = file;
        this.copy = Optional.ofNullable(environment.get("STATE_DIRECTORY")).map(folders -> folders.split(":")[0])
                .filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder, NAME));
    }

    /// Settings to start with.
    ///
    /// @param live    follows the file, whatever they were read from
    /// @param remarks why they are not those of the file; empty when they are
    record Chosen(LiveSettings live, List<String> remarks) {
        boolean substitute() {
            return !remarks.isEmpty();
        }
    }

    /// Those of the file, or where it is wrong those before it.
    ///
    /// @throws IllegalArgumentException with all that is wrong in the file, when there are none before it
    Chosen choose() {
        try {
            return new Chosen(LiveSettings.read(file), List.of());
        } catch (IllegalArgumentException mistake) {
            return instead(mistake).orElseThrow(() -> mistake);
        }
    }

    /// The settings before those of the file, which turned out to be wrong; empty when there are none.
    Optional<Chosen> instead(IllegalArgumentException mistake) {
        return copy.filter(Files::isRegularFile).flatMap(it -> read(it, mistake));
    }

    private Optional<Chosen> read(Path before, IllegalArgumentException mistake) {
        try {
            var live = LiveSettings.read(before, file);
            var since = Files.getLastModifiedTime(before).toInstant();
            LOG.error("the settings are wrong and are not used; those before them are file={} used={} of={} why=\"{}\"",
                    file, before, since, mistake.getMessage().replace("\n", "; "));
            return Optional.of(new Chosen(live, List.of("the settings in " + file + " are wrong, those that were good"
                    + " on " + since + " are used instead: " + firstOf(mistake))));
        } catch (IllegalArgumentException | IOException e) {
            LOG.error("neither are the settings that were good before file={} why=\"{}\"", before,
                    e.getMessage().replace("\n", "; "));
            return Optional.empty();
        }
    }

    private static String firstOf(IllegalArgumentException mistake) {
        var lines = mistake.getMessage().lines().toList();
        return lines.getFirst() + (lines.size() > 1 ? " (and " + (lines.size() - 1) + " more)" : "");
    }

    /// The appliance is ready with the settings of the file: they are good.
    void keep(Settings settings) {
        if (copy.isEmpty()) {
            return;
        }
        var part = copy.get().resolveSibling(NAME + ".part");
        try {
            var owners = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.deleteIfExists(part);
            Files.createFile(part, owners);
            Files.write(part, Files.readAllBytes(file));
            if (!SettingsFile.read(part).toString().equals(settings.toString())) {
                LOG.warn("the settings are not kept for a bad day: a path in them is relative to {}, or they have"
                        + " changed since the start; absolute paths are kept", file.toAbsolutePath().getParent());
                return;
            }
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, copy.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the settings are not kept for a bad day cause=\"{}\"", e.toString());
        } finally {
            remove(part);
        }
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warn("a file is left behind file={} cause={}", part, e.toString());
        }
    }
}
