// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.JsonNode;

/// Exams and what was said of them, for people. It never says clear or normal: a negative answers one model's one
/// question.
final class ExamText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final PrintWriter out;
    private final Ansi ansi;

    ExamText(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /// Local time of this machine.
    static String time(JsonNode instant) {
        return instant.isString() ? TIME.format(Instant.parse(instant.asString())) : "?";
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    private static String plain(String word) {
        return word.replace('_', ' ');
    }

    void list(JsonNode result) {
        var exams = result.path("exams");
        if (exams.isEmpty()) {
            out.println("nothing was said of any exam since " + time(result.path("since"))
                    + ", and none is being received");
            return;
        }
        exams.forEach(this::line);
        if (result.path("more").asBoolean(false)) {
            out.println("there may be more; --last shows more of them");
        }
    }

    private void line(JsonNode exam) {
        var facts = new ArrayList<String>(List.of(text(exam, "modality") + " from " + text(exam, "scanner")));
        if (exam.path("images").isNumber()) {
            facts.add(exam.path("images").asInt(0) + " images so far");
        }
        if (exam.path("mode").isString()) {
            facts.add("mode " + text(exam, "mode"));
        }
        if (exam.path("undelivered").asInt(0) > 0) {
            facts.add(exam.path("undelivered").asInt(0) + " not delivered yet (gantry outbox list)");
        }
        out.println(ansi.string("@|bold " + text(exam, "exam") + "|@") + "  " + time(exam.path("last")) + "  "
                + text(exam, "state") + "  " + String.join(", ", facts));
        exam.path("models").forEach(model -> out.println("    " + model(model)));
        if (exam.path("models").isEmpty()) {
            out.println("    nothing said yet");
        }
    }

    private String model(JsonNode model) {
        var words = new ArrayList<String>();
        model.path("answers").properties().forEach(it -> words.add(coloured(it.getKey(),
                it.getValue().asInt(0) + " " + plain(it.getKey()))));
        var reasons = new ArrayList<String>();
        model.path("reasons").properties().forEach(it -> reasons.add(it.getKey()));
        return named(model) + ": " + String.join(", ", words)
                + (reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")");
    }

    private static String named(JsonNode model) {
        return text(model, "model").equals("_none") ? "no model"
                : (text(model, "model") + " " + text(model, "version")).strip();
    }

    private String coloured(String result, String words) {
        return switch (result) {
            case "positive" -> ansi.string("@|bold,red " + words + "|@");
            case "not_analysed" -> ansi.string("@|yellow " + words + "|@");
            default -> words;
        };
    }

    void show(JsonNode exam) {
        var objects = exam.path("objects");
        out.println(ansi.string("@|bold exam " + text(exam, "exam") + "|@") + "  " + text(exam, "state"));
        out.printf("  objects: %d kept in the spool%s%s%n", objects.path("kept").asInt(0),
                objects.path("unsettled").asInt(0) > 0
                        ? ", %d of them still being analysed".formatted(objects.path("unsettled").asInt(0)) : "",
                objects.path("gone").asInt(0) > 0
                        ? "; %d made room for newer ones".formatted(objects.path("gone").asInt(0)) : "");
        if (exam.path("left-out").asInt(0) > 0) {
            out.printf("  the oldest %d revisions are left out%n", exam.path("left-out").asInt(0));
        }
        exam.path("outcomes").forEach(this::outcome);
    }

    private void outcome(JsonNode outcome) {
        out.println();
        out.println(ansi.string("@|bold outcome " + text(outcome, "id") + "|@") + "  " + text(outcome, "model")
                + (outcome.path("delivered").asBoolean(false) ? "" : "  (not acknowledged by the broker yet)"));
        outcome.path("revisions").forEach(this::revision);
    }

    private void revision(JsonNode said) {
        var timing = said.path("timing");
        out.printf("  %s  revision %d, %s: %s%s%s%n", time(timing.path("published")), said.path("revision").asInt(0),
                text(said, "state"), coloured(text(said, "result"), plain(text(said, "result"))),
                text(said, "reason").isEmpty() ? "" : " (" + text(said, "reason") + ")",
                text(said, "mode").equals("live") ? "" : ", mode " + text(said, "mode"));
        if (!text(said, "detail").isEmpty()) {
            out.println("      why: " + text(said, "detail"));
        }
        said.path("findings").forEach(finding -> out.println("      " + finding(finding)));
        var model = said.path("model");
        if (model.isObject()) {
            out.printf("      by %s %s on %s %s, sha256 %s%n", text(model, "name"), text(model, "version"),
                    text(model, "provider"), text(model, "precision"), text(model, "sha256"));
        }
        out.println("      " + timing(timing) + (said.path("late").asBoolean(false) ? ", an old picture" : ""));
    }

    private static String finding(JsonNode finding) {
        return String.format(Locale.ROOT, "%s %.3f, %s its threshold of %.3f", text(finding, "label"),
                finding.path("probability").asDouble(Double.NaN),
                finding.path("flagged").asBoolean(false) ? "at or over" : "under",
                finding.path("threshold").asDouble(Double.NaN));
    }

    private static String timing(JsonNode timing) {
        var words = new StringBuilder(String.format(Locale.ROOT, "%.1f ms from the last byte",
                timing.path("elapsed-ms").asDouble(0)));
        if (timing.path("budget-ms").isNumber()) {
            words.append(String.format(Locale.ROOT, " of %.0f ms%s", timing.path("budget-ms").asDouble(0),
                    timing.path("met").asBoolean(true) ? "" : ": BUDGET MISSED"));
        }
        var stages = timing.path("stages");
        if (stages.isObject()) {
            words.append(String.format(Locale.ROOT, " (queued %.1f, decoded %.1f, prepared %.1f, computed %.1f)",
                    stages.path("queued-ms").asDouble(0), stages.path("decoded-ms").asDouble(0),
                    stages.path("prepared-ms").asDouble(0), stages.path("computed-ms").asDouble(0)));
        }
        return words + (timing.path("replayed").asBoolean(false) ? ", read back from the spool" : "");
    }

    void replayed(JsonNode result) {
        var objects = result.path("objects");
        out.printf("%d objects of exam %s analysed again%s%n", objects.path("kept").asInt(0), text(result, "exam"),
                objects.path("gone").asInt(0) > 0
                        ? "; %d more are not kept any more".formatted(objects.path("gone").asInt(0)) : "");
        result.path("answers").forEach(this::compared);
        if (result.path("answers").isEmpty()) {
            out.println("  nothing is to be said of them");
        }
        if (!result.path("complete").asBoolean(true)) {
            out.println("  not all models answered within the time; --wait gives them more");
        }
        boolean news = result.path("answers").valueStream().anyMatch(it -> text(it, "effect").equals("different"));
        if (news && !result.path("published").asBoolean(false)) {
            out.println("nothing was published; --publish says what differs to the receivers, as a further revision");
        }
    }

    private void compared(JsonNode answer) {
        var before = Optional.of(answer.path("before")).filter(JsonNode::isObject);
        out.printf("  %s%s%n", named(answer), text(answer, "instance").isEmpty() ? ""
                : ", image " + text(answer, "instance"));
        out.println("      stands: " + before.map(it -> verdict(it) + ", " + text(it, "state") + ", revision "
                + it.path("revision").asInt(0)
                + (text(it, "version").isEmpty() ? "" : ", by version " + text(it, "version"))).orElse("nothing"));
        var after = answer.path("after");
        var detail = text(after, "detail");
        out.println("      now:    " + verdict(after) + (detail.isEmpty() ? "" : ": " + detail));
        after.path("findings").forEach(finding -> out.println("              " + finding(finding)));
        out.println("      " + switch (text(answer, "effect")) {
            case "same" -> "nothing new";
            case "different" -> ansi.string("@|yellow differs|@");
            case "published" -> ansi.string("@|bold published as a further revision|@");
            default -> "left as it stands: " + text(answer, "why");
        });
    }

    private String verdict(JsonNode said) {
        return coloured(text(said, "result"), plain(text(said, "result")))
                + (text(said, "reason").isEmpty() ? "" : " (" + text(said, "reason") + ")");
    }
}
