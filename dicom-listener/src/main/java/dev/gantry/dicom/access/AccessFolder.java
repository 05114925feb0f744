// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What is remembered of who may call, in the folder `access` of the spool: `allowed.json`, which the command line
/// writes while the appliance runs, and `refused.json`, which the appliance writes.
///
/// Each file is replaced as a whole, synced before it gets its name: a reader or a power cut finds the old one or
/// the new one.
public final class AccessFolder {
    private static final long MOST_BYTES = 1 << 20;

    private final Path folder;

    private AccessFolder(Path folder) {
        this.folder = folder;
    }

    /// @param spool the folder of the setting `spool.path`; it must be there
    /// @throws IOException when there is no such folder, or none can be made in it
    public static AccessFolder in(Path spool) throws IOException {
        var folder = spool.resolve("access");
        if (!Files.isDirectory(folder)) {
            if (!Files.isDirectory(spool)) {
                throw new NoSuchFileException(spool.toString());
            }
            Files.createDirectories(folder);
            own(folder, spool);
        }
        return new AccessFolder(folder);
    }

    /// Peers allowed besides those of the settings, in the order they were allowed.
    ///
    /// @throws IOException when the file cannot be read or is damaged
    public List<Allowed> allowed() throws IOException {
        var file = folder.resolve("allowed.json");
        try {
            return AccessJson.allowed(content(file));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    /// Adds one, unless it is there.
    ///
    /// @return false when it was allowed already
    public boolean allow(Allowed fresh) throws IOException {
        var before = change(all ->
                Stream.concat(all.stream().filter(one -> !one.says(fresh)), Stream.of(fresh)).toList());
        return before.stream().noneMatch(one -> one.says(fresh));
    }

    /// Replaces them by what `change` makes of them, while nobody else does.
    ///
    /// @return those before
    public List<Allowed> change(UnaryOperator<List<Allowed>> change) throws IOException {
        var lock = folder.resolve("allowed.lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            own(lock, folder);
            try (var _ = channel.lock()) {
                var before = allowed();
                replace(folder.resolve("allowed.json"), AccessJson.allowed(change.apply(before)));
                return before;
            }
        }
    }

    /// Who was refused, the latest first.
    ///
    /// @throws IOException when the file cannot be read or is damaged
    public List<Refusal> refused() throws IOException {
        var file = folder.resolve("refused.json");
        try {
            return AccessJson.refused(content(file));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    void refused(List<Refusal> refusals) throws IOException {
        replace(folder.resolve("refused.json"), AccessJson.refused(refusals));
    }

    /// Changes whenever `allowed.json` was replaced; empty where there is none.
    Optional<Object> edition() throws IOException {
        try {
            var file = Files.readAttributes(folder.resolve("allowed.json"), BasicFileAttributes.class);
            return Optional.of(List.of(file.lastModifiedTime(), file.size(), String.valueOf(file.fileKey())));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static byte[] content(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private void replace(Path file, byte[] content) throws IOException {
        var fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new");
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            own(fresh, folder);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /// What root made by the command line must stay usable for the user that the appliance runs as.
    private static void own(Path made, Path like) throws IOException {
        var owner = Files.getOwner(like);
        if (!Files.getOwner(made).equals(owner)) {
            Files.setOwner(made, owner);
        }
    }
}
