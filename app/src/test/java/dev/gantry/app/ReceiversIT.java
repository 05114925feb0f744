// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The receivers of docs/receivers.md do what that page says, and its script finds out those that do not.
class ReceiversIT {
    private static final Path RECEIVERS = Path.of("..", "docs", "receivers").toAbsolutePath().normalize();
    private static final long LIMIT_SECONDS = 240;

    @TempDir
    Path folder;

    /// One run of try.sh.
    private record Trial(Process process, Path log) {
        int end() throws Exception {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("try.sh ends").isTrue();
            return process.exitValue();
        }

        String said() throws IOException {
            return Files.readString(log);
        }
    }

    @BeforeEach
    void findsTheTools() {
        Peers.program("mosquitto", "mosquitto");
        Peers.program("mosquitto_sub", "mosquitto-clients");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// @param patience seconds for each thing that the receiver must do
    /// @param command  that starts the receiver, up to its arguments
    private Trial trial(String name, int patience, List<String> command) throws IOException {
        int port = freePort();
        var state = folder.resolve(name + ".state").toString();
        var all = new ArrayList<>(List.of(RECEIVERS.resolve("try.sh").toString(), state));
        all.addAll(command);
        all.addAll(List.of("127.0.0.1", Integer.toString(port), state, "ris", "radiologist"));
        var builder = new ProcessBuilder(all).redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("PATIENCE", Integer.toString(patience));
        return new Trial(builder.start(), folder.resolve(name + ".log"));
    }

    private static Path python() throws Exception {
        return Peers.python("paho.mqtt.client");
    }

    /// The Python receiver with one rule broken.
    private Trial broken(String name, String rule, String instead) throws Exception {
        var program = Files.readString(RECEIVERS.resolve("receiver.py"));
        assertThat(program).contains(rule);
        var file = Files.writeString(folder.resolve(name + ".py"), program.replace(rule, instead));
        return trial(name, 2, List.of(python().toString(), file.toString()));
    }

    @Test
    void theOneInPythonKeepsToTheRulesAndOneThatDoesNotIsFoundOut() throws Exception {
        var good = trial("good", 60, List.of(python().toString(), RECEIVERS.resolve("receiver.py").toString()));
        var bad = broken("overtaken", "said[\"revision\"] <= before[0]", "said[\"revision\"] == before[0]");

        assertThat(good.end()).as(good.said()).isZero();
        assertThat(good.said()).contains("OK      it ended with what it should", "\"action\": \"seen\"");
        assertThat(good.said().split("\"id\": \"019fabcd-0000-7000-8000-000000000001\"", -1))
                .as("it answers the alert, and the reminder").hasSize(3);
        assertThat(bad.end()).as(bad.said()).isEqualTo(1);
        assertThat(bad.said()).contains("> outcome 019fabcd-0000-7000-8000-000000000002 1 final positive");
    }

    @Test
    @EnabledIfSystemProperty(named = "gantry.receivers", matches = "all", disabledReason = "mvn verify -Preceivers")
    void theScriptFindsOutEachRuleThatIsBroken() throws Exception {
        var found = new LinkedHashMap<String, Trial>();
        found.put("> outcome 019fabcd-0000-7000-8000-000000000007",
                broken("tests-page", "if not live or said[\"mode\"] != \"live\":", "if False:"));
        found.put("> outcome 019fabcd-0000-7000-8000-000000000009",
                broken("any-schema", "if not said[\"schema-version\"].startswith(\"1.\"):", "if False:"));
        found.put("NOT OK  a request for number 6",
                broken("never-asks", "if it[\"have\"] < said[\"last-seq\"]:", "if False:"));
        found.put("< outcome 019fabcd-0000-7000-8000-000000000006",
                broken("clean-start", "clean_start=False", "clean_start=True"));
        found.put("> appliance try/box 0a000000-",
                broken("one-epoch", "elif it[\"epoch\"] != said[\"epoch\"]:", "elif False:"));
        found.put("-000000000002 1 online", broken("no-status",
                "appliance(place).update(status=said[\"state\"]", "appliance(place).update(status=\"online\""));

        for (var entry : found.entrySet()) {
            assertThat(entry.getValue().end()).as(entry.getValue().said()).isEqualTo(1);
            assertThat(entry.getValue().said()).contains(entry.getKey());
        }
    }

    private Path compiled() {
        var out = folder.resolve("classes");
        int problems = ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", "-proc:none",
                "-Xlint:all,-options,-classfile,-processing", "-Werror", "-cp", System.getProperty("java.class.path"),
                "-d", out.toString(), RECEIVERS.resolve("Receiver.java").toString());
        assertThat(problems).isZero();
        return out;
    }

