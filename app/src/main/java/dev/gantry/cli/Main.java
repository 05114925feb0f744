// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.app.Appliance;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command line, and the process's main class.
@Command(
        name = "gantry",
        version = Main.VERSION,
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class, RunCommand.class, CheckCommand.class, DoctorCommand.class, SendCommand.class,
            EchoCommand.class, WatchCommand.class, AlertsCommand.class, AccessCommand.class, WebCommand.class,
            PrivacyCommand.class, ModelCommand.class, RouteCommand.class, EvaluateCommand.class, ExplainCommand.class,
            QuantizeCommand.class, BenchCommand.class, CompletionCommand.class, HelpCommand.class
        },
        description = {
            "Receives images from a scanner, runs a model on each inside its latency budget, and publishes one clear"
                    + " outcome over MQTT. Research use only: not a medical device.",
            ""
        },
        footer = {
            "",
            "Start with:  gantry demo",
            "",
            "Exit codes:  0 done   1 did not succeed   2 the command line is wrong   3 the settings are wrong"
        })
public final class Main implements Callable<Integer> {
    static final String VERSION = "gantry " + Appliance.VERSION;
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_SETTINGS = 3;

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
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Main::explain);
    }

    /// An operator's mistake gets its sentence; only our own mistakes show a stack trace.
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult result) {
        var err = command.getErr();
        if (failure instanceof IllegalArgumentException mistake) {
            err.println(mistake.getMessage());
            return WRONG_SETTINGS;
        }
        if (failure instanceof IOException trouble) {
            err.println("gantry: " + words(trouble));
            return FAILED;
        }
        failure.printStackTrace(err);
        return FAILED;
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
