// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The data set of one object as it was received, whether still in memory or only on disk.
@FunctionalInterface
public interface ObjectBytes {

    /// `length` bytes from `offset` of the data set, ready to be read; big-endian like every new buffer.
    ///
    /// @throws IOException when the file can no longer be read, or ends before
    ByteBuffer read(long offset, int length) throws IOException;

    /// Whether [#read] can answer already; if not, it can once the object is kept.
    default boolean ready() {
        return true;
    }

    /// Gives the memory back: from now on [#read] reads the file. Safe to call more than once.
    default void release() {}
}
