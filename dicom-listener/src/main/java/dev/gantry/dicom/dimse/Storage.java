// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pdu.AeTitle;
import io.vertx.core.Future;
import java.nio.ByteBuffer;

/// Where the objects of C-STORE requests go. Called on the association's event loop only.
public interface Storage {

    /// One object is about to arrive.
    Reception begin(Incoming object);

    /// What is known of an object before its first byte.
    ///
    /// @param association number of the association, for logs
    /// @param peer        the scanner's network address without port
    record Incoming(
            long association,
            AeTitle calling,
            AeTitle called,
            String peer,
            String sopClassUid,
            String sopInstanceUid,
            TransferSyntax transferSyntax) {}

    /// One object that is arriving. Ends with exactly one call of [#finish] or [#discard].
    interface Reception {

        /// The next fragment of the data set. The bytes are the caller's again when this returns.
        void write(ByteBuffer fragment);

        /// Whether the sender should pause because the disk lags; `resume` is called when it no longer does.
        boolean full(Runnable resume);

        /// The last fragment is in; completes with what the sender is to be told. Never fails.
        Future<StoreStatus> finish();

        /// The object will not be completed: nothing of it is kept.
        void discard();
    }
}
