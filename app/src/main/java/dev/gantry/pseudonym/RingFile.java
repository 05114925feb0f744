// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The file of a key ring: either one key alone, as base64, or one key a line with its id and when it became active.
///
/// It is replaced as a whole, synced before it gets its name, and readable by its owner alone.
final class RingFile {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_KEYS = 100;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final String HEAD = "# Gantry's key ring: key-id, active since, 32 bytes as base64. The last key"
            + " makes pseudonyms. Change it with gantry privacy only.\n";

    private final Path path;

    RingFile(Path path) {
        this.path = path;
    }

    /// @param nameless the id of a key that stands alone
    /// @throws IllegalArgumentException when others may read the file, or it holds no such keys
    List<Key> read(String nameless) throws IOException {
        refuseOthers();
        if (Files.size(path) > MOST_BYTES) {
            throw wrong("is larger than " + MOST_BYTES + " bytes");
        }
        var text = Files.readString(path, US_ASCII).strip();
        if (!text.contains(" ")) {
            return List.of(new Key(nameless, made(), secret(text, "")));
        }
        var keys = new ArrayList<Key>();
        var ids = new HashSet<String>();
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                var key = key(line, "line " + (i + 1) + ": ");
                if (!ids.add(key.id())) {
                    throw wrong("line " + (i + 1) + ": key-id " + key.id() + " is there twice");
                }
                keys.add(key);
            }
        }
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw wrong("must hold 1 to " + MOST_KEYS + " keys, holds " + keys.size());
        }
        return keys;
    }

    private Key key(String line, String where) {
        var parts = line.split(" +");
        if (parts.length != 3) {
            throw wrong(where + "not a key-id, a time and 32 bytes as base64");
        }
        try {
            return new Key(parts[0], Instant.parse(parts[1]), secret(parts[2], where));
        } catch (DateTimeParseException e) {
            throw wrong(where + "\"" + parts[1] + "\" is no time such as 2027-01-04T08:00:00Z");
        }
    }

    private byte[] secret(String base64, String where) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            if (bytes.length == Key.BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // said below; what stands there may be half a key, and is not shown
        }
        throw wrong(where + "not 32 bytes as base64");
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("site key %s: %s".formatted(path, what));
    }

    private void refuseOthers() throws IOException {
        var others = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        others.removeIf(permission -> permission.name().startsWith("OWNER"));
        if (!others.isEmpty()) {
            throw wrong("only its owner may have access (mode 0600), but also: " + others);
        }
    }

    private Instant made() throws IOException {
        return Instant.ofEpochSecond(Files.getLastModifiedTime(path).toInstant().getEpochSecond());
    }

    /// Changes whenever the file is replaced; empty when it is gone.
    Optional<Object> edition() {
        try {
            var file = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(List.of(file.lastModifiedTime(), file.size(), String.valueOf(file.fileKey())));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    /// A file of one key, unless there is a file already: of two that start at once, both use the key of the first.
    void make(byte[] secret) throws IOException {
        Files.createDirectories(folder());
        var fresh = written(Base64.getEncoder().encodeToString(secret) + "\n");
        try {
            Files.createLink(path, fresh); // a link never replaces
            syncNames();
        } catch (FileAlreadyExistsException _) {
            return;
        } finally {
            Files.delete(fresh);
        }
    }

    /// All keys, the first one first.
    void replace(List<Key> keys) throws IOException {
        Files.createDirectories(folder());
        var text = new StringBuilder(HEAD);
        keys.forEach(key -> text.append(key.id()).append(' ').append(key.since()).append(' ')
                .append(Base64.getEncoder().encodeToString(key.secret().getEncoded())).append('\n'));
        var fresh = written(text.toString());
        try {
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncNames();
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path written(String text) throws IOException {
        var fresh = Files.createTempFile(folder(), ".site-key", "", PosixFilePermissions.asFileAttribute(OWNER));
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        own(fresh);
        return fresh;
    }

    /// What root made by the command line must stay usable for the user that the appliance runs as.
    private void own(Path made) throws IOException {
        var owner = Files.getOwner(exists() ? path : folder());
        var view = Files.getFileAttributeView(made, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.getOwner().equals(owner)) {
            view.setOwner(owner);
        }
    }

    private void syncNames() throws IOException {
        try (var names = FileChannel.open(folder(), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private Path folder() {
        return path.toAbsolutePath().getParent();
    }

    /// What is done while nobody else changes the file.
    interface Change<T> {
        T make() throws IOException;
    }

    <T> T alone(Change<T> change) throws IOException {
        Files.createDirectories(folder());
        var lock = folder().resolve("." + path.getFileName() + ".lock");
        try (var channel = FileChannel.open(lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER))) {
            own(lock);
            try (var _ = channel.lock()) {
                return change.make();
            }
        }
    }
}
