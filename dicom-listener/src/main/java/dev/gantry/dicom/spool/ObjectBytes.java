// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The (inflated) data set of one object, whether still in memory or only on disk.
@FunctionalInterface
public interface ObjectBytes {

    /// `length` bytes from `offset` of the data set, ready to be read, in an order of no meaning.
    ///
    /// @throws IOException when the file can no longer be read, or ends before
    ByteBuffer read(long offset, int length) throws IOException;
}
