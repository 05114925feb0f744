// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.TlsSettings;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for scanners, on a plain port, a TLS port or both; each TCP connection carries one association
/// (PS3.8 9.1). Limits count over both ports.
///
/// Confined to its event loop: nothing here blocks, locks or is volatile. Deploy one instance: the limit of
/// associations counts per instance.
public final class Listener extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    /// After the grace: for the last A-ABORT to be read.
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    /// How often the TLS files are looked at.
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final DicomSettings settings;
    private final Roster roster;
    private final Access access;
    private final Optional<Tls> tls;
    private final List<NetServer> servers = new ArrayList<>();
    private OptionalInt plainPort = OptionalInt.empty();
    private OptionalInt tlsPort = OptionalInt.empty();

    /// With only what the settings say: who is refused is not kept, and nobody can be allowed at run time.
    ///
    /// @throws IllegalArgumentException when the AE title is none, or a TLS file cannot be used
    public Listener(DicomSettings settings, AssociationService service) {
        this(settings, service, Access.of(settings),
                settings.tls().map(files -> Tls.open(files, Clock.systemUTC())));
    }

    /// @param access who may call; stays the caller's to close
    /// @param tls    there when the settings have a TLS port
    /// @throws IllegalArgumentException when the AE title is none
    public Listener(DicomSettings settings, AssociationService service, Access access, Optional<Tls> tls) {
        if (tls.isPresent() != settings.tls().isPresent()) {
            throw new IllegalArgumentException("a TLS port and its certificate come together");
        }
        this.settings = settings;
        this.roster = new Roster(settings, service);
        this.access = access;
        this.tls = tls;
    }

    @Override
    public Future<?> start() {
        var bound = Future.<Void>succeededFuture();
        if (settings.port().isPresent()) {
            bound = listen(settings.port().getAsInt(), this::connected)
                    .onSuccess(server -> plainPort = OptionalInt.of(server.actualPort())).mapEmpty();
        }
        if (tls.isPresent()) {
            var handshakes = new Handshakes(tls.get(), access, this::connected);
            bound = bound.compose(_ -> listen(settings.tls().map(TlsSettings::port).orElseThrow(), handshakes::begin))
                    .onSuccess(server -> tlsPort = OptionalInt.of(server.actualPort())).mapEmpty();
            vertx.setPeriodic(LOOK.toMillis(), _ -> vertx.executeBlocking(tls.get()::reread));
        }
        return bound.onSuccess(_ -> LOG.info("listening ae={} host={} port={} tls={} access={} native={}",
                roster.title(), settings.host(), shown(plainPort), shown(tlsPort), settings.access().policy(),
                vertx.isNativeTransportEnabled()));
    }

    private static String shown(OptionalInt port) {
        return port.isPresent() ? Integer.toString(port.getAsInt()) : "off";
    }

    private Future<NetServer> listen(int port, Handler<NetSocket> each) {
        var server = vertx.createNetServer(new NetServerOptions()
                .setHost(settings.host())
                .setPort(port)
                .setTcpNoDelay(true)
                .setReuseAddress(true));
        servers.add(server);
        return server.connectHandler(each).listen();
    }

    private void connected(NetSocket socket) {
        socket.shutdownHandler(_ -> {}); // without one Vert.x would close it at once when the server stops
        new AcceptedAssociation(vertx, socket, roster, access).open();
    }

    /// The plain port it is bound to, once deployed; differs from the settings only when those say 0.
    ///
    /// @throws java.util.NoSuchElementException when there is none
    public int actualPort() {
        return plainPort.orElseThrow();
    }

    /// The TLS port it is bound to, once deployed.
    ///
    /// @throws java.util.NoSuchElementException when there is none
    public int actualTlsPort() {
        return tlsPort.orElseThrow();
    }

    /// How often a caller got no association since the start, by reason in a word or two: the causes of [Access], and
    /// `too-many-associations`, `too-many-connections`, `application-context`, `stopping`. From any thread.
    public Map<String, Long> refusals() {
        var all = new TreeMap<>(roster.refusals());
        access.counts().forEach((cause, count) ->
                all.put(cause.name().toLowerCase(Locale.ROOT).replace('_', '-'), count));
        return all;
    }

    /// No new associations; running ones get 10 seconds to end, then they are aborted.
    @Override
    public Future<?> stop() {
        roster.drain().forEach(association -> association.drain(GRACE));
        return Future.join(servers.stream()
                .map(server -> server.shutdown(GRACE.plus(FAREWELL).toMillis(), TimeUnit.MILLISECONDS)).toList());
    }
}
