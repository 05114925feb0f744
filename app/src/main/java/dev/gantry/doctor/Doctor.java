// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import dev.gantry.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/// Looks at this machine, check by check, and says what is well and what is not.
public final class Doctor {
    private static final int WIDTH = 110;
    private static final String INDENT = "         ";

    private final List<Check> checks;

    public Doctor(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /// @param findings by the name of their check, in the order of the checks
    public record Report(Map<String, List<Finding>> findings) {
        /// Nothing has to be done.
        public boolean well() {
            return findings.values().stream().flatMap(List::stream).noneMatch(it -> it.level() == Level.WRONG);
        }

        /// For people.
        public String text() {
            var lines = new ArrayList<String>();
            findings.forEach((check, found) -> {
                lines.add(check);
                found.forEach(finding -> lines.addAll(wrapped(finding)));
            });
            lines.add(well() ? "all is well" : "something has to be done: see WRONG above");
            return String.join(System.lineSeparator(), lines);
        }

        /// For programs.
        public String json() {
            var checks = new LinkedHashMap<String, Object>();
            findings.forEach((check, found) -> checks.put(check, found.stream().map(Report::tree).toList()));
            var tree = new LinkedHashMap<String, Object>();
            tree.put("well", well());
            tree.put("checks", checks);
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        }

        private static Map<String, Object> tree(Finding finding) {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("level", finding.level().name().toLowerCase(Locale.ROOT));
            tree.put("text", finding.text());
            finding.remedy().ifPresent(remedy -> tree.put("remedy", remedy));
            if (!finding.figures().isEmpty()) {
                tree.put("figures", finding.figures());
            }
            return tree;
        }

        private static List<String> wrapped(Finding finding) {
            var mark = switch (finding.level()) {
                case OK -> "ok";
                case NOTE -> "note";
                case WRONG -> "WRONG";
            };
            var lines = new ArrayList<String>();
            var line = new StringBuilder("  %-6s".formatted(mark));
            var text = finding.text() + finding.remedy().map(remedy -> ". To do: " + remedy).orElse("");
            for (var word : text.split(" ")) {
                if (line.length() + 1 + word.length() > WIDTH && !line.toString().isBlank()) {
                    lines.add(line.toString());
                    line = new StringBuilder(INDENT).deleteCharAt(0);
                }
                line.append(' ').append(word);
            }
            lines.add(line.toString());
            return lines;
        }
    }

    /// Makes each check in turn.
    public Report examine() {
        var findings = new LinkedHashMap<String, List<Finding>>();
        checks.forEach(check -> findings.put(check.name(), look(check)));
        return new Report(findings);
    }

    /// A check that breaks is our own mistake, and keeps none of the others from being made.
    private static List<Finding> look(Check check) {
        try {
            return check.look();
        } catch (RuntimeException e) {
            return List.of(Finding.wrong("this check broke: " + e, "report it, it is a defect of Gantry"));
        }
    }
}
