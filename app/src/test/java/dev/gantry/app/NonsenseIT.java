// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each API of a whole appliance is asked what makes no sense, byte by byte, and answers 4xx with a problem document
/// (RFC 9457).
class NonsenseIT {
    private static final int LIMIT_MILLIS = 60_000;
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW");
    private static final List<String> OPEN = List.of("/", "/room.js", "/metrics", "/health/live", "/health/ready",
            "/api/session", "/api/room/stream");
    private static final List<String> READ = List.of("/api/previews/x.png", "/api/heatmaps/x-y.png", "/api/ops/now",
            "/api/ops/chart", "/api/ops/log", "/api/setup/callers", "/api/setup/handshakes", "/api/setup/settings",
            "/api/setup/checks", "/api/setup/report", "/api/setup/models", "/api/setup/models/figure");
    private static final List<String> CHANGED = List.of("/api/acks", "/api/setup/allow", "/api/setup/remove",
            "/api/setup/echo", "/api/setup/settings/check", "/api/setup/settings/apply", "/api/setup/checks",
            "/api/setup/models");

    @TempDir
    static Path folder;

    private static Broker broker;
    private static SteeredSite site;
    private static String anna;

    private final List<String> unanswered = new ArrayList<>();

    record Answer(int status, Map<String, String> headers, String body) {}

    @BeforeAll
    static void start() throws Exception {
        broker = new Broker(folder);
        site = new SteeredSite(folder, broker.url(), "access: listed, peers: [{ae-title: GANTRY_DOCTOR}]");
        var login = ask("POST", "/api/login", "Content-Type: application/json\r\n",
                "{\"user\":\"anna\",\"password\":\"%s\"}".formatted(SteeredSite.PASSWORD));
        anna = "Cookie: %s\r\nX-Gantry-Token: %s\r\n".formatted(login.headers().get("set-cookie").split(";")[0],
                JsonMapper.shared().readTree(login.body()).path("token").stringValue());
    }

    @AfterAll
    static void stop() {
        site.close();
        broker.close();
    }

    private static Answer ask(String method, String target, String headers, String body) throws IOException {
        return raw("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s".formatted(
                method, target, site.webPort(), headers, body.getBytes(StandardCharsets.UTF_8).length, body));
    }

