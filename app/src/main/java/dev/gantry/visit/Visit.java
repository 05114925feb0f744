// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.Settings;
import dev.gantry.doctor.Check;
import dev.gantry.shelf.Shelf;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What a field engineer looks at on site: everything around the appliance, and one exam through it.
///
/// Works beside an appliance that runs, and where none does.
public final class Visit implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final Settings settings;
    private final Vertx vertx = Vertx.vertx();
    private final Ourselves ourselves;
    private final int samples;

    /// @param samples images of the synthetic exam, at least 1
    public Visit(Settings settings, int samples) {
        this.settings = settings;
        this.ourselves = new Ourselves(settings, vertx);
        this.samples = samples;
    }

    /// In the order in which one thing rests on another.
    public List<Check> checks() {
        return List.of(
                new ClockCheck(settings.spool().path(), Clock.systemUTC()),
                new DiskCheck(settings.spool()),
                new CertificatesCheck(settings, Clock.systemUTC()),
                new PortsCheck(settings, ourselves),
                new PeersCheck(settings, vertx, Clock.systemUTC()),
                new BrokerCheck(settings),
                new ExamCheck(settings, ourselves, vertx, Shelf.of(settings.models()), samples));
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // the process ends anyway
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
