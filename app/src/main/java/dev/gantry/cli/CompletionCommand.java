// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Teaches the shell the commands and options.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Prints what teaches bash and zsh to complete commands and options.",
            "For this shell:      source <(gantry completion)",
            "For every shell:     gantry completion > /etc/bash_completion.d/gantry"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("gantry", spec.root().commandLine()));
        out.flush();
        return Main.DONE;
    }
}
