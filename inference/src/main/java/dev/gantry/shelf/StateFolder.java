// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The folder that is written while the appliance runs. Whatever gets its name in here is synced before: a reader
/// or a power cut finds the old state or the new one.
final class StateFolder {
    private static final long MOST_BYTES = 4 << 20;
    /// Begins the names of what is being made or taken away.
    private static final String UNFINISHED = ".part-";

    private final Path folder;

    StateFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    void make() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            var parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                own(folder, parent);
            }
        }
    }

    /// Empty where there is none.
    Optional<byte[]> content(String name) throws IOException {
        var file = folder.resolve(name);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// @param durable it must survive a power cut, not only the end of the process
    void replace(String name, byte[] content, boolean durable) throws IOException {
        var fresh = folder.resolve(UNFINISHED + UUID.randomUUID());
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                if (durable) {
                    channel.force(true);
                }
            }
            own(fresh, folder);
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        if (durable) {
            sync(folder);
        }
    }

    /// Copies a folder to `name` in here, where nothing of that name may be.
    void copy(Path from, String name) throws IOException {
        var part = folder.resolve(UNFINISHED + UUID.randomUUID());
        try {
            copyAll(from, part);
            var to = folder.resolve(name);
            if (!Files.isDirectory(to.getParent())) {
                Files.createDirectories(to.getParent());
                own(to.getParent(), folder);
            }
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            sync(to.getParent());
            sync(folder);
        } finally {
            delete(part);
        }
    }

    /// Takes a folder away at once, then deletes it.
    void remove(String name) throws IOException {
        var part = folder.resolve(UNFINISHED + UUID.randomUUID());
        var path = folder.resolve(name);
        Files.move(path, part, StandardCopyOption.ATOMIC_MOVE);
        sync(path.getParent());
        delete(part);
    }

    /// Deletes what a process left that ended in the middle.
    void tidy() throws IOException {
        List<Path> left;
        try (var entries = Files.list(folder)) {
            left = entries.filter(entry -> entry.getFileName().toString().startsWith(UNFINISHED)).toList();
        }
        for (var entry : left) {
            delete(entry);
        }
    }

    private void copyAll(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                var made = Files.createDirectory(to.resolve(from.relativize(dir).toString()));
                own(made, folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isRegularFile()) {
                    throw new IOException(file + " is no plain file; a package holds plain files and folders");
                }
                var made = Files.copy(file, to.resolve(from.relativize(file).toString()));
                own(made, folder);
                sync(made);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                sync(to.resolve(from.relativize(dir).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// What root made by the command line must stay usable for the user that the appliance runs as.
    static void own(Path made, Path like) throws IOException {
        var owner = Files.getOwner(like);
        if (!Files.getOwner(made).equals(owner)) {
            Files.setOwner(made, owner);
        }
    }
}
