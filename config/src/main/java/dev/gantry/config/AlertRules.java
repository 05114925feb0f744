// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.config.AlertSettings.Receiver;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.AlertSettings.Severity;
import dev.gantry.config.AlertSettings.Step;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.CheckedYaml.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The section `alerts` of the settings, and what its schema cannot say.
final class AlertRules {
    private static final Duration LONGEST = Duration.ofHours(12);

    /// What stands in a file that was written with all its defaults, and means nothing there without receivers.
    private static final List<String> DEFAULT = List.of("2m repeat", "5m second-topic", "10m degraded");

    static final List<Rule> ALL = List.of(
            new Rule(
                    List.of("alerts.receivers"),
                    "must have each name only once: a receiver is bound to its topic by its name",
                    yaml -> distinct(receivers(yaml), receiver -> Optional.of(receiver.text("name")))),
            new Rule(
                    List.of("alerts.receivers"),
                    "must have a key-file of its own for each: with the same key, one could answer for the other",
                    yaml -> distinct(receivers(yaml), receiver -> receiver.has("key-file")
                            ? Optional.of(receiver.path("key-file").toString())
                            : Optional.empty())),
            new Rule(
                    List.of("alerts.stop-escalation", "alerts.receivers"),
                    "each must be one of the roles of alerts.receivers: nobody could answer in this role",
                    yaml -> receivers(yaml).isEmpty() || roles(yaml).containsAll(yaml.texts("alerts.stop-escalation"))),
            new Rule(
                    List.of("alerts.escalation", "alerts.receivers"),
                    "needs alerts.receivers: as long as nobody can answer, nothing escalates",
                    yaml -> !receivers(yaml).isEmpty() || rungs(yaml).isEmpty() || ladder(yaml).equals(DEFAULT)),
            Rule.inEach(
                    "alerts.escalation",
                    List.of("after"),
                    "must be from 1s to 12h",
                    rung -> within(rung.duration("after"), Duration.ofSeconds(1))),
            new Rule(
                    List.of("alerts.escalation"),
                    "each step must come later than the one before",
                    yaml -> ascending(rungs(yaml).stream().map(rung -> rung.duration("after")).toList())),
            new Rule(
                    List.of("alerts.escalation"),
                    "can have the step degraded only once",
                    yaml -> rungs(yaml).stream().filter(rung -> rung.text("step").equals("degraded")).count() <= 1),
            new Rule(
                    List.of("alerts.snooze-at-most"),
                    "must be from 1m to 12h",
                    yaml -> within(yaml.duration("alerts.snooze-at-most"), Duration.ofMinutes(1))));

    private AlertRules() {}

    static AlertSettings alerts(CheckedYaml yaml) {
        return new AlertSettings(
                yaml.parts("receivers").stream().map(AlertRules::receiver).toList(),
                Set.copyOf(yaml.texts("stop-escalation")),
                yaml.texts("severities").stream().map(word -> Severity.valueOf(constant(word)))
                        .collect(Collectors.toSet()),
                yaml.parts("escalation").stream()
                        .map(rung -> new Rung(rung.duration("after"), Step.valueOf(constant(rung.text("step")))))
                        .toList(),
                yaml.duration("snooze-at-most"),
                yaml.integer("repeats-per-minute"));
    }

    private static Receiver receiver(CheckedYaml yaml) {
        return new Receiver(yaml.text("name"), Set.copyOf(yaml.texts("roles")),
                yaml.has("key-file") ? Optional.of(yaml.path("key-file")) : Optional.empty());
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static List<CheckedYaml> receivers(CheckedYaml yaml) {
        return yaml.parts("alerts.receivers");
    }

    private static List<CheckedYaml> rungs(CheckedYaml yaml) {
        return yaml.parts("alerts.escalation");
    }

    private static List<String> ladder(CheckedYaml yaml) {
        return rungs(yaml).stream().map(rung -> rung.text("after") + " " + rung.text("step")).toList();
    }

    private static Set<String> roles(CheckedYaml yaml) {
        return receivers(yaml).stream().flatMap(receiver -> receiver.texts("roles").stream())
                .collect(Collectors.toSet());
    }

    private static boolean distinct(List<CheckedYaml> parts, Function<CheckedYaml, Optional<String>> key) {
        var keys = parts.stream().map(key).flatMap(Optional::stream).toList();
        return Set.copyOf(keys).size() == keys.size();
    }

    private static boolean within(Duration duration, Duration atLeast) {
        return duration.compareTo(atLeast) >= 0 && duration.compareTo(LONGEST) <= 0;
    }

    private static boolean ascending(List<Duration> times) {
        return Stream.iterate(1, i -> i < times.size(), i -> i + 1)
                .allMatch(i -> times.get(i - 1).compareTo(times.get(i)) < 0);
    }
}
