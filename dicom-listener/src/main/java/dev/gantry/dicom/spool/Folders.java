// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the objects' files lie: a folder for each day.
final class Folders {
    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    private final Path objects;
    private final ConcurrentHashMap<LocalDate, Path> made = new ConcurrentHashMap<>();

    Folders(Path objects) throws IOException {
        this.objects = Files.createDirectories(objects);
    }

    /// Where the file of an object is, or will be.
    Path file(String id) {
        return objects.resolve(Ids.day(id).toString()).resolve(id + ".dcm");
    }

    /// The folder of an object's file, made when missing.
    Path folder(String id) {
        return made.computeIfAbsent(Ids.day(id), day -> {
            try {
                var folder = Files.createDirectories(objects.resolve(day.toString()));
                Disk.syncFolder(objects);
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Removes the files that belong to no object that is kept: a crash cut them short and nobody was told that they
    /// were kept, or they were to make room. Days without objects go too. For the start only.
    void removeStrays(Predicate<String> kept) throws IOException {
        try (Stream<Path> all = Files.walk(objects, 2)) {
            for (var file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                var name = file.getFileName().toString();
                var id = name.replaceFirst("\\.(dcm|part)$", "");
                if (!name.endsWith(".dcm") || !kept.test(id)) {
                    boolean empty = Files.size(file) == 0; // made ahead, never used
                    Files.delete(file);
                    if (empty) {
                        continue;
                    }
                    LOG.info("removed a file that belongs to no object that is kept file={}", name);
                }
            }
        }
        try (Stream<Path> days = Files.list(objects)) {
            for (var day : days.filter(Files::isDirectory).toList()) {
                try {
                    Files.delete(day);
                } catch (DirectoryNotEmptyException _) {
                    // most are
                }
            }
        }
    }
}
