// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder with the objects that took the process down, for whoever finds out why.
///
/// Each is a second name of the spool's own file, so it stays when that one makes room. At most 100 objects and 2 GiB,
/// one object whatever its size; then the oldest goes, and the log says so.
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final Path folder;
    private final int maxObjects;
    private final long maxBytes;

    Quarantine(Path folder) throws IOException {
        this(folder, 100, 2L << 30);
    }

    Quarantine(Path folder, int maxObjects, long maxBytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.maxObjects = maxObjects;
        this.maxBytes = maxBytes;
    }

    /// Takes in the file of an object; a failure is a warning, as the object itself is safe in the spool.
    void add(String id, Path file, String what) {
        var name = folder.resolve(id + ".dcm");
        try {
            link(file, name);
            LOG.error("an object took the process down {} times, what was tried is not tried again id={} tried=\"{}\""
                    + " file={}", Ledger.CRASHES, id, what, name);
            prune();
        } catch (FileAlreadyExistsException _) {
            // an earlier start put it there
        } catch (IOException e) {
            LOG.warn("could not put an object into quarantine id={} tried=\"{}\" cause={}", id, what, e.toString());
        }
    }

    private static void link(Path file, Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException _) {
            Files.copy(file, name);
        }
    }

    private void prune() throws IOException {
        var files = files();
        long bytes = 0;
        for (int i = 0; i < files.size(); i++) {
            bytes += Files.size(files.get(i));
            if (i > 0 && (i >= maxObjects || bytes > maxBytes)) {
                Files.delete(files.get(i));
                LOG.warn("quarantine is full, its oldest object goes file={}", files.get(i).getFileName());
            }
        }
    }

    /// Latest first: ids begin with the time.
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted(Comparator.comparingLong((Path file) -> Ids.millis(name(file)))
                    .thenComparing(Path::getFileName).reversed()).toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /// How many objects it holds.
    int size() {
        try (Stream<Path> all = Files.list(folder)) {
            return (int) all.count();
        } catch (IOException _) {
            return 0;
        }
    }
}
