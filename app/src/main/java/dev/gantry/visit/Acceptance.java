// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.Settings;
import dev.gantry.doctor.Doctor.Report;
import dev.gantry.doctor.Finding;
import dev.gantry.model.Candidate;
import dev.gantry.shelf.Shelf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The acceptance report: one HTML file without anything from elsewhere, to be printed and signed.
public final class Acceptance {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final String STYLE = """
            body{font:11pt/1.45 system-ui,sans-serif;color:#1a1a1a;max-width:190mm;margin:10mm auto;padding:0 6mm}
            h1{font-size:20pt;margin:0 0 2mm}h2{font-size:13pt;margin:8mm 0 2mm;border-bottom:1px solid #999}
            table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:1.2mm 3mm 1.2mm 0}
            th{font-weight:600;white-space:nowrap;width:42mm}th.ok,th.note,th.wrong{width:13mm}tr+tr td,tr+tr th{border-top:1px solid #ddd}
            .verdict{padding:3mm 4mm;border:2px solid;font-size:13pt;font-weight:600;margin:4mm 0}
            .well{border-color:#1b6e35;color:#1b6e35}.not{border-color:#a31515;color:#a31515}
            .ok{color:#1b6e35}.note{color:#7a5200}.wrong{color:#a31515;font-weight:600}
            .remedy{color:#444}code{font:9pt/1.3 ui-monospace,monospace;overflow-wrap:anywhere}
            .small{font-size:9pt;color:#444}.line{border-bottom:1px solid #333;height:11mm}
            .sign td{width:50%;padding-right:8mm}
            @media print{body{margin:0;max-width:none}h2,tr{break-inside:avoid}h2{break-after:avoid}@page{margin:15mm}}
            """;

    private static final Pattern HEAD = Pattern.compile("<meta name=\"gantry-report\" content=\"([^\"]*)\">");

    private Acceptance() {}