    @Test
    void theOneInJavaCompilesForJava17() {
        assertThat(compiled().resolve("Receiver.class")).exists();
    }

    @Test
    @EnabledIfSystemProperty(named = "gantry.receivers", matches = "all", disabledReason = "mvn verify -Preceivers")
    void theOneInJavaKeepsToTheRules() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var trial = trial("java", 60, List.of(java, "-cp",
                compiled() + File.pathSeparator + System.getProperty("java.class.path"), "Receiver"));

        assertThat(trial.end()).as(trial.said()).isZero();
        assertThat(trial.said()).contains("OK      it ended with what it should", "\"action\":\"seen\"");
    }

    @Test
    @EnabledIfSystemProperty(named = "gantry.receivers", matches = "all", disabledReason = "mvn verify -Preceivers")
    void theFlowOfNodeRedAlertsOnceAndTakesBack() throws Exception {
        passes("try-node-red.sh");
    }

    @Test
    @EnabledIfSystemProperty(named = "gantry.receivers", matches = "all", disabledReason = "mvn verify -Preceivers")
    void theParserOfAsyncApiHasNothingToSayAgainstTheDocument() throws Exception {
        passes("try-asyncapi.sh");
    }

    private void passes(String script) throws Exception {
        Peers.program("npm", "npm");
        var log = folder.resolve(script + ".log");
        var builder = new ProcessBuilder(RECEIVERS.resolve(script).toString())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("PORT", Integer.toString(freePort()));
        var trial = new Trial(builder.start(), log);

        assertThat(trial.end()).as(trial.said()).isZero();
    }

    /// The command of docs/receivers.md, with another host.
    private List<String> subscriber(Broker broker) throws IOException {
        var page = Files.readString(RECEIVERS.resolveSibling("receivers.md"));
        var command = page.split("```sh\nmosquitto_sub")[1].split("```")[0].replace("\\\n", " ")
                .replace("broker.example", "127.0.0.1 -p " + broker.url().getPort());
        return List.of("bash", "-c", "exec mosquitto_sub" + command);
    }

    @Test
    void mosquittoSubMissesNoAlertWhileItIsAway() throws Exception {
        var log = folder.resolve("sub.log");
        try (var broker = new Broker(folder)) {
            var command = new ProcessBuilder(subscriber(broker)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            var first = command.start();
            until("it hears an alert", () -> {
                publish(broker, "gantry/st-anna/cr-room-2/alert/stat", "before");
                return Files.readString(log).contains("before");
            });
            first.destroyForcibly().waitFor();
            publish(broker, "gantry/st-anna/cr-room-2/alert/stat", "while-away");
            publish(broker, "gantry/st-anna/cr-room-2/test/alert/stat", "only-a-test");

            var second = command.start();

            until("it hears what came while it was away", () -> Files.readString(log).contains("while-away"));
            assertThat(Files.readString(log)).doesNotContain("only-a-test");
            second.destroyForcibly().waitFor();
        }
    }

    private static void until(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.call()) {
            assertThat(System.nanoTime()).as(what + " within 60 s").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void publish(Broker broker, String topic, String text) throws Exception {
        var end = new ProcessBuilder(Peers.program("mosquitto_pub", "mosquitto-clients").toString(), "-V", "5", "-q", "1",
                "-h", "127.0.0.1", "-p", Integer.toString(broker.url().getPort()), "-t", topic, "-m", text)
                .inheritIO().start();
        assertThat(end.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(end.exitValue()).isZero();
    }
}
