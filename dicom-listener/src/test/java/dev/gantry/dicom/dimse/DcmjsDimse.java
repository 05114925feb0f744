// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// dcmjs-dimse, a global npm package, by scripts of ours in `src/test/resources/peers`.
public final class DcmjsDimse {
    private final String modules;

    private DcmjsDimse(String modules) {
        this.modules = modules;
    }

    /// Skips the test where it is not installed; fails it in CI.
    public static DcmjsDimse mustBeHere() throws Exception {
        var found = new DcmjsDimse(modules());
        boolean there = found.answers();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("dcmjs-dimse is installed").isTrue();
        }
        if (!there) {
            System.out.println("skipped: dcmjs-dimse is not installed (npm install -g dcmjs-dimse)");
        }
        assumeThat(there).as("dcmjs-dimse is not installed: skipped").isTrue();
        return found;
    }

    private static String modules() throws Exception {
        try {
            return run("", List.of("npm", "root", "-g")).lines().filter(line -> line.startsWith("/")).findFirst()
                    .orElse("");
        } catch (IOException _) {
            return ""; // no npm
        }
    }

    private boolean answers() throws Exception {
        try {
            return run(modules, List.of("node", "-e", "require('dcmjs-dimse'); console.log('there')")).contains("there");
        } catch (IOException _) {
            return false; // no node
        }
    }

    /// What the script said: its lines that begin with `said `.
    public List<String> says(String script, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("node",
                Path.of("src/test/resources/peers", script).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return run(modules, command).lines().filter(line -> line.startsWith("said ")).toList();
    }

    private static String run(String modules, List<String> command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("NODE_PATH", modules);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
