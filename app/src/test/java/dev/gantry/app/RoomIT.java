// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import java.io.BufferedReader;
import java.io.InputStreamReader;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the room page is told by a whole appliance, from C-STORE to the answer that somebody gives.
class RoomIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path folder;

    /// One page that listens.
    private static final class Stream implements AutoCloseable {
        record Event(String name, JsonNode data) {}

        private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final HttpResponse<java.io.InputStream> response;

        Stream(HttpClient client, int port, String cookie) throws Exception {
            response = client.send(request(port, "/api/room/stream", Map.of("Cookie", cookie)).GET().build(),
                    BodyHandlers.ofInputStream());
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)).lines();
            try {
                var name = new String[1];
                lines.forEach(line -> {
                    if (line.startsWith("event: ")) {
                        name[0] = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(name[0], JSON.readTree(line.substring(6))));
                    }
                });
            } catch (java.io.UncheckedIOException _) {
                // closed
            }
        }

        JsonNode await(String name, Predicate<JsonNode> which) throws InterruptedException {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (true) {
                var event = events.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                assertThat(event).as(name).isNotNull();
                if (event.name().equals(name) && which.test(event.data())) {
                    return event.data();
                }
            }
        }

        JsonNode card(String headline) throws InterruptedException {
            return await("card", card -> card.path("headline").stringValue().equals(headline));
        }

        @Override
        public void close() throws java.io.IOException {
            response.body().close();
        }
    }

    private static HttpRequest.Builder request(int port, String path, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT);
        headers.forEach(request::header);
        return request;
    }

    private static HttpResponse<String> login(HttpClient client, int port) throws Exception {
        return client.send(request(port, "/api/login", Map.of("Content-Type", "application/json"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"ada\",\"password\":\"%s\"}".formatted(PASSWORD)))
                .build(), BodyHandlers.ofString());
    }

    private static String cookie(HttpResponse<String> login) {
        return login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    /// A drawn head, the network of the repository, MQTT and the page.
    @Test
    void tellsReceiversAndWhoMaySeePicturesWhichPixelsBelongToAShape() throws Exception {
        var model = RoomScene.segmentation(folder);
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), folder.resolve("models"), RoomScene.SETTINGS);
                var client = HttpClient.newHttpClient()) {
            QuickAccounts.in(folder.resolve("spool/web-accounts")).putUser("ada", Role.VIEWER, PASSWORD.toCharArray());
            int port = site.webPort();
            try (var anyone = new Stream(client, port, "a=b");
                    var ada = new Stream(client, port, cookie(login(client, port)))) {
                site.storescu(List.of(), List.of(RoomScene.real(folder, model.resolve("golden/mass-1.dcm"), "M1")));

                var said = hospital.awaitOutcomes(1).getFirst().payload();
                var finding = said.path("findings").path(0);
                double area = 0;
                for (var box : finding.path("boxes")) {
                    double shape = 0;
                    for (var ring : box.path("outline")) {
                        assertThat(ring).allSatisfy(corner -> inside(box, corner));
                        shape += area(ring);
                    }
                    assertThat(shape).isPositive();
                    area += shape;
                }
                assertThat(finding.path("measurements").path(0).path("name").stringValue()).isEqualTo("area");
                double measured = finding.path("measurements").path(0).path("value").asDouble();
                assertThat(area).as("corners were cut off").isCloseTo(measured, within(0.05 * measured));

                assertThat(ada.card("flagged").path("answers").path(0).path("boxes").path(0).path("outline"))
                        .isEqualTo(finding.path("boxes").path(0).path("outline"));
                assertThat(anyone.card("flagged").path("answers").path(0).path("boxes").path(0).has("outline"))
                        .as("nobody is logged in there").isFalse();
                site.storescu(List.of(), List.of(RoomScene.real(folder, model.resolve("golden/none-1.dcm"), "M2")));
                ada.card("not-flagged");
                try (var later = new Stream(client, port, cookie(login(client, port)))) {
                    var cards = later.await("snapshot", _ -> true).path("cards");
                    assertThat(cards).hasSize(2);
                    assertThat(cards.toString()).as("the history shows no picture").doesNotContain("outline");
                }
            }
        }
    }

    private static void inside(JsonNode box, JsonNode corner) {
        assertThat(corner.path(0).asDouble() - box.path("column").asDouble())
                .isBetween(-0.01, box.path("width").asDouble() + 0.01);
        assertThat(corner.path(1).asDouble() - box.path("row").asDouble())
                .isBetween(-0.01, box.path("height").asDouble() + 0.01);
    }

    /// Below 0 around a hole.
    private static double area(JsonNode ring) {
        double twice = 0;
        for (int i = 0; i < ring.size(); i++) {
            var here = ring.path(i);
            var next = ring.path((i + 1) % ring.size());
            twice += here.path(0).asDouble() * next.path(1).asDouble()
                    - next.path(0).asDouble() * here.path(1).asDouble();
        }
        return twice / 2;
    }

    @Test
    void showsAnExamFromItsFirstImageToTheAnswerAndItsPictureOnlyToWhoMaySeeIt() throws Exception {
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), RoomScene.SETTINGS);
                var client = HttpClient.newHttpClient()) {
            QuickAccounts.in(folder.resolve("spool/web-accounts")).putUser("ada", Role.VIEWER, PASSWORD.toCharArray());
            int port = site.webPort();
            var login = login(client, port);
            var cookie = cookie(login);
            try (var anyone = new Stream(client, port, "a=b"); var ada = new Stream(client, port, cookie)) {
                assertThat(anyone.await("snapshot", _ -> true).path("login").booleanValue()).isFalse();
                assertThat(ada.await("snapshot", _ -> true).path("roles").toString())
                        .isEqualTo("[\"radiologist\",\"technologist\"]");

                site.storescu(List.of(), List.of(RoomScene.real(folder, "phantom-opacity-1", "A1")));

                var flagged = ada.card("flagged");
                assertThat(flagged.path("stands").booleanValue()).isTrue();
                assertThat(flagged.path("identity").stringValue()).isEqualTo("A1");
                assertThat(anyone.card("flagged").has("identity")).as("nobody is logged in there").isFalse();

                var instance = flagged.path("picture").path("instance").stringValue();
                var path = "/api/previews/" + instance + ".png";
                assertThat(client.send(request(port, path, Map.of()).build(), BodyHandlers.ofString()).statusCode())
                        .isEqualTo(401);
                var picture = client.send(request(port, path, Map.of("Cookie", cookie)).build(), BodyHandlers.ofByteArray());
                assertThat(picture.statusCode()).isEqualTo(200);
                assertThat(picture.headers().firstValue("Cache-Control")).hasValue("no-store");
                assertThat(new String(picture.body(), 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");
                for (var wrong : List.of("?center=x&width=3", "?frame=2", "?width=0&center=1", "?pixels=99999", "?center=NaN")) {
                    assertThat(client.send(request(port, path + wrong, Map.of("Cookie", cookie)).build(),
                            BodyHandlers.ofString()).statusCode()).as(wrong).isEqualTo(400);
                }

                var alert = RoomScene.awaited(hospital, it -> it.topic().endsWith("/alert/urgent"));
                int revision = alert.payload().path("revision").intValue(); // 2 where the budget was missed
                assertThat(alert.text("id")).isEqualTo(flagged.path("answers").path(0).path("id").stringValue());
                RoomScene.awaited(hospital, RoomScene::unanswered);
                var headers = Map.of("Cookie", cookie, "Content-Type", "application/json", "X-Gantry-Token",
                        JSON.readTree(login.body()).path("token").stringValue());
                assertThat(client.send(request(port, "/api/acks", headers).POST(HttpRequest.BodyPublishers.ofString("""
                        {"id": "%s", "revision": %d, "action": "accepted", "name": "Dr. Ada", "role": "janitor"}
                        """.formatted(alert.text("id"), revision))).build(), BodyHandlers.ofString())).satisfies(refused -> {
                            assertThat(refused.statusCode()).isEqualTo(409);
                            assertThat(JSON.readTree(refused.body()).path("reason").stringValue()).isEqualTo("role_not_given");
                        });
                assertThat(client.send(request(port, "/api/acks", headers).POST(HttpRequest.BodyPublishers.ofString("""
                        {"id": "%s", "revision": %d, "action": "accepted", "name": "Dr. Ada", "role": "radiologist"}
                        """.formatted(alert.text("id"), revision))).build(), BodyHandlers.ofString()).statusCode()).isEqualTo(201);
                var answered = anyone.await("card", card -> card.path("answers").path(0).has("response"));
                assertThat(answered.toString()).contains("\"role\":\"radiologist\"").doesNotContain("Dr. Ada");
                RoomScene.awaited(hospital, it -> RoomScene.status(it) && !RoomScene.unanswered(it)
                        && hospital.messages().stream().anyMatch(before -> RoomScene.unanswered(before)
                                && before.at().isBefore(it.at())));

                site.storescu(List.of(), List.of(RoomScene.real(folder, "phantom-no-opacity-1", "A2")));
                assertThat(ada.card("not-flagged").path("stands").booleanValue()).isTrue();

                site.stop();
                site.start();
                try (var after = new Stream(client, site.webPort(), "a=b")) {
                    var cards = after.await("snapshot", _ -> true).path("cards");
                    assertThat(cards).hasSize(2).allSatisfy(card -> assertThat(card.path("stands").booleanValue()).isFalse());
                    assertThat(cards.toString()).contains("\"role\":\"radiologist\"").doesNotContain("identity");
                }
            }
        }
    }
}
