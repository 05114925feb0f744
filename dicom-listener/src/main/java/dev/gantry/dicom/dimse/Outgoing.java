// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/// One object to be sent: what it is, and where its encoded data set lies.
public record Outgoing(String sopClassUid, String sopInstanceUid, String transferSyntaxUid, Source source) {

    /// A data set without file meta information (PS3.10 7.1), encoded in the transfer syntax.
    public sealed interface Source {
        /// From position to limit; not consumed.
        record Bytes(ByteBuffer bytes) implements Source {}

        /// `length` bytes from `offset` of a file, opened only while it is sent.
        record Region(Path file, long offset, long length) implements Source {}
    }
}
