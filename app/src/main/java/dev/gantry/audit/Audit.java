// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// Who was given what leads from a pseudonym to a patient: one line of JSON each, never changed.
///
/// A file a month, `<year>-<month>.jsonl`, readable by its owner alone, written by the appliance and by the command
/// line side by side. Gantry removes none. No patient data stands in it.
///
/// Any thread; an entry is on disk when [#enter] returns.
public final class Audit {
    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private final Path folder;
    private final Clock clock;

    private Audit(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// The folder `audit` of the spool, made when missing.
    ///
    /// @param spool the folder of the setting `spool.path`
    public static Audit in(Path spool, Clock clock) throws IOException {
        var folder = spool.resolve("audit");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(spool);
            Files.createDirectories(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            own(folder, spool);
        }
        return new Audit(folder, clock);
    }

    /// Adds an entry, synced.
    ///
    /// @param what  happened, in one word or two joined by `-`
    /// @param facts in the order in which they shall stand
    /// @throws IOException also when a link lies where the file should
    public void enter(String what, Map<String, String> facts) throws IOException {
        var now = clock.instant();
        var entry = JsonMapper.shared().createObjectNode().put("at", now.toString()).put("what", what);
        facts.forEach(entry::put);
        var line = ByteBuffer.wrap((entry + "\n").getBytes(UTF_8));
        var file = folder.resolve(YearMonth.from(now.atZone(ZoneOffset.UTC)) + ".jsonl");
        synchronized (this) {
            try (var channel = FileChannel.open(file, APPEND,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                own(file, folder);
                channel.write(line); // one write: two processes do not mix their lines
                if (line.hasRemaining()) {
                    throw new IOException(file + ": could be written only in part");
                }
                channel.force(true);
            }
        }
    }

    /// What root made by the command line must stay usable for the user that the appliance runs as. That user may put
    /// a link in its place: what the link names stays whose it is.
    private static void own(Path made, Path like) throws IOException {
        var owner = Files.getOwner(like);
        var view = Files.getFileAttributeView(made, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.getOwner().equals(owner)) {
            view.setOwner(owner);
        }
    }
}
