// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.Settings;
import dev.gantry.config.TlsSettings;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.association.Secured;
import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// The appliance of these settings, as a scanner on this machine would call it.
final class Ourselves {
    /// Who calls, as the appliance sees it.
    static final String CALLING = "GANTRY_DOCTOR";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Settings settings;
    private final Vertx vertx;

    Ourselves(Settings settings, Vertx vertx) {
        this.settings = settings;
        this.vertx = vertx;
    }

    /// Where a program on this machine reaches what binds that address.
    static String near(String host) {
        return host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "::1" : host;
    }

    /// @throws IllegalArgumentException when a TLS file cannot be used
    Peer peer() {
        var dicom = settings.dicom();
        var titles = new Titles(new AeTitle(dicom.aeTitle()), new AeTitle(CALLING));
        var host = near(dicom.host());
        return dicom.port().isPresent()
                ? new Peer(host, dicom.port().getAsInt(), titles, LIMIT)
                : new Peer(host, dicom.tls().map(TlsSettings::port).orElseThrow(), titles, LIMIT,
                        dicom.tls().map(files -> new Secured(Tls.open(files, Clock.systemUTC()), Optional.empty())));
    }

    /// Whether it runs and only does not list who asks here.
    boolean refused(Echoed echoed) {
        return echoed instanceof Echoed.Failed(var why) && why.startsWith("association rejected");
    }

    /// One C-ECHO to it.
    Echoed echo() {
        try {
            return new Sender(vertx).echo(peer()).toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException | IllegalArgumentException e) {
            return new Echoed.Failed(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Echoed.Failed("interrupted");
        }
    }
}
