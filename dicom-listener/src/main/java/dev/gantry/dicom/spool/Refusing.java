// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.dimse.Storage.Reception;
import dev.gantry.dicom.dimse.StoreStatus;
import io.vertx.core.Future;
import java.nio.ByteBuffer;

/// Takes the fragments of an object that is not wanted, and says why at its end.
record Refusing(StoreStatus status) implements Reception {

    @Override
    public void write(ByteBuffer fragment) {
        fragment.position(fragment.limit());
    }

    @Override
    public boolean full(Runnable resume) {
        return false;
    }

    @Override
    public Future<StoreStatus> finish() {
        return Future.succeededFuture(status);
    }

    @Override
    public void discard() {
        // nothing was kept
    }
}
