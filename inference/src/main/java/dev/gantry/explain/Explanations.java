// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/// Heat maps kept for the room page and reports: `explanations/<id>.png`, the oldest removed when they get too many.
/// They stay on the appliance. Any thread.
public final class Explanations {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final String ENDING = ".png";
    private static final String PART = ".part";

    private final Path folder;
    private final long mostBytes;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long bytes;

    private Explanations(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    private record Kept(Path file, long bytes, FileTime at) {}

    /// @param folder made when it is not there; what an earlier run kept counts
    /// @param mostBytes of all maps together; at least one megabyte
    public static Explanations open(Path folder, long mostBytes) throws IOException {
        if (mostBytes < 1 << 20) {
            throw new IllegalArgumentException("explanations need at least 1 MB, found " + mostBytes + " bytes");
        }
        Files.createDirectories(folder);
        var explanations = new Explanations(folder, mostBytes);
        var found = new ArrayList<Kept>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                if (file.toString().endsWith(PART)) {
                    Files.delete(file);
                } else if (file.toString().endsWith(ENDING)) {
                    found.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
                }
            }
        }
        found.stream().sorted(Comparator.comparing(Kept::at).thenComparing(Kept::file)).forEach(explanations::added);
        explanations.makeRoom(0);
        return explanations;
    }

    /// Keeps a map; one of the same id is replaced.
    ///
    /// @param id of the outcome: a pseudonym or random, up to 100 letters, digits, `-` and `_`
    public synchronized void keep(String id, byte[] png) throws IOException {
        var file = file(id);
        if (png.length > mostBytes) {
            throw new IllegalArgumentException("a map of " + png.length + " bytes does not fit into " + mostBytes);
        }
        forget(file);
        makeRoom(png.length);
        var part = file.resolveSibling(file.getFileName() + PART);
        Files.write(part, png);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        added(new Kept(file, png.length, Files.getLastModifiedTime(file)));
    }

    /// The map of an outcome, as PNG; empty when there is none any more.
    public synchronized Optional<byte[]> of(String id) throws IOException {
        var file = file(id);
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    /// Of all maps together.
    public synchronized long bytes() {
        return bytes;
    }

    private Path file(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not an id: " + id);
        }
        return folder.resolve(id + ENDING);
    }

    private void added(Kept one) {
        kept.addLast(one);
        bytes += one.bytes();
    }

    private void forget(Path file) {
        kept.removeIf(one -> {
            boolean same = one.file().equals(file);
            bytes -= same ? one.bytes() : 0;
            return same;
        });
    }

    private void makeRoom(long wanted) {
        while (bytes + wanted > mostBytes) {
            var oldest = kept.removeFirst();
            bytes -= oldest.bytes();
            try {
                Files.deleteIfExists(oldest.file());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
