// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.model.Sealing;
import dev.gantry.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Signs a package.
@Command(name = "sign", mixinStandardHelpOptions = true,
    footer = {"  gantry model sign chest-pneumonia/1.1.0 --key site-key"},
    exitCodeList = {
        "0:signed", "1:a file cannot be read or written", "2:the command line is wrong",
        "3:key or manifest is wrong"
    },
    description = {
    "Signs a package.",
    "Writes the checksums of all its files into manifest.yaml, and manifest.sig over that. The graphs must be those"
            + " that the manifest names. Whatever is changed afterwards makes the package refused."
})
final class ModelSignCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "that holds manifest.yaml")
    Path folder;

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "as gantry model keygen makes it")
    Path key;

    @ParentCommand
    ModelCommand parent;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var signing = SigningKey.read(key);
        int files = Sealing.cover(folder);
        signing.seal(folder);
        var telling = new Telling(spec.commandLine().getOut(), parent.json).fact("folder", folder.toString())
                .fact("key-id", signing.id())
                .line("signed: " + folder + " with its " + files + " files, by key " + signing.id());
        telling.facts().put("files", files);
        return telling.done();
    }
}