    private static Answer raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", site.webPort())) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            var said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var parts = said.split("\r\n\r\n", 2);
            var lines = parts[0].split("\r\n");
            var headers = new TreeMap<String, String>();
            for (int i = 1; i < lines.length; i++) {
                var pair = lines[i].split(":", 2);
                headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip());
            }
            return new Answer(lines[0].matches("HTTP/1.[01] \\d{3}.*") ? Integer.parseInt(lines[0].substring(9, 12)) : 0,
                    headers, parts.length > 1 ? parts[1] : "");
        }
    }

    private void refused(String what, Answer answer) {
        boolean problem = answer.status() >= 400 && answer.status() < 500
                && "application/problem+json".equals(answer.headers().get("content-type"));
        if (!problem || !says(JsonMapper.shared().readTree(answer.body()), answer.status())) {
            unanswered.add("%s: %s".formatted(what, answer));
        }
    }

    private static boolean says(JsonNode problem, int status) {
        return problem.path("status").asInt(0) == status && !problem.path("title").asString("").isEmpty()
                && !problem.path("detail").asString("").isEmpty() && problem.path("type").isString();
    }

    @Test
    void refusesMethodsThatAreNot() throws IOException {
        for (var path : List.of(OPEN, READ, CHANGED).stream().flatMap(List::stream).distinct().toList()) {
            for (var method : METHODS) {
                boolean meant = method.equals("GET") && !(CHANGED.contains(path) && !READ.contains(path))
                        || method.equals("POST") && CHANGED.contains(path);
                if (!meant) {
                    var answer = ask(method, path, anna, "");
                    refused(method + " " + path, answer);
                    assertThat(answer.status()).as(method + " " + path).isEqualTo(405);
                    assertThat(answer.headers()).containsKey("allow");
                }
            }
        }
        assertThat(unanswered).isEmpty();
    }

    @Test
    void refusesWhoIsNotLoggedIn() throws IOException {
        for (var path : READ) {
            refused(path, ask("GET", path, "", ""));
            refused(path, ask("GET", path, "Cookie: gantry=forged\r\n", ""));
        }
        for (var path : CHANGED) {
            refused(path, ask("POST", path, "Content-Type: application/json\r\n", "{}"));
            refused(path + " without token", ask("POST", path,
                    "Content-Type: application/json\r\n" + anna.split("\r\n")[0] + "\r\n", "{}"));
        }
        assertThat(unanswered).isEmpty();
    }

    @Test
    void refusesBodiesThatSayNothingOrTooMuch() throws IOException {
        for (var path : CHANGED) {
            refused(path + " text", ask("POST", path, anna + "Content-Type: text/plain\r\n", "{}"));
            refused(path + " form", ask("POST", path, anna + "Content-Type: application/x-www-form-urlencoded\r\n", "a=b"));
            refused(path + " no type", ask("POST", path, anna, "{}"));
            for (var body : List.of("", "{}", "[]", "null", "1", "\"x\"", "{", "\u0000", "{\"a\":NaN}", "[".repeat(5000),
                    "{\"id\":{},\"action\":[],\"name\":null,\"role\":1e999,\"revision\":\"x\"}",
                    "{\"calling\":[],\"called\":{},\"address\":7}", "{\"ae-title\":\"" + "A".repeat(5000) + "\"}",
                    "{\"peer\":\"../../etc/passwd\"}", "{\"ae-title\":\"A\",\"host\":\"x\",\"port\":-1}",
                    "{\"ae-title\":\"A\",\"host\":\"x\",\"port\":99999999999}",
                    "{\"key\":\"..\",\"value\":{},\"edition\":7}",
                    "{\"changes\":[{\"key\":\"dicom.port\",\"value\":\"\\u0000\"}]}",
                    "{\"name\":\"../..\",\"version\":\"x\",\"act\":\"activate\"}", "{\"order\":\"rm -rf\"}")) {
                var answer = ask("POST", path, anna + "Content-Type: application/json\r\n", body);
                refused("%s %.60s".formatted(path, body), answer);
            }
        }
        assertThat(unanswered).isEmpty();
    }

    @Test
    void refusesPathsAndQueriesThatLeadNowhere() throws IOException {
        for (var path : List.of("/api", "/api/", "/api/previews/", "/api/previews/..%2f..%2fsite.key.png",
                "/api/previews/../../site.key", "/api/previews/1.2.840.113619.2.png", "/api/previews/%00.png", "/api/previews/%zz.png", "/api/previews/x.dcm",
                "/api/previews/" + "a".repeat(3000) + ".png", "/api/heatmaps/..%2fx.png",
                "/api/heatmaps/" + "a".repeat(200) + ".png", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/room.js/",
                "/./room.js", "/web/room.js", "/api/previews/x.png/y", "/api/setup/models/figure?name=%00",
                "/api/setup/models/figure?name=..%2f..&version=x&file=..%2f..%2fgantry.yaml",
                "/api/ops/chart?hours=x", "/api/ops/chart?hours=-1",
                "/api/previews/%E4%B8%AD.png", "/\u4e2d", "*")) {
            refused(path, ask("GET", path, anna, ""));
        }
        assertThat(unanswered).isEmpty();
    }

    @Test
    void refusesWhatIsHardlyHttp() throws IOException {
        refused("a long path", ask("GET", "/" + "a".repeat(9000), anna, ""));
        refused("a long query", ask("GET", "/api/ops/chart?x=" + "a".repeat(9000), anna, ""));
        refused("a long header", ask("GET", "/api/session", "X: " + "a".repeat(20_000) + "\r\n", ""));
        refused("many headers", ask("GET", "/api/session", "X: y\r\n".repeat(4000), ""));
        refused("a length that is none", raw("POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n{}"));
        refused("two lengths", raw(
                "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"));
        refused("a chunk without length", raw("POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"));
        refused("no request", raw("nonsense\r\n\r\n"));
        refused("a header that is none", raw("GET /api/session HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"));
        refused("a percent sign", ask("GET", "/api/previews/x.png?frame=%zz&center=%", anna, ""));
        refused("a tunnel", raw("CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n"));
        assertThat(unanswered).isEmpty();
    }
}
