// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

/// What the bytes received so far amount to.
public sealed interface Decoded {
    /// `bytesUsed` counts the header.
    record Complete(Pdu pdu, int bytesUsed) implements Decoded {}

    /// At least this many more bytes are needed to know more.
    record NeedMore(int bytesMissing) implements Decoded {}

    /// No PDU starts here, and nothing after it can be found. `detail` holds no text of the peer's but
    /// printable ASCII.
    record Malformed(AbortReason reason, String detail) implements Decoded {}
}
