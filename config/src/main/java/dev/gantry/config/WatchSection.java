// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.config.WatchSettings.Holidays;
import dev.gantry.config.WatchSettings.Sensitivity;
import dev.gantry.yaml.CheckedYaml;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The section `watch` of the settings.
final class WatchSection {
    private static final String SYSTEM = "system";
    private static final int ISO_DATE_LENGTH = "2026-11-21".length();

    static final List<CheckedYaml.Rule> RULES = List.of(
            new CheckedYaml.Rule(
                    List.of("watch.scanners.holidays"),
                    "each must be a day that exists, such as 12-25 (each year) or 2027-04-05 (once)",
                    yaml -> yaml.texts("watch.scanners.holidays").stream().allMatch(day -> exists(() -> once(day)
                            ? LocalDate.parse(day) : yearly(day)))),
            new CheckedYaml.Rule(
                    List.of("watch.scanners.time-zone"),
                    "must be system or the name of a time zone, such as Europe/Berlin; this one is not known",
                    yaml -> exists(() -> zone(yaml.text("watch.scanners.time-zone")))),
            new CheckedYaml.Rule(
                    List.of("watch.models.expected"),
                    "must name each model once",
                    yaml -> {
                        var names = yaml.parts("watch.models.expected").stream().map(part -> part.text("model")).toList();
                        return Set.copyOf(names).size() == names.size();
                    }),
            new CheckedYaml.Rule(
                    List.of("watch.learn-since"),
                    "must be a day that exists",
                    yaml -> exists(() -> LocalDate.parse(yaml.text("watch.learn-since")))));

    private WatchSection() {}

    static WatchSettings read(CheckedYaml yaml) {
        var scanners = yaml.part("scanners");
        var models = yaml.part("models");
        return new WatchSettings(
                new WatchSettings.Scanners(
                        sensitivity(scanners),
                        scanners.texts("ignore").stream().map(String::strip).collect(Collectors.toSet()),
                        holidays(scanners.texts("holidays")),
                        zone(scanners.text("time-zone"))),
                new WatchSettings.Models(
                        sensitivity(models),
                        models.parts("expected").stream().collect(Collectors.toMap(
                                part -> part.text("model"), part -> part.number("positive-percent") / 100))),
                yaml.has("learn-since") ? Optional.of(LocalDate.parse(yaml.text("learn-since"))) : Optional.empty());
    }

    private static Sensitivity sensitivity(CheckedYaml yaml) {
        return Sensitivity.valueOf(yaml.text("sensitivity").toUpperCase(Locale.ROOT));
    }

    private static Holidays holidays(List<String> days) {
        return new Holidays(
                days.stream().filter(WatchSection::once).map(LocalDate::parse).collect(Collectors.toSet()),
                days.stream().filter(day -> !once(day)).map(WatchSection::yearly).collect(Collectors.toSet()));
    }

    private static boolean once(String day) {
        return day.length() == ISO_DATE_LENGTH;
    }

    private static MonthDay yearly(String day) {
        return MonthDay.parse("--" + day);
    }

    private static ZoneId zone(String name) {
        return name.equals(SYSTEM) ? ZoneId.systemDefault() : ZoneId.of(name);
    }

    @FunctionalInterface
    private interface Reading {
        Object read();
    }

    private static boolean exists(Reading reading) {
        try {
            reading.read();
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }
}
