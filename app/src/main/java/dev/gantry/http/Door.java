// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import dev.gantry.config.WebSettings;
import dev.gantry.session.Sessions;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// The port for browsers and for what watches the appliance. Rooms add their routes, then it opens.
///
/// Whatever changes something needs the token of its session besides the cookie, and must come from a page of ours;
/// docs/decisions/0038 tells why. What is wrong with a request is answered as RFC 9457 has it.
public final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final int IDLE_SECONDS = 30;
    private static final int MOST_HEADER_BYTES = 8192;
    private static final int MOST_CONNECTIONS = 500;
    static final int MOST_BODY_BYTES = 256 << 10;
    static final long BODY_MILLIS = 10_000;
    private static final int STOP_SECONDS = 2;
    private static final int WORKERS = 4;
    private static final long TEND_MILLIS = 5_000;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Routes routes = new Routes();
    private final Vertx vertx;
    private final WebSettings settings;
    private final Sessions sessions;
    private final Cookies cookies;
    /// Of its own: whoever asks often keeps nobody else waiting.
    private final WorkerExecutor workers;
    private final AtomicInteger connections = new AtomicInteger();
    private final Optional<OwnCertificate> certificate;
    private final HttpServer server;
    private long timer;

    /// @param sessions who is logged in
    /// @throws IllegalArgumentException when a TLS file cannot be used
    public Door(Vertx vertx, WebSettings settings, Sessions sessions) {
        this.vertx = vertx;
        this.settings = settings;
        this.sessions = sessions;
        this.cookies = new Cookies(sessions, settings.tls().isPresent());
        this.workers = vertx.createSharedWorkerExecutor("web", WORKERS);
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setCompressionSupported(true);
        this.certificate = settings.tls().map(files -> new OwnCertificate(files, Clock.systemUTC()));
        certificate.ifPresent(it -> it.put(options));
        this.server = vertx.createHttpServer(options).connectionHandler(this::connected)
                .invalidRequestHandler(this::unreadable).requestHandler(this::answer);
        new LoginRoutes(sessions, cookies).addTo(this);
    }

    /// What a person should see to, one sentence each.
    public List<String> complaints() {
        return certificate.flatMap(OwnCertificate::complaint).stream().toList();
    }

    /// Adds a route; before it opens.
    ///
    /// @param path such as `/api/room`, or `/api/exams/*`, where `*` is one part of a path ([Call#rest])
    public Door on(HttpMethod method, String path, Needs needs, Handler handler) {
        routes.add(method, path, new Routes.Route(needs, handler));
        return this;
    }

    /// Adds a file of the folder `web` of the class path, for everybody: there is nothing secret in it.
    ///
    /// @throws IllegalStateException when there is no such file
    public Door file(String path, String name) {
        return on(HttpMethod.GET, path, Needs.NOBODY, StaticFile.read(name));
    }

    /// @return completes when it listens; fails when the port is taken
    public Future<Door> open() {
        return server.listen().map(_ -> {
            timer = vertx.setPeriodic(TEND_MILLIS, _ -> tend());
            LOG.info("web host={} port={} tls={}", settings.host(), port(), settings.tls().isPresent());
            return this;
        });
    }

    /// Sees whose login is over, and whether there is a new certificate.
    ///
    /// @return whether there is
    Future<Boolean> tend() {
        return workers.executeBlocking(() -> {
            sessions.tend();
            return certificate.map(it -> it.reread(server)).orElse(Future.succeededFuture(false));
        }, false).compose(it -> it);
    }

    /// The port it listens on; differs from the settings only when those say 0.
    public int port() {
        return server.actualPort();
    }

    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS).eventually(workers::close);
    }

    private void connected(HttpConnection connection) {
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    /// What is no HTTP (RFC 9112), or too much of it.
    private void unreadable(HttpServerRequest request) {
        var why = switch (request.decoderResult().cause()) {
            case TooLongHttpLineException _ -> new Problem(414, "the address is too long: at most %d bytes are read"
                    .formatted(HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH));
            case TooLongHttpHeaderException _ -> new Problem(431, "the headers are too long: at most %d bytes are read"
                    .formatted(MOST_HEADER_BYTES));
            default -> new Problem(400, "this is no HTTP request that can be read");
        };
        new Call(request, "", MissingNode.getInstance(), Optional::empty, workers).problem(why);
        request.connection().close();
    }

    private void answer(HttpServerRequest request) {
        var secret = cookies.secret(request);
        var route = routes.find(request.method(), request.path());
        var call = new Call(request, route.rest(), MissingNode.getInstance(), () -> secret.flatMap(cookies::look), workers);
        call.attempt(() -> {
            var visitor = secret.flatMap(cookies::visit);
            var found = route.orElseThrow(call);
            if (!found.needs().met(visitor)) {
                throw visitor.isEmpty()
                        ? new Problem(401, "log in first")
                        : new Problem(403, "this needs the login of an engineer");
            }
            if (Origin.reads(request.method())) {
                found.handler().handle(call);
            } else {
                Origin.check(request, visitor);
                read(request, call, body -> found.handler().handle(
                        new Call(request, route.rest(), body, () -> secret.flatMap(cookies::look), workers)));
            }
        });
    }

    private interface Reader {
        void read(JsonNode body);
    }

    /// Takes no more than is allowed, and waits no longer. What is too much is not kept, and still read for as long as
    /// a body may take: an answer to somebody who is still sending is lost when the connection is closed behind it.
    private void read(HttpServerRequest request, Call call, Reader then) {
        var body = Buffer.buffer();
        long timer = vertx.setTimer(BODY_MILLIS, _ -> {
            call.problem(new Problem(408, "the body did not come within %d s".formatted(BODY_MILLIS / 1000)));
            request.connection().close();
        });
        request.exceptionHandler(_ -> { // cut off, or no body that can be read; who has gone hears nothing
            vertx.cancelTimer(timer);
            call.problem(new Problem(400, "the body broke off, or its parts are not as long as they say"));
            request.connection().close();
        });
        request.handler(part -> {
            if (body.length() + part.length() > MOST_BODY_BYTES) {
                request.handler(_ -> {}).endHandler(_ -> vertx.cancelTimer(timer));
                call.problem(new Problem(413, "a body has at most %d bytes".formatted(MOST_BODY_BYTES)));
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            call.attempt(() -> then.read(json(body)));
        });
    }

    private static JsonNode json(Buffer body) {
        try {
            return body.length() == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body.getBytes());
        } catch (JacksonException e) { // its message would quote the body
            var at = Optional.ofNullable(e.getLocation());
            throw new Problem(400, "the body is no JSON that can be read" + at.map(
                    it -> ", line %d, column %d".formatted(it.getLineNr(), it.getColumnNr())).orElse(""));
        }
    }
}
