// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.account.Accounts;
import dev.gantry.config.WebSettings;
import dev.gantry.http.Door;
import dev.gantry.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitoringIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final Figures figures = new Figures(Path.of("."));
    private volatile Vitals vitals = FiguresTest.WELL;

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        figures.close();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private Door start(int port) throws Exception {
        return start(port, () -> vitals);
    }

    private Door start(int port, Supplier<Vitals> from) throws Exception {
        var login = new WebSettings.Login(Path.of("nobody"), Duration.ofMinutes(1));
        var door = new Door(vertx, new WebSettings(true, "127.0.0.1", port, Optional.empty(), login),
                new Sessions(new Accounts(login.accounts()), login.idle(), System::nanoTime));
        new Monitoring(figures, from).addTo(door);
        return await(door.open());
    }

    private static HttpResponse<String> ask(Door web, String method, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                    .timeout(LIMIT).method(method, HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        }
    }

    @Test
    void showsTheFiguresAsPrometheusReadsThem() throws Exception {
        var answer = ask(start(0), "GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).contains("gantry_queue_depth{queue=\"lane\"} 3.0", "jvm_memory_used_bytes{area=\"heap\"",
                "jvm_buffer_memory_used_bytes{id=\"direct\"", "gantry_process_resident_bytes ", "disk_free_bytes{");
    }

    @Test
    void isReadyWithoutAReasonAndDegradedWithOne() throws Exception {
        var answer = ask(start(0), "GET", "/health/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(
                "{\"ready\":true,\"reasons\":[],\"degraded\":[\"the disk is slow\"]}\n");
    }

    @Test
    void isLiveButNotReadyWithoutAModelAndNeitherWhenAnAnalysisHangs() throws Exception {
        var web = start(0);
        vitals = new Vitals(Duration.ofSeconds(14), List.of("no model is active"), List.of(), Map.of(), Optional.empty(),
                0, true, Map.of(), List.of());
        assertThat(ask(web, "GET", "/health/live").statusCode()).isEqualTo(200);
        assertThat(ask(web, "GET", "/health/ready")).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("{\"ready\":false,\"reasons\":[\"no model is active\"]");
        });

        vitals = new Vitals(Duration.ofSeconds(15), List.of(), List.of(), Map.of(), Optional.empty(), 0, true, Map.of(),
                List.of());
        assertThat(ask(web, "GET", "/health/live")).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("an analysis hangs in a native call: 15 s over its limit");
        });
        assertThat(ask(web, "GET", "/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void answersNothingElse() throws Exception {
        var web = start(0);

        assertThat(ask(web, "GET", "/metrics/").statusCode()).isEqualTo(404);
        assertThat(ask(web, "GET", "/..%2f..%2fetc/passwd").statusCode()).isEqualTo(404);
        assertThat(ask(web, "POST", "/metrics").statusCode()).isEqualTo(405);
        assertThat(ask(web, "DELETE", "/health/live").statusCode()).isEqualTo(405);
        assertThat(ask(web, "HEAD", "/metrics").body()).isEmpty();
    }

    @Test
    void outlivesWhatIsNoHttpAndHeadersWithoutEnd() throws Exception {
        var web = start(0);
        try (var socket = new Socket("127.0.0.1", web.port()); var huge = new Socket("127.0.0.1", web.port())) {
            socket.getOutputStream().write(new byte[] {1, 0, 0, 0, 0, 4, 0, 1, 0, 0}); // an A-ASSOCIATE-RQ
            huge.setSoTimeout((int) LIMIT.toMillis());
            huge.getOutputStream().write(("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(huge.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 431");
        }

        assertThat(ask(web, "GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void failsToStartWhereThePortIsTaken() throws Exception {
        var first = start(0);

        assertThatThrownBy(() -> start(first.port())).hasMessageContaining("in use");
    }

    @Test
    void saysThatItCannotSayWhenTheApplianceDoesNotAnswer() throws Exception {
        var web = start(0, () -> {
            throw new IllegalStateException("as a test of what cannot happen");
        });

        assertThat(ask(web, "GET", "/health/ready").statusCode()).isEqualTo(500);
        assertThat(ask(web, "GET", "/metrics").body()).doesNotContain("IllegalState");
    }
}
