// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.dicom.dimse.StoreStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;

/// A receiver without files: Gantry's listener in front of nothing. What it takes is the ceiling of the socket
/// path on this machine: every fragment is dropped, every object answered at once.
public final class Sink implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    /// @throws IOException when the port is taken
    public Sink(DicomSettings settings) throws IOException, InterruptedException {
        try {
            vertx.deployVerticle(new Listener(settings, new Provider(_ -> new Dropping())))
                    .toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            vertx.close();
            throw new IOException("cannot listen on port " + settings.port(), e.getCause());
        }
    }

    private record Dropping() implements Storage.Reception {
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
            return Future.succeededFuture(StoreStatus.SUCCESS);
        }

        @Override
        public void discard() {
            // nothing is kept of any object
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
