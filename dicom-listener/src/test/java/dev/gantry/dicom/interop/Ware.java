// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import java.io.IOException;
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
/// @param sha256 of the data set as it lies in the file
record Ware(Path file, String sopClassUid, String sopInstanceUid, String transferSyntaxUid, String sha256) {

    /// Empty when the file cannot be sent at all: it has no meta information, or names no class or instance.
    static Optional<Ware> of(Path file) throws IOException {
        return Part10.open(file) instanceof Part10.Opened opened && opened.meta().text(Tag.TRANSFER_SYNTAX_UID).isPresent()
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

    private static String sha256(Part10.Opened opened) throws IOException {
        try (var channel = FileChannel.open(opened.file()).position(opened.dataSetOffset());
                var in = new DigestInputStream(Channels.newInputStream(channel), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
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
