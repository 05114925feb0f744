// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// Runs commands of `gantry` inside the test's process.
public final class Commands {
    private Commands() {}

    /// @param out standard output
    /// @param err standard error
    public record Said(int exit, String out, String err) {}

    public static Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Said(exit, out.toString(), err.toString());
    }
}
