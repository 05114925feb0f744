// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.SettingsFile;
import dev.gantry.escalation.Alert;
import dev.gantry.escalation.Escalations;
import dev.gantry.escalation.Line;
import dev.gantry.escalation.LineJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What became of alerts: who answered, and what happened while nobody did. Only reads, beside an appliance that runs.
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Says what became of alerts: who answered, and what happened while nobody did.",
            "Reads the audit in the spool, whether the appliance runs or not, and changes nothing."
        })
final class AlertsCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", scope = ScopeType.INHERIT,
            defaultValue = "/etc/gantry/gantry.yaml",
            description = "the settings file of the appliance (default: ${DEFAULT-VALUE})")
    Path file;

    @Spec
    CommandSpec spec;

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(out());
        return Main.DONE;
    }

    @Command(name = "list", mixinStandardHelpOptions = true,
            description = "Lists the alerts that nobody has answered; with --all, those of the last seven days.")
    int list(
            @Option(names = "--all", description = "the answered ones and those that need no answer, too") boolean all,
            @Option(names = "--json", description = "as JSON, for programs") boolean json) throws IOException {
        var alerts = Alert.of(history()).stream().filter(alert -> all || alert.open()).toList();
        if (json) {
            var array = JsonMapper.shared().createArrayNode();
            alerts.forEach(alert -> write(array.addObject(), alert));
            out().println(array);
        } else if (alerts.isEmpty()) {
            out().println(all ? "no alert in the last seven days" : "no alert waits for an answer");
        } else {
            alerts.forEach(alert -> out().println(AlertsText.line(alert)));
        }
        return Main.DONE;
    }

    @Command(name = "show", mixinStandardHelpOptions = true,
            description = "Shows everything that happened to one alert, in order.")
    int show(
            @Parameters(paramLabel = "ID", description = "the id of its outcome, or how it begins") String id,
            @Option(names = "--json", description = "as JSON, one line for each event") boolean json)
            throws IOException {
        var history = history();
        var ids = history.stream().flatMap(line -> line.step().about().stream())
                .filter(one -> one.toString().startsWith(id)).distinct().toList();
        if (ids.size() != 1) {
            out().println(ids.isEmpty()
                    ? "no alert " + id + " in the audit; gantry alerts list --all shows what is"
                    : ids.size() + " alerts begin with " + id + "; give more of the id");
            return Main.FAILED;
        }
        history.stream().filter(line -> line.step().about().contains(ids.getFirst()))
                .forEach(line -> print(line, json));
        return Main.DONE;
    }

    @Command(name = "audit", mixinStandardHelpOptions = true,
            description = "Prints the whole audit, oldest first: alerts, answers, refused answers, escalations.")
    int audit(
            @Option(names = "--last", paramLabel = "N", defaultValue = "0",
                    description = "only the last N lines (default: all)") int last,
            @Option(names = "--json", description = "as JSON, one line for each event") boolean json)
            throws IOException {
        if (last < 0) {
            throw new IllegalArgumentException("--last must not be negative, found " + last);
        }
        var history = history();
        history.subList(last == 0 ? 0 : Math.max(0, history.size() - last), history.size())
                .forEach(line -> print(line, json));
        return Main.DONE;
    }

    private void print(Line line, boolean json) {
        out().println(json ? new String(LineJson.write(line), StandardCharsets.UTF_8) : AlertsText.line(line));
    }

    private List<Line> history() throws IOException {
        var folder = SettingsFile.read(file).spool().path().resolve(Escalations.FOLDER);
        try {
            return Escalations.history(folder);
        } catch (NoSuchFileException _) {
            return List.of(); // it has never run
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static void write(ObjectNode node, Alert alert) {
        var last = alert.last();
        node.put("id", last.id().toString()).put("revision", last.revision()).put("since", alert.since().toString());
        node.put("condition", alert.condition()).put("snoozed", alert.snoozed()).put("degraded", alert.degraded());
        node.put("repeats", alert.repeats()).put("second-topics", alert.secondTopics());
        node.put("study", last.study()).put("model", last.model()).put("severity", last.severity().word());
        node.put("mode", last.mode().name().toLowerCase(Locale.ROOT));
    }
}