    /// The digest of the page's only style sheet, as a content security policy names it: `sha256-...`.
    public static String styleHash() {
        try {
            return "sha256-" + Base64.getEncoder().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /// Of whom and what the report is.
    ///
    /// @param version of Gantry
    /// @param file    the settings, as they were named
    public record Visited(Settings settings, String version, String file, String host, ZonedDateTime at) {}

    /// What a page says of itself, for programs.
    ///
    /// @param well    whether no check had failed
    public record Head(String site, String device, String version, Instant at, boolean well) {}

    /// @param page as [#page] made it
    /// @return empty when it is no acceptance report
    public static Optional<Head> head(String page) {
        var found = HEAD.matcher(page);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            var json = JsonMapper.shared().readTree(plain(found.group(1)));
            return Optional.of(new Head(json.path("site").asString(), json.path("device").asString(),
                    json.path("version").asString(), Instant.parse(json.path("at").asString()),
                    json.path("well").asBoolean()));
        } catch (JacksonException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static String head(Visited visited, Report report) {
        var json = JsonMapper.shared().createObjectNode().put("site", visited.settings().site())
                .put("device", visited.settings().device()).put("version", visited.version())
                .put("at", visited.at().toInstant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("well", report.well());
        return "<meta name=\"gantry-report\" content=\"" + text(json.toString()) + "\">\n";
    }

    /// @return the page
    public static String page(Visited visited, Report report) {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(text("Acceptance report " + visited.settings().site() + " " + visited.settings().device()))
                .append("</title>\n").append(head(visited, report)).append("<style>").append(STYLE).append("</style></head><body>\n");
        page.append("<h1>Acceptance report</h1>\n<p class=\"small\">Gantry, edge inference appliance. Research use only:"
                + " not a medical device.</p>\n");
        verdict(page, report);
        page.append("<h2>What was looked at</h2>\n");
        table(page, List.of(
                Map.entry("Site", visited.settings().site()),
                Map.entry("Device", visited.settings().device()),
                Map.entry("Mode", visited.settings().mode().name().toLowerCase(Locale.ROOT)),
                Map.entry("AE title", visited.settings().dicom().aeTitle()),
                Map.entry("Computer", visited.host()),
                Map.entry("Settings", visited.file()),
                Map.entry("Broker", visited.settings().mqtt().url().toString()),
                Map.entry("Gantry", visited.version()),
                Map.entry("Java", Runtime.version().toString()),
                Map.entry("System", System.getProperty("os.name") + " " + System.getProperty("os.version") + " ("
                        + System.getProperty("os.arch") + ")"),
                Map.entry("When", TIME.format(visited.at()))));
        models(page, visited.settings());
        report.findings().forEach((check, findings) -> check(page, check, findings));
        signatures(page);
        return page.append("</body></html>\n").toString();
    }

    private static void verdict(StringBuilder page, Report report) {
        var notes = report.findings().values().stream().flatMap(List::stream)
                .filter(it -> it.level() == Finding.Level.NOTE).count();
        var wrong = report.findings().values().stream().flatMap(List::stream)
                .filter(it -> it.level() == Finding.Level.WRONG).count();
        page.append("<p class=\"verdict ").append(report.well() ? "well\">" : "not\">")
                .append(report.well() ? "All checks passed" : wrong + (wrong == 1 ? " check" : " checks") + " failed: not"
                        + " ready for acceptance")
                .append(notes == 0 ? "" : "; " + notes + (notes == 1 ? " note" : " notes")).append("</p>\n");
    }

    private static void table(StringBuilder page, List<Map.Entry<String, String>> rows) {
        page.append("<table>\n");
        rows.forEach(row -> page.append("<tr><th>").append(text(row.getKey())).append("</th><td>")
                .append(text(row.getValue())).append("</td></tr>\n"));
        page.append("</table>\n");
    }

    private static void models(StringBuilder page, Settings settings) {
        page.append("<h2>Models that answer</h2>\n<table>\n");
        try {
            var shelf = Shelf.of(settings.models());
            for (var one : shelf.outlook().stream()
                    .flatMap(it -> Stream.concat(it.winner().stream(), it.reserve().stream())).toList()) {
                page.append("<tr><th>").append(text(one.id().name() + " " + one.id().version())).append("</th><td>")
                        .append(shelf.check(one) instanceof Candidate.Sound(var model)
                                ? model.manifest().files().entrySet().stream().sorted(Map.Entry.comparingByKey())
                                        .map(file -> text(file.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-')
                                                + ", " + file.getValue().precision()) + "<br><code>sha256 "
                                                + text(file.getValue().sha256()) + "</code>")
                                        .collect(Collectors.joining("<br>"))
                                : "<span class=\"wrong\">refused</span>")
                        .append("</td></tr>\n");
            }
        } catch (IllegalArgumentException e) {
            page.append("<tr><td class=\"wrong\">").append(text(e.getMessage())).append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static void check(StringBuilder page, String check, List<Finding> findings) {
        page.append("<h2>").append(text(check.substring(0, 1).toUpperCase(Locale.ROOT) + check.substring(1)))
                .append("</h2>\n<table>\n");
        for (var finding : findings) {
            var level = finding.level().name().toLowerCase(Locale.ROOT);
            page.append("<tr><th class=\"").append(level).append("\">").append(level).append("</th><td>")
                    .append(text(finding.text()))
                    .append(finding.remedy().map(it -> "<br><span class=\"remedy\">To do: " + text(it) + "</span>")
                            .orElse(""))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static void signatures(StringBuilder page) {
        page.append("""
                <h2>Acceptance</h2>
                <p>The appliance was installed and checked as above. It stays in mode shadow, where nobody is alerted, until both
                have signed and <code>gantry acceptance sign</code> was told so; then mode: live in the settings holds.</p>
                <table class="sign">
                <tr><td><div class="line"></div>Field engineer: name, date, signature</td>
                <td><div class="line"></div>For the site: name, date, signature</td></tr>
                </table>
                """);
    }

    private static String text(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String plain(String text) {
        return text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
