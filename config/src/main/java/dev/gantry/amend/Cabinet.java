// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The file and its predecessors, in one folder: `gantry.yaml` and `gantry.yaml.20261122T021500.123Z.bak`, the latest
/// ten.
final class Cabinet {
    private static final int MOST_KEPT = 10;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path named;
    private final Clock clock;

    Cabinet(Path named, Clock clock) {
        this.named = named;
        this.clock = clock;
    }

    String text() throws IOException {
        return Files.readString(named);
    }

    Optional<String> unwritable() {
        try {
            var file = named.toRealPath();
            return Files.isWritable(file.getParent())
                    ? Optional.empty()
                    : Optional.of(denied(file.getParent()));
        } catch (IOException e) {
            return Optional.of(named + " cannot be found (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String denied(Path folder) {
        return "the folder " + folder + " cannot be written by the user " + System.getProperty("user.name")
                + ": docs/setup-page.md says how to open it for the time of commissioning, or change the file by hand";
    }

    /// Either the old text or the new one stands under the name, whatever happens meanwhile.
    ///
    /// @return where the old one lies now
    Path replace(String text) throws IOException {
        var file = named.toRealPath(); // a link stays a link
        try {
            var fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(fresh, text);
                asBefore(file, fresh);
                sync(fresh, StandardOpenOption.WRITE);
                var kept = keep(file);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                sync(file.getParent(), StandardOpenOption.READ);
                tidy(file);
                return kept;
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (AccessDeniedException e) {
            throw new IOException(denied(file.getParent()), e);
        }
    }

    /// The group may read it as before; who owns it is up to who writes.
    private static void asBefore(Path file, Path fresh) throws IOException {
        var before = Files.getFileAttributeView(file, PosixFileAttributeView.class).readAttributes();
        var after = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (!after.readAttributes().group().equals(before.group())) {
            after.setGroup(before.group());
        }
        after.setPermissions(before.permissions());
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private Path keep(Path file) throws IOException {
        var kept = file.resolveSibling(file.getFileName() + "." + STAMP.format(clock.instant()) + ".bak");
        Files.copy(file, kept, StandardCopyOption.COPY_ATTRIBUTES);
        sync(kept, StandardOpenOption.WRITE);
        return kept;
    }

    private static void tidy(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            var kept = files.filter(it -> isKept(file, it)).sorted(Comparator.reverseOrder()).toList();
            for (var old : kept.subList(Math.min(MOST_KEPT, kept.size()), kept.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static boolean isKept(Path file, Path other) {
        var name = other.getFileName().toString();
        return name.startsWith(file.getFileName() + ".") && name.matches(".*\\.\\d{8}T\\d{6}\\.\\d{3}Z\\.bak");
    }
}
