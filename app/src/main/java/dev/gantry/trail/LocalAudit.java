// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Follows the audit that look-ups and `gantry privacy` enter on this machine, from where it was left. What was entered
/// before the first start with a trail is not told. One thread.
final class LocalAudit {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAudit.class);
    private static final int MOST_BYTES = 1 << 20;

    private final Path folder;
    private final Path bookmark;
    private Place place;

    /// @param file   `2026-11.jsonl`; empty when there was none
    /// @param offset in bytes: what stands before it was told
    private record Place(String file, long offset) {}

    private LocalAudit(Path folder, Path bookmark) throws IOException {
        this.folder = folder;
        this.bookmark = bookmark;
        if (Files.exists(bookmark)) {
            var words = Files.readString(bookmark).strip().split(" ");
            place = new Place(words.length == 2 ? words[0] : "", words.length == 2 ? Long.parseLong(words[1]) : 0);
        } else {
            var last = files().reduce((_, later) -> later);
            place = last.isPresent() ? new Place(last.get(), Files.size(folder.resolve(last.get()))) : new Place("", 0);
            mark();
        }
    }

    /// @param folder   of the audit; need not be there
    /// @param bookmark the file that keeps where we are
    static LocalAudit open(Path folder, Path bookmark) throws IOException {
        try {
            return new LocalAudit(folder, bookmark);
        } catch (NumberFormatException e) {
            throw new IOException(bookmark + ": is damaged; remove it", e);
        }
    }

    private Stream<String> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (var all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jsonl")).sorted()
                    .toList().stream();
        }
    }

    /// What was entered since, at most a MiB of it; [#told] when it has been passed on.
    List<Event> news() throws IOException {
        for (var name : files().filter(it -> it.compareTo(place.file()) >= 0).toList()) {
            long from = name.equals(place.file()) ? place.offset() : 0;
            var lines = lines(folder.resolve(name), from);
            if (lines.length > 0) {
                place = new Place(name, from + lines.length);
                return new String(lines, UTF_8).lines().flatMap(line -> event(line).stream()).toList();
            }
        }
        return List.of();
    }

    /// Whole lines from there.
    private static byte[] lines(Path file, long from) throws IOException {
        try (var read = new RandomAccessFile(file.toFile(), "r")) {
            var bytes = new byte[Math.clamp(read.length() - from, 0, MOST_BYTES)];
            read.seek(from);
            read.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return Arrays.copyOf(bytes, end);
        }
    }

    private static Optional<Event> event(String line) {
        try {
            var entry = JsonMapper.shared().readTree(line);
            var at = Instant.parse(entry.path("at").asString());
            var what = entry.path("what").asString();
            return Optional.of(what.equals("lookup")
                    ? new Event.Asked(at, text(entry, "who"), text(entry, "from"), text(entry, "pseudonym"),
                            text(entry, "status"))
                    : new Event.Keys(at, text(entry, "who"), what, facts(entry)));
        } catch (JacksonException | DateTimeException e) {
            LOG.error("an entry of the audit cannot be read and is not passed on cause={}",
                    e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static String text(JsonNode entry, String key) {
        return entry.path(key).asString("-");
    }

    private static String facts(JsonNode entry) {
        return entry.properties().stream().filter(fact -> !List.of("at", "what", "who").contains(fact.getKey()))
                .map(LocalAudit::words).collect(Collectors.joining(", "));
    }

    private static String words(Map.Entry<String, JsonNode> fact) {
        return fact.getKey() + "=" + fact.getValue().asString("");
    }

    /// What [#news] gave has been passed on: it is not given again, in no later life of the process either.
    void told() throws IOException {
        mark();
    }

    private void mark() throws IOException {
        var fresh = bookmark.resolveSibling(bookmark.getFileName() + ".new");
        Files.writeString(fresh, place.file() + " " + place.offset() + "\n");
        Files.move(fresh, bookmark, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
