// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.config.DicomSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for scanners; each TCP connection carries one association (PS3.8 9.1).
///
/// Confined to its event loop: nothing here blocks, locks or is volatile. Deploy one instance: the limit of
/// associations counts per instance.
public final class Listener extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    /// After the grace: for the last A-ABORT to be read.
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final DicomSettings settings;
    private final Roster roster;
    private NetServer server;

    /// @throws IllegalArgumentException when the AE title is none
    public Listener(DicomSettings settings, AssociationService service) {
        this.settings = settings;
        this.roster = new Roster(settings, service);
    }

    @Override
    public Future<?> start() {
        server = vertx.createNetServer(new NetServerOptions()
                .setHost(settings.host())
                .setPort(settings.port().orElse(-1))
                .setTcpNoDelay(true)
                .setReuseAddress(true));
        return server.connectHandler(this::connected)
                .listen()
                .onSuccess(bound -> LOG.info("listening ae={} host={} port={} native={}",
                        roster.title(), settings.host(), bound.actualPort(),
                                vertx.isNativeTransportEnabled()));
    }

    private void connected(NetSocket socket) {
        socket.shutdownHandler(_ -> {}); // without one Vert.x would close it at once when the server stops
        new AcceptedAssociation(vertx, socket, roster).open();
    }

    /// The port it is bound to, once deployed; differs from the settings only when those say 0.
    public int actualPort() {
        return server.actualPort();
    }

    /// No new associations; running ones get 10 seconds to end, then they are aborted.
    @Override
    public Future<?> stop() {
        roster.drain().forEach(association -> association.drain(GRACE));
        return server.shutdown(GRACE.plus(FAREWELL).toMillis(), TimeUnit.MILLISECONDS);
    }
}
