// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.MqttSettings;
import dev.gantry.mqtt.Connection;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Plan;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A receiver: prints each outcome that a broker carries, until it is stopped.
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Prints each outcome that a broker carries.",
            "Subscribes to the outcomes of one or all appliances, live, shadow and test alike.",
            "Repeated deliveries (same id and revision) are shown once, as every receiver should do.",
            "Ends with Ctrl-C, or after --count outcomes."
        })
final class WatchCommand implements Callable<Integer> {
    private static final int REMEMBERED = 10_000;

    @Option(names = "--url", defaultValue = "tcp://127.0.0.1:1883", paramLabel = "URL",
            description = "the broker (default: ${DEFAULT-VALUE})")
    String url;

    @Option(names = "--site", defaultValue = "+", paramLabel = "SITE", description = "only this site")
    String site;

    @Option(names = "--device", defaultValue = "+", paramLabel = "DEVICE", description = "only this device")
    String device;

    @Option(names = "--json", description = "print the raw payloads, one per line")
    boolean json;

    @Option(names = "--count", defaultValue = "0", paramLabel = "N", description = "end after N outcomes (0: never)")
    int count;

    private final JsonMapper mapper = new JsonMapper();
    private final OutcomeText text = new OutcomeText(Ansi.AUTO);
    private final CountDownLatch done = new CountDownLatch(1);
    private int printed;
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Override
    public Integer call() throws InterruptedException {
        var prefix = "gantry/" + site + "/" + device;
        var filters = List.of(prefix + "/outcome/#", prefix + "/shadow/outcome/#", prefix + "/test/outcome/#");
        var plan = new Plan.Hearing("gantry-watch-" + ProcessHandle.current().pid(), Duration.ofSeconds(60), filters,
                Duration.ZERO, true);
        var broker = new MqttSettings(URI.create(url), Optional.empty(), Optional.empty(), Duration.ofSeconds(60), 1);
        var connection = Connection.open(broker, plan, this::heard);
        done.await();
        connection.leave();
        return printed < count || count == 0 ? Main.FAILED : Main.DONE;
    }

    private void heard(News news) {
        switch (news) {
            case News.Up _ -> System.err.println("gantry watch: subscribed at " + url);
            case News.Arrived(_, _, var payload, var heard) -> {
                print(payload);
                heard.run();
            }
            case News.Down(_, var why) -> {
                if (done.getCount() > 0) {
                    System.err.println("gantry watch: no connection to " + url + ": " + why.text());
                    done.countDown();
                }
            }
            case News.Answered _ -> {}
        }
    }

    private synchronized void print(byte[] payload) {
        try {
            var outcome = mapper.readTree(payload);
            var revision = outcome.path("id").asString("") + "/" + outcome.path("revision").asInt(0);
            if (done.getCount() == 0 || seen.put(revision, true) != null) {
                return;
            }
            System.out.println(json ? new String(payload, StandardCharsets.UTF_8) : text.line(outcome));
            System.out.flush();
            printed++;
            if (printed == count) {
                done.countDown();
            }
        } catch (JacksonException e) {
            System.err.println("gantry watch: a payload is no JSON: " + e.getOriginalMessage());
        }
    }
}
