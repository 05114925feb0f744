// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.account.Account;
import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import dev.gantry.config.SettingsFile;
import dev.gantry.yaml.InvalidYaml;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the pages /setup and /ops ask, over real HTTP, with DCMTK calling and a real broker.
class SetupIT {
    @TempDir
    static Path folder;

    private static Broker broker;
    private static SteeredSite site;
    private static Engineer anna;

    @BeforeAll
    static void start() throws Exception {
        broker = new Broker(folder);
        site = new SteeredSite(folder, broker.url(), "access: listed, peers: [{ae-title: GANTRY_DOCTOR},"
                + " {ae-title: SELF, host: 127.0.0.1, port: 1}]");
        anna = site.login("anna");
    }

    @AfterAll
    static void stop() {
        anna.close();
        site.close();
        broker.close();
    }

    private static void await(String what, Callable<Boolean> there) throws Exception {
        for (int i = 0; i < 1200 && !there.call(); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(there.call()).as(what).isTrue();
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    @Test
    void oneClickLetsTheNextAssociationIn() throws Exception {
        var stream = anna.stream("/api/setup/handshakes").get(60, TimeUnit.SECONDS);
        try (var lines = stream.body()) {
            var heard = lines.filter(line -> line.startsWith("data: ")).map(line -> line.substring(6))
                    .map(JsonMapper.shared()::readTree).filter(one -> text(one, "calling").equals("CT_7")).iterator();
            assertThat(site.echoscu("CT_7").text()).contains("Calling AE Title Not Recognized");
            var refused = heard.next();
            assertThat(text(refused, "what")).isEqualTo("refused");
            assertThat(text(refused, "why")).isEqualTo("no peer 'CT_7' is listed");
            assertThat(text(refused, "remedy")).isEqualTo("gantry access allow --address 127.0.0.1 CT_7");

            var click = JsonMapper.shared().createObjectNode().put("calling", "CT_7").put("called", "GANTRY")
                    .put("address", "127.0.0.1").toString();
            assertThat(anna.post("/api/setup/allow", click).json().path("added").asBoolean()).isTrue();
            assertThat(site.echoscu("CT_7").exitCode()).isZero();
            assertThat(text(heard.next(), "what")).isEqualTo("echo");
            assertThat(text(heard.next(), "what")).isEqualTo("released");
        }

        assertThat(anna.get("/api/setup/callers").json().at("/refused/0/may-call-now").asBoolean()).isTrue();
        assertThat(anna.get("/api/setup/callers").json().path("may-call").toString()).contains("\"CT_7\"");
        assertThat(anna.post("/api/setup/remove", "{\"ae-title\": \"CT_7\"}").status()).isEqualTo(204);
        assertThat(site.echoscu("CT_7").exitCode()).isNotZero();
    }

    @Test
    void tellsNobodyWhoWasRemovedWhoCalls() throws Exception {
        var accounts = QuickAccounts.in(site.live().now().web().login().accounts());
        accounts.putUser("eve", Role.ENGINEER, SteeredSite.PASSWORD.toCharArray());
        try (var eve = site.login("eve")) {
            var stream = eve.stream("/api/setup/handshakes").get(60, TimeUnit.SECONDS);
            accounts.remove(Account.Kind.USER, "eve");
            assertThat(site.echoscu("AFTER_EVE").exitCode()).isNotZero();

            var heard = new ArrayList<String>();
            assertThatThrownBy(() -> stream.body().forEach(heard::add)).as("it is cut off")
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(heard).noneMatch(line -> line.contains("AFTER_EVE"));
        }
    }

    @Test
    void allowsNobodyWhoDidNotCall() throws Exception {
        var answer = anna.post("/api/setup/allow",
                "{\"calling\": \"*\", \"called\": \"GANTRY\", \"address\": \"0.0.0.0\"}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).isEqualTo("application/problem+json");
    }

    @Test
    void callsOthersAndSaysWhatToDoAboutThoseThatDoNotAnswer() throws Exception {
        var ours = anna.post("/api/setup/echo", """
                {"ae-title": "GANTRY", "host": "127.0.0.1", "port": %d}""".formatted(site.port())).json();
        var nobody = anna.post("/api/setup/echo", "{\"peer\": \"SELF\"}").json();

        assertThat(ours.path("answered").asBoolean()).as("we are not listed as GANTRY").isFalse();
        assertThat(nobody.path("answered").asBoolean()).isFalse();
        assertThat(text(nobody, "remedy")).contains("no firewall is between", "lists our AE title GANTRY");
        assertThat(anna.post("/api/setup/echo", "{\"peer\": \"NOBODY\"}").status()).isEqualTo(404);
        assertThat(anna.post("/api/setup/echo", "{\"ae-title\": \"A\", \"host\": \"x y\", \"port\": 1}").status())
                .isEqualTo(400);
    }

    @Test
    void refusesAMistakeInTheWordsOfCheckAndKeepsTheFile() throws Exception {
        var before = Files.readString(site.settings());
        var edition = text(anna.get("/api/setup/settings").json(), "edition");

        var answer = anna.post("/api/setup/settings/apply", """
                {"edition": "%s", "restart": true, "changes": [{"key": "dicom.port", "value": "eleven"},
                 {"key": "exam.silense", "value": "10s"}]}""".formatted(edition));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        var asked = Files.writeString(folder.resolve("asked.yaml"), before
                .replace("port: " + site.port(), "port: eleven").replace("is slow\n", "is slow\n  silense: 10s\n"));
        assertThat(answer.json().path("problems").valueStream().map(it -> text(it, "words")).toList())
                .isEqualTo(problems(asked).stream().map(it -> it.replace("asked.yaml", "gantry.yaml")).toList());
        assertThat(site.settings()).hasContent(before);
    }

    private static List<String> problems(Path file) {
        try {
            SettingsFile.read(file);
            return List.of();
        } catch (InvalidYaml e) {
            return e.problems().stream().map(Object::toString).toList();
        }
    }

    @Test
    void showsTheDifferenceThenWritesAndTakesItUpAsAReloadWould() throws Exception {
        var sheet = anna.get("/api/setup/settings").json();
        var change = """
                {"edition": "%s", "changes": [{"key": "exam.silence", "value": "%s"}]}""";
        var body = change.formatted(text(sheet, "edition"), "25s");

        var draft = anna.post("/api/setup/settings/check", body).json();
        assertThat(draft.path("diff").toString()).contains("  silence: 20s   # the old CR is slow");
        assertThat(site.live().now().exam().silence()).isEqualTo(Duration.ofSeconds(20));

        var done = anna.post("/api/setup/settings/apply", body).json();
        assertThat(text(done, "reload")).isEqualTo("taken");
        assertThat(site.live().now().exam().silence()).isEqualTo(Duration.ofSeconds(25));
        assertThat(site.settings()).content().contains("# The chest room.", "silence: 25s   # the old CR is slow");
        assertThat(Path.of(text(done, "former"))).content().contains("silence: 20s");
        assertThat(anna.post("/api/setup/settings/apply", body).status()).as("the form is of before").isEqualTo(409);

        var restart = """
                {"edition": "%s", "changes": [{"key": "mode", "value": "test"}]}"""
                .formatted(text(anna.get("/api/setup/settings").json(), "edition"));
        var refused = anna.post("/api/setup/settings/apply", restart);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(text(refused.json(), "detail")).contains("restart");
        assertThat(site.settings()).content().doesNotContain("mode: test");
    }

    @Test
    void makesTheChecksAndTheAcceptanceReport() throws Exception {
        assertThat(anna.get("/api/setup/report").status()).isEqualTo(404);
        assertThat(anna.post("/api/setup/checks", "{\"checks\": [\"brocker\"]}").status()).isEqualTo(400);

        assertThat(anna.post("/api/setup/checks", "{\"checks\": []}").status()).isEqualTo(202);
        assertThat(anna.post("/api/setup/checks", "{\"checks\": []}").status()).isEqualTo(409);
        await("the checks are done", () -> !anna.get("/api/setup/checks").json().path("busy").asBoolean());

        var results = anna.get("/api/setup/checks").json().path("results");
        assertThat(results.at("/broker/findings/0/text").asString()).contains("takes our messages and passes them on");
        assertThat(results.at("/exam/findings").toString()).contains("all of mode test");
        var report = anna.page("/api/setup/report");
        assertThat(report.body()).startsWith("<!doctype html>").contains("Acceptance report st-anna cr-room-2");
        assertThat(report.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'; style-src 'sha256-").doesNotContain("unsafe");

        assertThat(anna.get("/api/ops/now").json().path("broker").asBoolean()).isTrue();
    }

    @Test
    void listsModelsWithTheirEvidenceAndActivatesAndSwitchesOff() throws Exception {
        var chest = model("chest-pneumonia");
        assertThat(text(chest, "standing")).isEqualTo("active");
        assertThat(chest.path("evidence").has("auroc")).isTrue();
        var figure = anna.page("/api/setup/models/figure?name=chest-pneumonia&version=1.0.0&file=roc.svg");
        assertThat(figure.statusCode()).isEqualTo(200);
        assertThat(figure.body()).contains("<svg");
        assertThat(anna.get("/api/setup/models/figure?name=chest-pneumonia&version=1.0.0&file=../1.0.0/manifest.yaml")
                .status()).isEqualTo(404);

        assertThat(anna.post("/api/setup/models", "{\"name\": \"adrenal-mass-volume\", \"action\": \"activate\","
                + " \"version\": \"1.0.0\"}").status()).isEqualTo(200);
        await("it is active", () -> text(model("adrenal-mass-volume"), "standing").equals("active"));
        assertThat(anna.post("/api/setup/models", "{\"name\": \"adrenal-mass-volume\", \"action\": \"off\"}").status())
                .isEqualTo(200);
        await("it is off", () -> !text(model("adrenal-mass-volume"), "standing").equals("active"));
        var nothing = anna.post("/api/setup/models", "{\"name\": \"body-region\", \"action\": \"rollback\"}");
        assertThat(nothing.status()).isEqualTo(409);
        assertThat(text(nothing.json(), "detail")).isEqualTo("there is no version to go back to");
    }

    /// The highest version.
    private static JsonNode model(String name) throws Exception {
        return anna.get("/api/setup/models").json().path("models").valueStream()
                .filter(it -> text(it, "name").equals(name)).reduce((_, higher) -> higher).orElseThrow();
    }

    @Test
    void showsTheEndOfTheLogToEngineersOnlyAndChartsToViewers() throws Exception {
        assertThat(anna.get("/api/ops/log").json().path("lines").isArray()).isTrue();
        assertThat(anna.get("/api/ops/log?after=x").status()).isEqualTo(400);
        assertThat(anna.get("/api/ops/chart?hours=25").status()).isEqualTo(400);
        try (var vera = site.login("vera"); var nobody = new Engineer(site.webPort())) {
            assertThat(vera.get("/api/ops/chart").status()).isEqualTo(200);
            for (var path : List.of("/api/ops/log", "/api/setup/mode", "/api/setup/callers", "/api/setup/settings", "/api/setup/models",
                    "/api/setup/checks", "/api/setup/report", "/api/setup/handshakes")) {
                assertThat(vera.get(path).status()).as(path).isEqualTo(403);
                assertThat(nobody.get(path).status()).as(path).isEqualTo(401);
            }
            for (var path : List.of("/api/setup/allow", "/api/setup/remove", "/api/setup/echo", "/api/setup/checks",
                    "/api/setup/settings/check", "/api/setup/settings/apply", "/api/setup/models")) {
                assertThat(vera.post(path, "{}").status()).as(path).isEqualTo(403);
                assertThat(anna.post(path, "{}").status()).as(path).isBetween(400, 499);
            }
        }
        for (var page : List.of("/setup", "/ops")) {
            assertThat(anna.page(page).body()).startsWith("<!doctype html>")
                    .doesNotContain("<style", "http://", "https://");
        }
    }
}
