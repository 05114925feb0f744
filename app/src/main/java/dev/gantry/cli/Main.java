// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.app.Appliance;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// The command line, and the process's main class.
@Command(
        name = "gantry",
        version = Main.VERSION,
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class, RunCommand.class, CheckCommand.class, DoctorCommand.class, SendCommand.class,
            EchoCommand.class, WatchCommand.class, AlertsCommand.class, AccessCommand.class, AcceptanceCommand.class,
            WebCommand.class, PrivacyCommand.class, ModelCommand.class, RouteCommand.class, ExamCommand.class,
            OutboxCommand.class, EvaluateCommand.class, ExplainCommand.class, QuantizeCommand.class,
            PhantomCommand.class, BenchCommand.class, CompletionCommand.class, HelpCommand.class
        },
        description = {
            "Receives images from a scanner, runs a model on each inside its latency budget, and publishes one clear"
                    + " outcome over MQTT. Research use only: not a medical device.",
            ""
        },
        exitCodeList = {
            "0:done", "1:did not succeed; standard error says why", "2:the command line is wrong",
            "3:the settings are wrong, or an argument is",
            "4:the appliance does not run, or may not be asked by this user"
        },
        footer = {
            "  gantry demo", "  gantry help COMMAND", "  gantry check --config /etc/gantry/gantry.yaml",
            "  gantry doctor --config /etc/gantry/gantry.yaml"
        })
public final class Main implements Callable<Integer> {
    static final String VERSION = "gantry " + Appliance.VERSION;
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_SETTINGS = 3;
    static final int NOT_RUNNING = 4;

    /// Of a command that says nothing else.
    private static final Map<String, String> EXIT_CODES = new TreeMap<>(Map.of(
            "0", "done",
            "1", "did not succeed; standard error says why",
            "2", "the command line is wrong",
            "3", "the settings are wrong, or an argument is"));

    @Spec
    private CommandSpec spec;

    private Main() {}

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return DONE;
    }

    public static void main(String[] arguments) {
        Logging.routeJavaUtilLogging();
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Main::explain);
        teach(line);
        return line;
    }

    /// What the help of every command has: examples under their heading, and what each exit code means.
    private static void teach(CommandLine command) {
        var help = command.getCommandSpec().usageMessage();
        if (help.footer().length > 0) {
            help.footerHeading("%nExamples:%n");
        }
        if (help.exitCodeList().isEmpty() && command.getSubcommands().isEmpty()) {
            help.exitCodeList(EXIT_CODES);
        }
        if (!help.exitCodeList().isEmpty()) {
            help.exitCodeListHeading("%nExit codes:%n");
        }
        command.getSubcommands().values().forEach(Main::teach);
    }

    /// An operator's mistake gets its sentence; only our own mistakes show a stack trace.
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult result) {
        var err = command.getErr();
        if (failure instanceof IllegalArgumentException mistake) {
            tellPrograms(command, result, mistake.getMessage());
            err.println(mistake.getMessage());
            return WRONG_SETTINGS;
        }
        if (failure instanceof IOException trouble) {
            tellPrograms(command, result, words(trouble));
            err.println("gantry: " + words(trouble));
            return FAILED;
        }
        failure.printStackTrace(err);
        return FAILED;
    }

    /// Who asked for JSON gets some on standard output, whatever happened.
    private static void tellPrograms(CommandLine command, CommandLine.ParseResult result, String why) {
        for (var each = result; each != null; each = each.subcommand()) {
            if (each.matchedOptionValue("--json", false)) {
                command.getOut().println(JsonMapper.shared().createObjectNode().put("done", false).put("failed", why));
                command.getOut().flush();
                return;
            }
        }
    }

    /// The JDK's file exceptions say no more than the path.
    private static String words(IOException trouble) {
        return switch (trouble) {
            case AccessDeniedException denied -> denied.getFile() + ": access denied";
            case NoSuchFileException missing -> missing.getFile() + ": there is no such file or folder";
            default -> trouble.getMessage();
        };
    }
}
