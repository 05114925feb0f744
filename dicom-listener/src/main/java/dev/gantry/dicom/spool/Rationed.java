// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.dimse.Storage.Reception;
import dev.gantry.dicom.dimse.StoreStatus;
import io.vertx.core.Future;
import java.nio.ByteBuffer;

/// An object of unknown length on its way in, as far as the disk has room for it: what would fill the disk is given up
/// and refused at its end, so that the others live.
final class Rationed implements Reception {
    private final Keeper keeper;
    private Reception taking;

    Rationed(Keeper keeper, Reception taking) {
        this.keeper = keeper;
        this.taking = taking;
    }

    @Override
    public void write(ByteBuffer fragment) {
        if (!keeper.spend(fragment.remaining())) {
            taking.discard();
            taking = new Refusing(StoreStatus.OUT_OF_RESOURCES);
        }
        keeper.look();
        taking.write(fragment);
    }

    @Override
    public boolean full(Runnable resume) {
        return taking.full(resume);
    }

    @Override
    public Future<StoreStatus> finish() {
        return taking.finish();
    }

    @Override
    public void discard() {
        taking.discard();
    }
}
