// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

import dev.gantry.dicom.dimse.Storage;
import dev.gantry.dicom.dimse.StoreStatus;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;

/// A reception as it is; how long it took and how much came is told.
final class Observed implements Storage.Reception {
    private final Storage.Reception reception;
    private final Trend trend;
    private final long beganNanos = System.nanoTime();
    private long bytes;

    Observed(Storage.Reception reception, Trend trend) {
        this.reception = reception;
        this.trend = trend;
    }

    @Override
    public void write(ByteBuffer fragment) {
        bytes += fragment.remaining();
        reception.write(fragment);
    }

    @Override
    public boolean full(Runnable resume) {
        return reception.full(resume);
    }

    @Override
    public Future<StoreStatus> finish() {
        return reception.finish().onSuccess(status ->
                trend.stored(status, Duration.ofNanos(System.nanoTime() - beganNanos), bytes));
    }

    @Override
    public void discard() {
        reception.discard();
    }
}
