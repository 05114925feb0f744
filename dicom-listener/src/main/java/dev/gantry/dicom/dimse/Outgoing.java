// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/// One object to be sent: what it is, and where its encoded data set lies.
public record Outgoing(String sopClassUid, String sopInstanceUid, String transferSyntaxUid, Source source) {

    /// The object of a DICOM file, to be sent as it is stored; empty when it names no SOP class or instance.
    ///
    /// @throws IOException when the file cannot be read
    public static Optional<Outgoing> of(Part10.Opened file) throws IOException {
        var header = file.header();
        return header.text(Tag.SOP_CLASS_UID).flatMap(sopClass -> header.text(Tag.SOP_INSTANCE_UID)
                .map(instance -> new Outgoing(sopClass, instance, file.transferSyntaxUid(),
                        new Source.Region(file.file(), file.dataSetOffset(), file.dataSetBytes()))));
    }

    /// A data set without file meta information (PS3.10 7.1), encoded in the transfer syntax.
    public sealed interface Source {
        /// In bytes.
        long length();

        /// From position to limit; not consumed.
        record Bytes(ByteBuffer bytes) implements Source {
            @Override
            public long length() {
                return bytes.remaining();
            }
        }

        /// `length` bytes from `offset` of a file, opened only while it is sent.
        record Region(Path file, long offset, long length) implements Source {}

        /// `length` bytes that are made while they are sent, on the association's event loop.
        record Made(long length, Maker maker) implements Source {}
    }

    /// Makes the bytes of a data set that lies nowhere.
    @FunctionalInterface
    public interface Maker {
        /// `length` bytes from `from`, between position and limit; the caller's from now on.
        ByteBuffer bytes(long from, int length);
    }
}
