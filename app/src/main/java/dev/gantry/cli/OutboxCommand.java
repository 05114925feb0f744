// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What the running appliance has said and the broker has not acknowledged.
@Command(
        name = "outbox",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Shows which outcomes wait for the MQTT broker, and has them delivered now.",
            "Asks the running appliance, over the socket in its spool folder: call it as root, or as the user that runs"
                    + " the appliance."
        },
        footer = {"  gantry outbox list", "  gantry outbox flush --wait 120"})
final class OutboxCommand implements Callable<Integer> {
    @Mixin
    SettingsOption config;

    @Spec
    CommandSpec spec;

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return Main.DONE;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = {
        "Lists what waits: since when, for which topic, and why.",
        "Each outcome waits until the broker has acknowledged it on all its topics. It is on disk, and outlives a"
                + " restart."
    }, exitCodeList = {
        "0:told, whether something waits or not", "1:the appliance could not tell", "2:the command line is wrong",
        "3:the settings are wrong", "4:the appliance does not run, or may not be asked by this user"
    }, footer = {"  gantry outbox list", "  gantry outbox list --json | jq .waiting"})
    int list(
            @Option(names = "--last", paramLabel = "COUNT", defaultValue = "20",
                    description = "outcomes to name, the oldest first, up to 1000 (default: ${DEFAULT-VALUE})")
            int most,
            @Option(names = "--json", description = "as JSON, for programs") boolean json) {
        var asking = new Asking(spec, config.file, json);
        return asking.ask("outbox list", Asking.arguments().put("most", most), "outcomes", result -> {
            if (!json) {
                tell(result);
            }
            return Main.DONE;
        });
    }

    private void tell(JsonNode result) {
        var out = spec.commandLine().getOut();
        long waiting = result.path("waiting").asLong(0);
        out.println(waiting == 0 ? "nothing waits: the broker has acknowledged every outcome"
                : waiting == 1 ? "1 outcome waits for the broker" : waiting + " outcomes wait for the broker");
        connection(result);
        result.path("topics").forEach(topic -> out.printf("  %6d  since %s  %s%n", topic.path("waiting").asInt(0),
                ExamText.time(topic.path("since")), topic.path("topic").asString("")));
        if (!result.path("entries").isEmpty()) {
            out.println();
        }
        result.path("entries").forEach(entry -> out.printf("  %s  revision %d  %-12s %-12s %s, exam %s, since %s%n",
                entry.path("id").asString(""), entry.path("revision").asInt(0), entry.path("state").asString(""),
                entry.path("result").asString("").replace('_', ' '), entry.path("model").asString(""),
                entry.path("exam").asString(""), ExamText.time(entry.path("since"))));
        if (result.path("left-out").asLong(0) > 0) {
            out.println("  and " + result.path("left-out").asLong(0) + " more (--last names up to 1000)");
        }
    }

    /// Whether the broker is there, and what is the matter.
    private void connection(JsonNode result) {
        var out = spec.commandLine().getOut();
        out.println("the broker is " + (result.path("connected").asBoolean(false) ? "connected" : "not connected"));
        result.path("troubles").forEach(trouble -> out.println("  " + trouble.asString("")));
    }

    @Command(name = "flush", mixinStandardHelpOptions = true, description = {
        "Has what waits delivered now, and waits until it is.",
        "Connects at once, and again each second, where the appliance would have paused, and tries again what the"
                + " broker did not take. It waits for what waits now; what is said meanwhile goes its own way. Nothing"
                + " is deleted, whatever the end."
    }, exitCodeList = {
        "0:the broker has acknowledged all of it", "1:not all within the time; what is left stays and is said why",
        "2:the command line is wrong", "3:the settings are wrong",
        "4:the appliance does not run, or may not be asked by this user"
    }, footer = {"  gantry outbox flush", "  gantry outbox flush --wait 600 && systemctl poweroff"})
    int flush(
            @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "60",
                    description = "how long at most, up to a day; 0: only try (default: ${DEFAULT-VALUE})") int seconds,
            @Option(names = "--json", description = "as JSON, for programs") boolean json) {
        if (seconds < 0) {
            throw new IllegalArgumentException("--wait must not be negative, found " + seconds);
        }
        return new Asking(spec, config.file, json).ask("outbox flush",
                Asking.arguments().put("limit-seconds", seconds),
                "outcomes delivered", result -> flushed(result, json));
    }

    private int flushed(JsonNode result, boolean json) {
        long waited = result.path("waited").asLong(0);
        long left = result.path("left").asLong(0);
        if (!json) {
            spec.commandLine().getOut().println(waited == 0 ? "nothing waited"
                    : "delivered: " + (waited - left) + (left == 0 ? "" : "; still waiting: " + left));
            if (left > 0) {
                connection(result);
            }
        }
        return left == 0 ? Main.DONE : Main.FAILED;
    }
}
