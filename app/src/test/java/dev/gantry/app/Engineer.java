// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody at a browser, without the browser: cookies, the token, and JSON.
final class Engineer implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String base;
    private String token = "";

    Engineer(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    record Answer(int status, String type, JsonNode json) {}

    Engineer login(String name, String password) throws IOException, InterruptedException {
        return login(JsonMapper.shared().createObjectNode().put("user", name).put("password", password));
    }

    /// A screen in a room.
    Engineer kiosk(String screen) throws IOException, InterruptedException {
        return login(JsonMapper.shared().createObjectNode().put("kiosk", screen));
    }

    private Engineer login(JsonNode body) throws IOException, InterruptedException {
        token = post("/api/login", body.toString()).json().path("token").asString("");
        return this;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return answer(request(path).build());
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return answer(request(path).header("Content-Type", "application/json").header("Origin", base)
                .header("X-Gantry-Token", token).POST(BodyPublishers.ofString(json)).build());
    }

    HttpResponse<String> page(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    /// The lines of a stream of events, as they come.
    CompletableFuture<HttpResponse<Stream<String>>> stream(String path) {
        return client.sendAsync(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofLines());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    }

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        var response = client.send(request, BodyHandlers.ofString());
        var type = response.headers().firstValue("Content-Type").orElse("");
        var mapper = JsonMapper.shared();
        return new Answer(response.statusCode(), type,
                type.contains("json") ? mapper.readTree(response.body()) : mapper.missingNode());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
