// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.trust.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Makes a key pair for signing.
@Command(name = "keygen", mixinStandardHelpOptions = true,
    footer = {"  gantry model keygen site-key"},
    exitCodeList = {"0:made", "1:the file exists, or cannot be written", "2:the command line is wrong"},
    description = {
    "Makes a key with which packages are signed (Ed25519).",
    "FILE is the key itself: it stays with who signs, readable by the owner alone. FILE.pem is its public half: it goes"
            + " into models.trust of each appliance that is to believe it."
})
final class ModelKeygenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the new key; nothing that exists is replaced")
    Path file;

    @ParentCommand
    ModelCommand parent;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var key = SigningKey.make();
        try {
            var open = key.write(file);
            return new Telling(spec.commandLine().getOut(), parent.json).fact("key-id", key.id())
                    .fact("key", file.toString()).fact("public-key", open.toString())
                    .line("key " + key.id() + ": " + file + " signs, " + open + " is to be trusted").done();
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(e.getFile() + " exists already; a key is never replaced");
        }
    }
}
