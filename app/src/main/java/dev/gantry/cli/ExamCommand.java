// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.yaml.DurationText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What the running appliance saw and said, exam by exam.
@Command(
        name = "exam",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Shows recent exams by pseudonym, all that was said of one, and has one analysed again.",
            "Asks the running appliance, over the socket in its spool folder: call it as root, or as the user that runs"
                    + " the appliance. What was said is kept for 7 days. No patient data is shown: which patient a"
                    + " pseudonym stands for the look-up service tells (docs/privacy.md)."
        },
        footer = {"  gantry exam list --since 2h", "  gantry exam show pj3kq"})
final class ExamCommand implements Callable<Integer> {
    private static final String ID = "pseudonym of an exam, or id of one of its outcomes, or how either begins (4"
            + " characters or more); put -- before one that begins with -";

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

    private ExamText text() {
        return new ExamText(spec.commandLine().getOut(), Ansi.AUTO);
    }

    /// Prints unless it is printed as JSON already.
    private static int told(boolean json, Runnable print) {
        if (!json) {
            print.run();
        }
        return Main.DONE;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = {
        "Lists the exams of which something was said lately, the latest first, and those that are being received.",
        "For each: pseudonym, when, state, scanner, and how many answers of each model say what (one for each image"
                + " where a model looks at single images)."
    }, exitCodeList = {
        "0:told, whether there is one or not", "1:the appliance could not tell", "2:the command line is wrong",
        "3:the settings are wrong, or an argument is", "4:the appliance does not run, or may not be asked by this user"
    }, footer = {"  gantry exam list", "  gantry exam list --since 7d --last 500",
        "  gantry exam list --json | jq -r '.exams[] | select(.undelivered > 0) | .exam'"})
    int list(
            @Option(names = "--since", paramLabel = "TIME", defaultValue = "1d",
                    description = "how far to look back, such as 30m, 12h or 7d (default: ${DEFAULT-VALUE})")
            String since,
            @Option(names = "--last", paramLabel = "COUNT", defaultValue = "50",
                    description = "exams at most, up to 1000 (default: ${DEFAULT-VALUE})") int most,
            @Option(names = "--json", description = "as JSON, for programs") boolean json) {
        if (most < 1 || most > 1000) {
            throw new IllegalArgumentException("--last must be 1 to 1000, found " + most);
        }
        var arguments = Asking.arguments().put("since-seconds", Math.max(1, DurationText.parse(since).toSeconds()))
                .put("most", most);
        return new Asking(spec, config.file, json).ask("exam list", arguments, "exams",
                result -> told(json, () -> text().list(result)));
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = {
        "Shows everything that was said of one exam.",
        "Each outcome with its revisions, findings, model, timings in milliseconds, and why it says what it says.",
        "What became of its alerts: gantry alerts show."
    }, exitCodeList = {
        "0:shown", "1:there is no such exam, or several begin so", "2:the command line is wrong",
        "3:the settings are wrong", "4:the appliance does not run, or may not be asked by this user"
    }, footer = {"  gantry exam show pj3kqT0", "  gantry exam show 0193f2c8-77 --json | jq .outcomes"})
    int show(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = "as JSON, for programs: the payloads as they were published, but"
                    + " for exam.identifiers") boolean json) {
        return new Asking(spec, config.file, json).ask("exam show", Asking.arguments().put("id", id), "revisions",
                result -> told(json, () -> text().show(result)));
    }

    @Command(name = "replay", mixinStandardHelpOptions = true, description = {
        "Has the models look again at what the spool still keeps of an exam, and compares with what stands.",
        "Without an option nothing is published and nothing changes: it only shows what the models say now, for example"
                + " after another version was activated. Images that scanners send meanwhile go first.",
        "--publish says what is new to the receivers, as a further revision of the same outcomes: for an exam that was"
                + " not analysed (overload, model off, no model) and now can be. A positive that is new alerts as any"
                + " other: call the ward first. What was taken back stays so, and so does what was said of more images"
                + " than are kept, in another mode, or by a model version that took the process down with it.",
        "--resend analyses nothing: it sends the newest revision of each outcome of the exam once more, for a receiver"
                + " that missed it. Receivers know the id and the revision and count nothing twice; nothing escalates."
    }, exitCodeList = {
        "0:done, whether anything is new or not",
        "1:no such exam, nothing kept of it, still under way, no broker (--resend), or not all answered in time",
        "2:the command line is wrong", "3:the settings are wrong",
        "4:the appliance does not run, or may not be asked by this user"
    }, footer = {"  gantry exam replay pj3kqT0", "  gantry exam replay pj3kqT0 --publish",
        "  gantry exam replay pj3kqT0 --resend"})
    int replay(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--publish", description = "say what is new to the receivers") boolean publish,
            @Option(names = "--resend", description = "send what stands once more, without looking again")
            boolean resend,
            @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "600",
                    description = "how long at most for the models, up to a day (default: ${DEFAULT-VALUE})")
            int seconds,
            @Option(names = "--json", description = "as JSON, for programs") boolean json) {
        if (publish && resend) {
            throw new IllegalArgumentException("--publish and --resend exclude each other: the one looks again, the"
                    + " other does not");
        }
        if (seconds < 1) {
            throw new IllegalArgumentException("--wait must be 1 or more, found " + seconds);
        }
        var arguments = Asking.arguments().put("id", id).put("publish", publish).put("resend", resend)
                .put("limit-seconds", seconds);
        return new Asking(spec, config.file, json).ask("exam replay", arguments, "objects",
                result -> replayed(result, json));
    }

    private int replayed(JsonNode result, boolean json) {
        if (!json) {
            if (result.has("resent")) {
                int sent = result.path("resent").asInt(0);
                spec.commandLine().getOut().println("sent again: " + sent + (sent == 1 ? " outcome" : " outcomes")
                        + " of exam " + result.path("exam").asString(""));
            } else {
                text().replayed(result);
            }
        }
        return result.path("complete").asBoolean(true) ? Main.DONE : Main.FAILED;
    }
}
