// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import dev.gantry.config.WebSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// The web server for figures and health: `/metrics`, `/health/live`, `/health/ready`.
///
/// Nobody is asked who they are, and nothing is about a patient. It only reads, and answers GET and HEAD alone.
public final class Web {
    private static final Logger LOG = LoggerFactory.getLogger(Web.class);
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
    private static final int IDLE_SECONDS = 30;
    private static final int MOST_HEADER_BYTES = 8192;
    private static final int STOP_SECONDS = 2;
    private static final int WORKERS = 2;

    private final Figures figures;
    private final Supplier<Vitals> vitals;
    /// Of its own: whoever asks often keeps nobody else waiting.
    private final WorkerExecutor workers;
    private final HttpServer server;

    private Web(Vertx vertx, WebSettings settings, Figures figures, Supplier<Vitals> vitals) {
        this.figures = figures;
        this.vitals = vitals;
        this.workers = vertx.createSharedWorkerExecutor("web", WORKERS);
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setCompressionSupported(true);
        settings.tls().ifPresent(files -> options.setSsl(true).setEnabledSecureTransportProtocols(PROTOCOLS)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(files.chain().toString()).setKeyPath(files.key().toString())));
        this.server = vertx.createHttpServer(options).requestHandler(this::answer);
    }

    /// @param vitals asked at each request, on an event loop or a worker: answers from memory
    /// @return completes when it listens; fails when the port is taken or a TLS file cannot be used
    public static Future<Web> start(Vertx vertx, WebSettings settings, Figures figures, Supplier<Vitals> vitals) {
        var web = new Web(vertx, settings, figures, vitals);
        return web.server.listen().map(_ -> {
            LOG.info("web host={} port={} tls={}", settings.host(), web.port(), settings.tls().isPresent());
            return web;
        });
    }

    /// The port it listens on; differs from the settings only when those say 0.
    public int port() {
        return server.actualPort();
    }

    public Future<Void> stop() {
        return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS).eventually(workers::close);
    }

    private void answer(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            request.response().putHeader("Allow", "GET, HEAD");
            say(request, 405, "text/plain; charset=utf-8", "only GET and HEAD are answered\n");
            return;
        }
        switch (request.path()) {
            case "/metrics" -> workers.executeBlocking(() -> figures.text(vitals.get()), false)
                    .onSuccess(text -> say(request, 200, "text/plain; version=0.0.4; charset=utf-8", text))
                    .onFailure(cause -> failed(request, cause));
            case "/health/live" -> health(request, true);
            case "/health/ready" -> health(request, false);
            case "/" -> say(request, 200, "text/plain; charset=utf-8",
                    "Gantry. Research use only.\n/metrics\n/health/live\n/health/ready\n");
            case null, default -> say(request, 404, "text/plain; charset=utf-8", "there is no such page; / lists them\n");
        }
    }

    private void health(HttpServerRequest request, boolean live) {
        workers.executeBlocking(vitals::get, false)
                .onSuccess(now -> {
                    var against = new ArrayList<>(now.notLive());
                    if (!live) {
                        against.addAll(now.notReady());
                    }
                    say(request, against.isEmpty() ? 200 : 503, "application/json",
                            json(live ? "live" : "ready", against, now.reasons()));
                })
                .onFailure(cause -> failed(request, cause));
    }

    private static String json(String what, List<String> against, List<String> degraded) {
        var root = JsonMapper.shared().createObjectNode();
        root.put(what, against.isEmpty());
        var reasons = root.putArray("reasons");
        against.forEach(reasons::add);
        var also = root.putArray("degraded");
        degraded.forEach(also::add);
        return root + "\n";
    }

    private static void failed(HttpServerRequest request, Throwable cause) {
        LOG.error("web request failed path={}", request.path(), cause);
        say(request, 500, "text/plain; charset=utf-8", "the appliance could not say; its log tells why\n");
    }

    private static void say(HttpServerRequest request, int status, String type, String text) {
        var response = request.response().setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(text);
        }
    }
}
