// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.JsonNode;

/// One outcome as a person wants to read it: one line, the answer first.
///
/// It never says clear or normal: a negative answers one model's one question.
final class OutcomeText {
    private final Ansi ansi;

    OutcomeText(Ansi ansi) {
        this.ansi = ansi;
    }

    String line(JsonNode outcome) {
        var text = new StringBuilder(answer(outcome));
        model(outcome).ifPresent(model -> text.append("  ·  ").append(model));
        timing(outcome).ifPresent(timing -> text.append("  ·  ").append(timing));
        var exam = outcome.path("exam");
        text.append("  ·  from ").append(exam.path("scanner").asString("?"))
                .append(", exam ").append(abbreviated(exam.path("study").asString("?")));
        if (!outcome.path("mode").asString("").equals("live")) {
            text.append("  ·  mode ").append(outcome.path("mode").asString("?"));
        }
        return text.toString();
    }

    private String answer(JsonNode outcome) {
        if (outcome.path("state").asString("").equals("retracted")) {
            return ansi.string("@|bold RETRACTED    |@ an earlier outcome no longer stands");
        }
        var provisional = outcome.path("state").asString("").equals("provisional") ? " (provisional)" : "";
        return switch (outcome.path("result").asString("")) {
            case "positive" -> ansi.string("@|bold,white,bg(red)  FLAGGED      |@ ")
                    + findings(outcome) + provisional;
            case "negative" -> ansi.string("@|bold  not flagged  |@ ") + findings(outcome) + provisional;
            default -> ansi.string("@|bold,yellow  NOT ANALYSED |@ ")
                    + outcome.path("reason").asString("?") + provisional
                    + detail(outcome).map(d -> ": " + d).orElse("");
        };
    }

    private static Optional<String> detail(JsonNode outcome) {
        var detail = outcome.path("detail").asString("");
        return detail.isEmpty() ? Optional.empty() : Optional.of(detail);
    }

    private static String findings(JsonNode outcome) {
        var text = new StringBuilder();
        for (var finding : outcome.path("findings")) {
            text.append(text.isEmpty() ? "" : ", ").append("%s %.3f (threshold %.3f)".formatted(
                    finding.path("label").asString("?"),
                    finding.path("probability").asDouble(Double.NaN),
                    finding.path("threshold").asDouble(Double.NaN)));
        }
        return text.toString();
    }

    private static Optional<String> model(JsonNode outcome) {
        var model = outcome.path("model");
        return model.isObject()
                ? Optional.of("%s %s on %s %s".formatted(
                        model.path("name").asString("?"), model.path("version").asString("?"),
                        model.path("provider").asString("?"), model.path("precision").asString("?")))
                : Optional.empty();
    }

    private static Optional<String> timing(JsonNode outcome) {
        var timing = outcome.path("timing");
        if (!timing.path("elapsed-ms").isNumber()) {
            return Optional.empty();
        }
        var elapsed = "%.1f ms".formatted(timing.path("elapsed-ms").asDouble(0));
        return Optional.of(timing.path("budget-ms").isNumber()
                ? "%s of %.0f ms%s".formatted(elapsed, timing.path("budget-ms").asDouble(0),
                        timing.path("met").asBoolean(true) ? "" : ", BUDGET MISSED")
                : elapsed);
    }

    private static String abbreviated(String pseudonym) {
        return pseudonym.length() <= 8 ? pseudonym : pseudonym.substring(0, 8) + "…";
    }
}
