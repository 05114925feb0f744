// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.account.Accounts;
import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import dev.gantry.config.WebSettings;
import dev.gantry.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpDoorIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PASSWORD = "correct horse battery";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private Accounts accounts;
    private Door door;
    private final CountDownLatch cut = new CountDownLatch(1);

    @BeforeEach
    void open() throws Exception {
        accounts = QuickAccounts.in(folder.resolve("accounts"));
        accounts.putUser("ada", Role.ENGINEER, PASSWORD.toCharArray());
        accounts.putUser("bob", Role.VIEWER, PASSWORD.toCharArray());
        var login = new WebSettings.Login(folder.resolve("accounts"), Duration.ofMinutes(30));
        door = new Door(vertx, new WebSettings(true, "127.0.0.1", 0, Optional.empty(), login),
                new Sessions(accounts, login.idle(), System::nanoTime));
        door.file("/", "index.html");
        door.on(HttpMethod.GET, "/api/names/*", Needs.VIEWER, call -> call.json(JSON.createObjectNode().put("name", call.rest())));
        door.on(HttpMethod.POST, "/api/things", Needs.ENGINEER, call -> call.json(201, call.body()));
        door.on(HttpMethod.GET, "/api/flood", Needs.NOBODY, call -> {
            var events = call.events();
            events.onEnd(cut::countDown);
            flood(events);
        });
        await(door.open());
    }

    private void flood(Events events) {
        if (!events.closed()) {
            events.send("much", "x".repeat(100_000));
            vertx.runOnContext(_ -> flood(events));
        }
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        await(door.stop());
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private HttpResponse<String> ask(String method, String path, String body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path)).timeout(LIMIT)
                .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
        return ask("GET", path, "", headers);
    }

    /// The headers of somebody who is logged in.
    private Map<String, String> login(String user) throws Exception {
        var answer = ask("POST", "/api/login", "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(user, PASSWORD), JSON_BODY);
        assertThat(answer.statusCode()).isEqualTo(200);
        var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HTTPOnly", "SameSite=Strict", "Path=/").doesNotContain("Max-Age");
        return Map.of("Content-Type", "application/json", "Cookie", cookie.split(";")[0],
                "X-Gantry-Token", JSON.readTree(answer.body()).path("token").stringValue());
    }

    private static final Map<String, String> JSON_BODY = Map.of("Content-Type", "application/json");

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("title").stringValue()).isNotEmpty();
        assertThat(problem.path("detail").stringValue()).isNotEmpty();
        return problem;
    }

    @Test
    void servesAPageThatMayRunOnlyWhatIsOursAndSaysWhenItIsUnchanged() throws Exception {
        var page = get("/", Map.of());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("http://", "https://", "style=", " on");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'").doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        var tag = page.headers().firstValue("ETag").orElseThrow();
        assertThat(get("/", Map.of("If-None-Match", tag)).statusCode()).isEqualTo(304);
    }

    @Test
    void letsEachRoleDoWhatItMay() throws Exception {
        problem(get("/api/names/x", Map.of()), 401);
        problem(ask("POST", "/api/things", "{}", JSON_BODY), 401);

        var bob = login("bob");
        assertThat(get("/api/names/a%20b", bob).body()).isEqualTo("{\"name\":\"a b\"}");
        problem(ask("POST", "/api/things", "{}", bob), 403);

        var ada = login("ada");
        assertThat(ask("POST", "/api/things", "{\"a\":1}", ada).statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(get("/api/session", ada).body()).path("role").stringValue()).isEqualTo("engineer");

        assertThat(ask("POST", "/api/logout", "", ada).statusCode()).isEqualTo(204);
        problem(ask("POST", "/api/things", "{}", ada), 401);
        assertThat(JSON.readTree(get("/api/session", ada).body()).path("user").isNull()).isTrue();
    }

    @Test
    void letsAScreenInByItsTokenForAsLongAsItHasOne() throws Exception {
        var answer = ask("POST", "/api/login", "{\"kiosk\":\"%s\"}".formatted(accounts.putKiosk("room-2")), JSON_BODY);

        var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("Max-Age=34560000");
        var screen = Map.of("Cookie", cookie.split(";")[0]);
        assertThat(get("/api/names/x", screen).statusCode()).isEqualTo(200);

        accounts.putKiosk("room-2");
        problem(get("/api/names/x", screen), 401);
    }

    @Test
    void changesNothingForAnotherSiteHoweverItAsks() throws Exception {
        var ada = login("ada");

        problem(ask("POST", "/api/things", "{}", with(ada, "X-Gantry-Token", "forged")), 403);
        problem(ask("POST", "/api/things", "{}", with(ada, "X-Gantry-Token", "")), 403);
        problem(ask("POST", "/api/things", "{}", with(ada, "Origin", "http://evil.example")), 403);
        problem(ask("POST", "/api/things", "{}", with(ada, "Origin", "null")), 403);
        problem(ask("POST", "/api/things", "{}", with(ada, "Sec-Fetch-Site", "cross-site")), 403);
        problem(ask("POST", "/api/things", "{}", with(ada, "Sec-Fetch-Site", "same-site")), 403);
        problem(ask("POST", "/api/things", "{}", with(ada, "Content-Type", "text/plain")), 415);
        problem(ask("POST", "/api/login", "{}", with(JSON_BODY, "Origin", "http://evil.example")), 403);
        assertThat(ask("POST", "/api/things", "{}", with(ada, "Origin", "http://127.0.0.1:" + door.port())).statusCode())
                .isEqualTo(201);
    }

    @Test
    void answersEachMistakeWithAProblem() throws Exception {
        var ada = login("ada");

        problem(get("/api/nothing", Map.of()), 404);
        problem(get("/api/names/..%2f..%2fetc%2fpasswd", ada), 404);
        problem(get("/api/names/*", ada), 404);
        problem(get("/..%2f..%2fetc/passwd", Map.of()), 404);
        problem(get("/api/names/", ada), 404);
        assertThat(problem(ask("DELETE", "/api/things", "", ada), 405).path("detail").stringValue())
                .isEqualTo("only POST is answered here");
        problem(ask("PUT", "/", "", Map.of()), 405);
        assertThat(problem(ask("POST", "/api/things", "{\"secret\": nonsense}", ada), 400).toString())
                .contains("line 1").doesNotContain("nonsense");
        problem(ask("POST", "/api/login", "[]", JSON_BODY), 400);
        problem(ask("POST", "/api/login", "{\"user\":1,\"password\":\"x\"}", JSON_BODY), 400);
        problem(ask("POST", "/api/login", "{\"user\":\"" + "a".repeat(301) + "\",\"password\":\"x\"}", JSON_BODY), 400);
        problem(ask("POST", "/api/login", "[".repeat(100_000), JSON_BODY), 400);
        assertThat(ask("HEAD", "/", "", Map.of()).body()).isEmpty();
    }

    @Test
    void takesNoMoreOfABodyThanItMay() throws Exception {
        for (int i = 0; i < 20; i++) { // each time it is told so: the answer does not race with the rest of the body
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/api/login"))
                    .timeout(LIMIT).version(i % 2 == 0 ? Version.HTTP_1_1 : Version.HTTP_2)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("\"" + "x".repeat(4 * Door.MOST_BODY_BYTES) + "\""));
            problem(client.send(request.build(), BodyHandlers.ofString()), 413);
        }

        assertThat(get("/api/session", Map.of()).statusCode()).isEqualTo(200);
    }

    @Test
    void takesNoSecretFromABrowserAndEndsTheSessionBeforeTheNewOne() throws Exception {
        var planted = "gantry=" + "A".repeat(43);
        var body = "{\"user\":\"ada\",\"password\":\"%s\"}".formatted(PASSWORD);
        var answer = ask("POST", "/api/login", body, with(JSON_BODY, "Cookie", planted));
        var given = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

        assertThat(given).isNotEqualTo(planted);
        problem(get("/api/names/x", Map.of("Cookie", planted)), 401);
        assertThat(get("/api/names/x", Map.of("Cookie", given)).statusCode()).isEqualTo(200);

        var again = with(with(JSON_BODY, "Cookie", given), "X-Gantry-Token",
                JSON.readTree(answer.body()).path("token").stringValue());
        assertThat(ask("POST", "/api/login", body, again).statusCode()).isEqualTo(200);
        problem(get("/api/names/x", Map.of("Cookie", given)), 401);
    }

    @Test
    void letsNoCacheKeepWhatSomebodyWasShown() throws Exception {
        var ada = login("ada");

        for (var path : new String[] {"/api/names/x", "/api/session", "/api/nothing"}) {
            assertThat(get(path, ada).headers().firstValue("Cache-Control")).as(path).hasValue("no-store");
        }
    }

    @Test
    void takesNoFormOfAnotherSiteWhateverItCallsItself() throws Exception {
        var ada = login("ada");

        for (var type : new String[] {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
            "text/plain; application/json", ""}) {
            problem(ask("POST", "/api/things", "{}", with(ada, "Content-Type", type)), 415);
        }
    }

    @Test
    void believesNoForgedCookie() throws Exception {
        login("ada");

        for (var value : new String[] {"x", "kiosk.x", "", "kiosk.", "ada", "a".repeat(4000)}) {
            problem(get("/api/names/x", Map.of("Cookie", "gantry=" + value)), 401);
        }
    }

    @Test
    void makesAGuesserWaitOfThousands() throws Exception {
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            var answer = ask("POST", "/api/login", "{\"kiosk\":\"guess%d\"}".formatted(i), JSON_BODY);
            if (answer.statusCode() == 429) {
                problem(answer, 429);
                assertThat(answer.headers().firstValue("Retry-After")).hasValueSatisfying(it ->
                        assertThat(Integer.parseInt(it)).isBetween(1, 31));
                refused++;
            } else {
                problem(answer, 401);
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(25);
    }

    @Test
    void cutsAPageOffThatDoesNotRead() throws Exception {
        try (var socket = new Socket("127.0.0.1", door.port())) {
            socket.getOutputStream().write("GET /api/flood HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(cut.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(get("/api/session", Map.of()).statusCode()).isEqualTo(200);
    }
}
