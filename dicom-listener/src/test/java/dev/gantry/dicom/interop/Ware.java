// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Spool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// A DICOM file, and what its data set is: the bytes after the file meta information (PS3.10 7.1).
///
/// @param sha256 of the data set as it lies in the file; of a deflated one with the padding to an even length that
///               PS3.5 A.5 asks for, which some files lack
record Ware(Path file, String sopClassUid, String sopInstanceUid, String transferSyntaxUid, String sha256) {

    /// Empty when the file cannot be sent at all: it has no meta information, or names no class or instance.
    static Optional<Ware> of(Path file) throws IOException {
        return Part10.open(file) instanceof Part10.Opened opened
                        && opened.meta().text(Tag.TRANSFER_SYNTAX_UID).isPresent()
                ? of(opened)
                : Optional.empty();
    }

    private static Optional<Ware> of(Part10.Opened opened) throws IOException {
        var header = opened.header();
        var sopClass = header.text(Tag.SOP_CLASS_UID);
        var instance = header.text(Tag.SOP_INSTANCE_UID);
        return sopClass.isPresent() && instance.isPresent()
                ? Optional.of(new Ware(opened.file(), sopClass.get(), instance.get(), opened.transferSyntaxUid(),
                        sha256(opened)))
                : Optional.empty();
    }

    /// Of an object that the spool keeps.
    static Ware of(Spool.Kept kept) throws IOException {
        var opened = (Part10.Opened) Part10.open(kept.file());
        return new Ware(kept.file(), kept.sopClassUid(), kept.sopInstanceUid(), opened.transferSyntaxUid(),
                sha256(opened));
    }

    /// Of a file that holds nothing but a data set.
    static Ware of(Path bare, String sopClassUid, String sopInstanceUid, String transferSyntaxUid)
            throws IOException {
        return new Ware(bare, sopClassUid, sopInstanceUid, transferSyntaxUid, sha256(bare, 0, new byte[0]));
    }

    private static String sha256(Part10.Opened opened) throws IOException {
        boolean unpadded = opened.dataSetBytes() % 2 == 1
                && opened.transferSyntax().filter(TransferSyntax::deflated).isPresent();
        return sha256(opened.file(), opened.dataSetOffset(), new byte[unpadded ? 1 : 0]);
    }

    private static String sha256(Path file, long from, byte[] padding) throws IOException {
        try (var channel = FileChannel.open(file).position(from);
                var in = new DigestInputStream(
                        Channels.newInputStream(channel), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(padding));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /// Its name in the settings, or the UID of one that we do not know.
    String syntax() {
        return TransferSyntax.of(transferSyntaxUid).map(TransferSyntax::text).orElse(transferSyntaxUid);
    }

    String name() {
        return file.getFileName().toString();
    }
}
