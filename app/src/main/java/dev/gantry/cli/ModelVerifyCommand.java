// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.trust.Seal;
import dev.gantry.trust.Trust;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Checks a package.
@Command(name = "verify", mixinStandardHelpOptions = true,
    footer = {"  gantry model verify chest-pneumonia/1.1.0 --trust site-key.pem"},
    exitCodeList = {
        "0:sound", "1:refused: the line says at which gate and why", "2:the command line is wrong",
        "3:the settings are wrong, or an argument is"
    },
    description = {
    "Checks a package: signature, manifest, golden cases' form, checksums.",
    "Nothing is run and nothing is changed. Without --trust the settings decide whose signatures are believed."
})
final class ModelVerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "that holds manifest.yaml")
    Path folder;

    @Option(names = "--trust", paramLabel = "FILE-OR-FOLDER",
            description = "public keys to believe instead; the package must then be signed")
    Optional<Path> trust;

    @ParentCommand
    ModelCommand parent;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var believed = trust.map(Trust::only).orElseGet(() -> Trust.of(parent.config.read().models()));
        var telling = new Telling(spec.commandLine().getOut(), parent.json);
        return switch (ModelFolder.inspect(folder, believed)) {
            case Candidate.Unsound refused -> ModelCommand.refuse(refused, telling).failed();
            case Candidate.Sound(var model) -> telling.fact("id", model.manifest().id().toString())
                    .fact("signature", word(model.seal()))
                    .line("sound: " + model.manifest().id() + ", " + switch (model.seal()) {
                    case Seal.Signed(var key) -> "signed by key " + key + " with all its files";
                    case Seal.Unsigned() -> "not signed";
                    case Seal.Unchecked() -> "its signature was not checked: models.trust is not set";
                    case Seal.Broken(var detail) -> detail;
                }).done();
        };
    }

    private static String word(Seal seal) {
        return seal.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
