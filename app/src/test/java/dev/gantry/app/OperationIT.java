// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The process as the service runs it: its log under the journal, its figures, and settings that change meanwhile.
class OperationIT {
    @TempDir
    Path folder;

    private static HttpResponse<String> ask(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        }
    }

    private static void await(String what, Callable<Boolean> there) throws Exception {
        for (int i = 0; i < 600 && !there.call(); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(there.call()).as(what).isTrue();
    }

    /// The line of the log whose message holds the words.
    private static JsonNode line(GantryRun run, String words) throws IOException {
        return run.log().lines().filter(line -> line.startsWith("<")).map(line -> line.replaceFirst("<\\d>", ""))
                .map(JsonMapper.shared()::readTree).filter(line -> line.path("message").asString("").contains(words))
                .findFirst().orElseThrow(() -> new AssertionError("no line with " + words));
    }

    private static void hangUp(Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor()).isZero();
    }

    @Test
    void tellsHowItIsAndTakesUpSettingsWhileItRuns() throws Exception {
        var run = new GantryRun(folder, URI.create("tcp://127.0.0.1:" + GantryRun.freePort()), "access: listed",
                "", "web: {port: 0}\nmode: live");
        var process = run.start(List.of("env", "--default-signal=HUP", "JOURNAL_STREAM=8:1"));
        var vertx = Vertx.vertx();
        try {
            int port = line(run, "web host=").path("fields").path("port").asInt();
            assertThat(ask(port, "/health/live").statusCode()).isEqualTo(200);
            assertThat(ask(port, "/health/ready").body()).startsWith("{\"ready\":true,\"reasons\":[]")
                    .contains("mode is shadow, not live: no acceptance report was signed");
            assertThat(run.store(vertx, CrObject.named("1"))).as("nobody is listed").isEqualTo(-1);
            await("the refused caller shows", () ->
                    ask(port, "/metrics").body().contains("gantry_associations_refused_total{reason=\"calling\"} 1.0"));

            var before = Files.readString(run.settings());
            Files.writeString(run.settings(), before.replace("access: listed", "access: listed, peers: [{ae-title: CR1}]"));
            hangUp(process);
            await("the change is taken up", () -> run.log().contains("settings reloaded changes=1"));
            assertThat(run.store(vertx, CrObject.named("1"))).isZero();
            var counted = Pattern.compile("gantry_outcomes_total\\{.*mode=\"shadow\".*} 1\\.0");
            await("the outcome is counted, and alerts nobody", () ->
                    counted.matcher(ask(port, "/metrics").body()).find());
            assertThat(ask(port, "/metrics").body()).contains("gantry_broker_connected 0.0",
                    "gantry_queue_depth{queue=\"outbox\"} 1.0", "gantry_objects_total{status=\"success\"} 1.0");
            var associated = line(run, " associated ");
            assertThat(associated.path("fields").path("association").asString()).matches("\\d+");
            assertThat(associated.path("level").asString()).isEqualTo("INFO");

            Files.writeString(run.settings(), before.replace("mode: live", "mode: test") + "exam: {silence: 20s}\n");
            hangUp(process);
            await("it is refused", () -> run.log().contains("in-need-of-restart"));
            assertThat(line(run, "in-need-of-restart").path("fields").path("in-need-of-restart").asString())
                    .isEqualTo("mode");
            Files.writeString(run.settings(), before + "exam: {silense: 20s}\n");
            hangUp(process);
            await("the mistake is named", () -> run.log().contains("exam.silense: unknown key, did you mean silence?"));
            assertThat(run.store(vertx, CrObject.named("2"))).as("the settings taken up stay").isZero();
        } finally {
            vertx.close();
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isZero();
    }
}
