// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import dev.gantry.audit.Audit;
import dev.gantry.config.LookupSettings;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.pseudonym.KeyRing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers authorised systems which exam a pseudonym stands for: `GET /api/exams/{pseudonym}` over HTTPS, for
/// certificates that the site lists and nobody else. Each question is in the audit before it is answered.
public final class Lookup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);
    private static final Pattern PATH = Pattern.compile("/api/exams/([^/]*)");
    private static final Pattern PSEUDONYM = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final int MOST_CONNECTIONS = 64;
    private static final int IDLE_SECONDS = 30;
    private static final int MOST_HEADER_BYTES = 4096;
    private static final long START_SECONDS = 15;
    private static final long TEND_MILLIS = 60_000;
    private static final long LOOK_AT_FILES_MILLIS = 5_000;
    private static final Duration NOTICE = Duration.ofDays(30);

    private final Vertx vertx;
    private final LookupSettings settings;
    private final Clock clock;
    private final Audit audit;
    private final ExamIndex index;
    private final Pace pace;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Long> timers = new ArrayList<>();
    private final HttpServer server;
    private volatile TlsFiles files;
    private volatile Optional<String> auditTrouble = Optional.empty();
    private volatile Optional<String> fileTrouble = Optional.empty();

    /// @param caller  the subject of the certificate (RFC 2253)
    /// @param address of the peer, without port
    private record Caller(String caller, X509Certificate certificate, String address) {}

    private Lookup(Vertx vertx, LookupSettings settings, Path spool, KeyRing ring, Clock clock) throws IOException {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
        this.audit = Audit.in(spool, clock);
        this.pace = new Pace(settings.perMinute());
        this.files = TlsFiles.read(settings.files());
        this.index = ExamIndex.open(folder(spool), ring, settings.keep(), clock);
        try {
            var options = files.of(new HttpServerOptions())
                    .setUseAlpn(false).setIdleTimeout(IDLE_SECONDS)
                    .setMaxHeaderSize(MOST_HEADER_BYTES).setMaxInitialLineLength(MOST_HEADER_BYTES);
            server = await(vertx.createHttpServer(options)
                    .requestHandler(this::asked)
                    .invalidRequestHandler(request -> send(request, Reply.notHttp()))
                    .connectionHandler(this::connected)
                    .exceptionHandler(e -> LOG.debug("lookup connection refused cause={}", e.toString()))
                    .listen(settings.port(), settings.host()));
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
        timers.add(vertx.setPeriodic(TEND_MILLIS, _ -> vertx.executeBlocking(this::tend)));
        timers.add(vertx.setPeriodic(LOOK_AT_FILES_MILLIS, _ -> vertx.executeBlocking(this::reread)));
        LOG.info("lookup listens port={} allowed={}", actualPort(), settings.allow().size());
    }

    /// Opens the door; when this returns it is asked.
    ///
    /// @param spool the folder of the setting `spool.path`
    /// @throws IllegalArgumentException when a certificate or key file cannot be used
    /// @throws IOException              when the folder cannot be used or the port is taken
    public static Lookup start(Vertx vertx, LookupSettings settings, Path spool, KeyRing ring, Clock clock)
            throws IOException {
        return new Lookup(vertx, settings, spool, ring, clock);
    }

    private static Path folder(Path spool) {
        return spool.resolve("lookup");
    }

    /// A site that has no look-up keeps nothing for it: removes what an earlier one kept.
    public static void forget(Path spool) throws IOException {
        if (!Files.isDirectory(folder(spool))) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder(spool))) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        LOG.info("lookup is off: removed what was kept for it");
    }

    /// An image came. Any thread; does not wait.
    public void received(StoredObject object) {
        var sight = KnownExam.of(object);
        object.kept().onSuccess(_ -> index.seen(sight));
    }

    /// Differs from the settings only when those say 0.
    public int actualPort() {
        return server.actualPort();
    }

    /// What a person should see to, one sentence each.
    public List<String> complaints() {
        var complaints = new ArrayList<String>();
        index.complaint().ifPresent(complaints::add);
        auditTrouble.ifPresent(complaints::add);
        fileTrouble.ifPresent(complaints::add);
        if (files.expires().isBefore(clock.instant().plus(NOTICE))) {
            complaints.add("the certificate of lookup expires on " + files.expires());
        }
        return complaints;
    }

    private void connected(HttpConnection connection) {
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    private void asked(HttpServerRequest request) {
        var caller = caller(request);
        var turn = pace.ask(caller.caller(), System.nanoTime());
        if (!turn.free()) {
            var reply = Reply.tooMany(turn.pause());
            if (turn.first()) {
                audited(request, caller, "-", reply);
            } else {
                send(request, reply);
            }
            return;
        }
        var path = PATH.matcher(request.path() == null ? "" : request.path());
        if (!settings.allow().contains(caller.certificate().getSubjectX500Principal())) {
            audited(request, caller, "-", Reply.notAllowed());
        } else if (!path.matches()) {
            send(request, Reply.nothingHere());
        } else if (request.method() != HttpMethod.GET) {
            send(request, Reply.notGet());
        } else if (!PSEUDONYM.matcher(path.group(1)).matches()) {
            audited(request, caller, "-", Reply.malformed()); // what stands there may be an accession number
        } else {
            var pseudonym = path.group(1);
            vertx.executeBlocking(() -> index.find(pseudonym), false)
                    .onSuccess(match -> audited(request, caller, pseudonym,
                            match.map(it -> Reply.found(pseudonym, it)).orElseGet(Reply::unknown)))
                    .onFailure(e -> failed(request, e));
        }
    }

    private static Caller caller(HttpServerRequest request) {
        try {
            var certificate = (X509Certificate) request.connection().peerCertificates().getFirst();
            return new Caller(certificate.getSubjectX500Principal().getName(), certificate,
                    request.remoteAddress().hostAddress());
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("no connection stands without a certificate", e);
        }
    }

    /// Nothing is given that is not in the audit.
    private void audited(HttpServerRequest request, Caller caller, String pseudonym, Reply reply) {
        vertx.executeBlocking(() -> {
            var facts = new LinkedHashMap<String, String>();
            facts.put("who", caller.caller());
            facts.put("serial", caller.certificate().getSerialNumber().toString(16));
            facts.put("from", caller.address());
            facts.put("pseudonym", pseudonym);
            facts.put("status", Integer.toString(reply.status()));
            facts.put("outcome", reply.outcome());
            audit.enter("lookup", facts);
            auditTrouble = Optional.empty();
            return reply;
        }, false).onSuccess(it -> send(request, it)).onFailure(e -> {
            LOG.error("lookup cannot be audited, so it is not answered cause={}", e.toString());
            auditTrouble = Optional.of("look-ups are not answered: the audit cannot be written");
            send(request, Reply.notAudited());
        });
    }

    private static void failed(HttpServerRequest request, Throwable failure) {
        LOG.error("lookup failed", failure);
        send(request, Reply.notAudited());
    }

    private static void send(HttpServerRequest request, Reply reply) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        reply.headers().forEach(response::putHeader);
        response.setStatusCode(reply.status())
                .putHeader("Content-Type", reply.contentType())
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(reply.body()));
    }

    Void tend() throws IOException {
        index.tend();
        return null;
    }

    /// Takes up certificate files that changed; those that cannot be used leave the earlier ones in force.
    Void reread() {
        try {
            var now = TlsFiles.read(settings.files());
            if (!now.equals(files)) {
                await(server.updateSSLOptions(now.options(), true));
                files = now;
                fileTrouble = Optional.empty();
                LOG.info("lookup certificate taken up expires={}", now.expires());
            }
        } catch (IllegalArgumentException | IOException e) {
            fileTrouble = Optional.of("the changed files of lookup cannot be used, the earlier ones stay in force: "
                    + e.getMessage());
            LOG.warn("lookup files cannot be used, the earlier ones stay in force reason=\"{}\"", e.getMessage());
        }
        return null;
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("lookup: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("lookup: not done after " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        timers.forEach(vertx::cancelTimer);
        await(server.close());
        index.close();
    }
}
