// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.SettingsFile;
import dev.gantry.control.Control;
import dev.gantry.control.Reply;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks the appliance that runs on the same settings, and says why when it does not answer.
final class Asking {
    private final CommandSpec spec;
    private final Path file;
    private final boolean json;

    /// @param file the settings
    /// @param json what goes wrong is told as JSON too
    Asking(CommandSpec spec, Path file, boolean json) {
        this.spec = spec;
        this.file = file;
        this.json = json;
    }

    static ObjectNode arguments() {
        return JsonMapper.shared().createObjectNode();
    }

    /// @param what counts what the progress bar shows
    /// @param told prints the result for people and says how the command ends
    int ask(String verb, ObjectNode arguments, String what, ToIntFunction<JsonNode> told) {
        var state = SettingsFile.read(file).spool().path();
        Reply reply;
        try (var bar = ProgressBar.of(spec.commandLine().getErr(), what)) {
            reply = Control.ask(state, verb, arguments, progress -> show(bar, progress));
        }
        return switch (reply) {
            case Reply.Done(var result) -> {
                if (json) {
                    spec.commandLine().getOut().println(result);
                }
                int exit = told.applyAsInt(result);
                spec.commandLine().getOut().flush();
                yield exit;
            }
            case Reply.Refused(var why) -> complain(why, Main.FAILED);
            case Reply.Unreachable(var why) -> complain(why, Main.NOT_RUNNING);
        };
    }

    private static void show(ProgressBar bar, JsonNode progress) {
        if (progress.has("of")) {
            bar.at(progress.path("done").asLong(0), progress.path("of").asLong(0));
        } else {
            bar.now("looking through what was said: " + progress.path("read").asLong(0) + " revisions");
        }
    }

    private int complain(String why, int exit) {
        if (json) {
            spec.commandLine().getOut().println(arguments().put("failed", why));
            spec.commandLine().getOut().flush();
        }
        spec.commandLine().getErr().println("gantry: " + why);
        spec.commandLine().getErr().flush();
        return exit;
    }
}
