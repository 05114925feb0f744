// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.spool.ObjectBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// The fragments of encapsulated pixel data (PS3.5 A.4), which is always little endian.
final class Fragments {
    private static final int ITEM = 0xFFFE_E000;
    private static final int ITEM_HEADER_BYTES = 8;

    private Fragments() {}

    /// Fragment `index`, not counting the offset table in front; empty when there is none or it is longer
    /// than `maxBytes`.
    static Optional<ByteBuffer> read(ObjectBytes bytes, long offset, int index, int maxBytes)
            throws IOException {
        long at = offset;
        for (int item = 0; ; item++) {
            var header = bytes.read(at, ITEM_HEADER_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
            int tag = header.getShort() << 16 | header.getShort() & 0xFFFF;
            long length = header.getInt() & 0xFFFF_FFFFL;
            if (tag != ITEM) {
                return Optional.empty();
            }
            at += ITEM_HEADER_BYTES;
            if (item == index + 1) {
                return length <= maxBytes ? Optional.of(bytes.read(at, (int) length)) : Optional.empty();
            }
            at += length;
        }
    }
}
