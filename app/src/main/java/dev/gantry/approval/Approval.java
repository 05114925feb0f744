// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.approval;

import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// The signed acceptance report of an appliance: before there is one, nobody is alerted.
///
/// It lies in the spool, which one appliance owns: `acceptance.json` says who signed what, `acceptance.html` is the
/// report as it was signed. Written by the command line, read when the appliance starts.
public final class Approval {
    private static final String RECORD = "acceptance.json";
    private static final String REPORT = "acceptance.html";

    private final Path spool;

    private Approval(Path spool) {
        this.spool = spool;
    }

    /// @param spool the folder of the setting `spool.path`
    public static Approval in(Path spool) {
        return new Approval(spool);
    }

    /// What settings come to.
    ///
    /// @param settings in [Mode#SHADOW] where [Mode#LIVE] is asked for and was not approved
    /// @param remark   why they are not those of the file, and what to do; empty when they are
    public record Ruling(Settings settings, Optional<String> remark) {}

    /// An appliance alerts people only when its own report was signed: a disk that was copied to another device, or a
    /// device that moved to another site, is a new installation.
    public Ruling rule(Settings settings) {
        if (settings.mode() != Mode.LIVE) {
            return new Ruling(settings, Optional.empty());
        }
        return lacking(settings).map(why -> new Ruling(settings.in(Mode.SHADOW), Optional.of(
                "mode is shadow, not live: " + why + "; gantry doctor --report makes the report, gantry acceptance sign"
                        + " takes the signatures")))
                .orElseGet(() -> new Ruling(settings, Optional.empty()));
    }

    /// Why an appliance with these settings alerts nobody; empty when its report was signed.
    public Optional<String> lacking(Settings settings) {
        Optional<Signed> found;
        try {
            found = signed();
        } catch (IOException e) {
            return Optional.of("the signed acceptance report cannot be read (" + e.getMessage() + ")");
        }
        if (found.isEmpty()) {
            return Optional.of("no acceptance report was signed");
        }
        return found.filter(it -> !it.site().equals(settings.site()) || !it.device().equals(settings.device()))
                .map(it -> "the signed acceptance report is that of " + it.site() + "/" + it.device());
    }

    /// @throws IOException when there is a record, and it cannot be read
    public Optional<Signed> signed() throws IOException {
        var file = spool.resolve(RECORD);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Signed.parse(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: sign the report again", e);
        }
    }

    /// Keeps the report and who signed it, in the place of those before; both are on disk when this returns.
    ///
    /// @param page the report
    /// @throws IOException when the spool is not there: no appliance has run on it
    public void sign(Signed signed, byte[] page) throws IOException {
        if (!Files.isDirectory(spool)) {
            throw new IOException(spool + ": there is no such spool; start the appliance, and let gantry doctor look at"
                    + " it while it runs");
        }
        replace(REPORT, page); // first: the record never names a report that is not there
        replace(RECORD, signed.json().getBytes(StandardCharsets.UTF_8));
    }

    /// From the next start on nobody is alerted.
    ///
    /// @return whether there was anything to withdraw
    public boolean withdraw() throws IOException {
        boolean there = Files.deleteIfExists(spool.resolve(RECORD));
        Files.deleteIfExists(spool.resolve(REPORT));
        return there;
    }

    /// What [Signed#sha256()] is of a page.
    public static String sha256(byte[] page) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(page));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each JDK has it
        }
    }

    private void replace(String name, byte[] content) throws IOException {
        var part = spool.resolve(name + ".part");
        Files.deleteIfExists(part);
        try (var channel = FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        var owner = Files.getOwner(spool); // what root signs must be legible for the user that the appliance runs as
        if (!Files.getOwner(part).equals(owner)) {
            // never that of another file: the folder is another user's, who may put a link in its place
            Files.getFileAttributeView(part, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS).setOwner(owner);
        }
        Files.move(part, spool.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var folder = FileChannel.open(spool, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
