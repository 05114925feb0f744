// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

/// What the bytes received so far amount to.
public sealed interface Decoded {
    record Complete(Pdu pdu, int bytesUsed) implements Decoded {}

    record NeedMore(int bytesMissing) implements Decoded {}

    record Malformed(AbortReason reason, String detail) implements Decoded {}
}
