// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest.Answers;
import dev.gantry.model.ModelId;
import dev.gantry.shelf.Shelf;
import dev.gantry.stocktake.Stocktake;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The models' versions. Works on the state folder, beside an appliance that runs.
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        subcommands = {ModelKeygenCommand.class, ModelSignCommand.class, ModelVerifyCommand.class},
        footer = {
            "  gantry model list", "  gantry model add /media/usb/chest-pneumonia/1.1.0 --shadow",
            "  gantry model rollback chest-pneumonia"
        },
        description = {
            "Shows, adds, changes and signs the versions of models.",
            "What is changed here is kept in the state folder (models.state), never in the installed one. A running"
                    + " appliance takes it up within a second or two, without a restart and without losing an analysis;"
                    + " the command then tells what became of it."
        })
final class ModelCommand implements Callable<Integer> {
    @Mixin
    SettingsOption config;

    @Option(names = "--wait", paramLabel = "SECONDS", scope = ScopeType.INHERIT, defaultValue = "120",
            description = "how long to wait for a running appliance to admit the version; 0: do not wait, up to an"
                    + " hour (default: ${DEFAULT-VALUE})")
    int waitSeconds;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "as JSON, for programs")
    boolean json;

    @Spec
    CommandSpec spec;

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(out());
        return Main.DONE;
    }

    @Command(name = "list", mixinStandardHelpOptions = true,
            footer = {"  gantry model list"},
            description = "Lists all versions: which one answers and why, and how a shadow compares.")
    int list() throws IOException {
        new ModelLines(shelf(), out()).list(json);
        return Main.DONE;
    }

    @Command(name = "show", mixinStandardHelpOptions = true,
            footer = {"  gantry model show chest-pneumonia"},
            description = "Shows what a model's versions say of themselves, and what the appliance says of them.")
    int show(@Parameters(paramLabel = "NAME", description = "of the model") String name) throws IOException {
        var shelf = shelf();
        new Stocktake(shelf).versions(name);
        new ModelLines(shelf, out()).show(name, json);
        return Main.DONE;
    }

    @Command(name = "add", mixinStandardHelpOptions = true,
            footer = {
                "  gantry model add /media/usb/chest-pneumonia/1.1.0",
                "  gantry model add /media/usb/chest-pneumonia/1.1.0 --shadow"
            },
            exitCodeList = {
                "0:added; admitted, where the appliance runs",
                "1:refused, or there already: the line says why", "2:the command line is wrong",
                "3:the settings are wrong, or an argument is"
            },
            description = {
        "Copies a package into the state folder.",
        "Signature, manifest and checksums are checked first; the appliance runs the golden cases before the version"
                + " may answer. Unless another version was chosen, the highest one answers from then on."
    })
    int add(
            @Parameters(paramLabel = "FOLDER", description = "that holds manifest.yaml") Path folder,
            @Option(names = "--shadow", description = "only compare it with the version that answers") boolean shadow)
            throws IOException, InterruptedException {
        var shelf = shelf();
        if (shadow) {
            return addShadow(shelf, folder);
        }
        var telling = telling();
        var id = add(shelf, folder, telling);
        return id.isEmpty() ? telling.failed() : waiting(shelf, telling).standing(id.get());
    }

    /// The choice comes first, so that the version does not answer even for a moment.
    private int addShadow(Shelf shelf, Path folder) throws IOException, InterruptedException {
        var telling = telling();
        if (shelf.inspect(folder) instanceof Candidate.Unsound refused) {
            return refuse(refused, telling).failed();
        }
        var id = shelf.inspect(folder).id();
        taken(shelf, id);
        if (shelf.inspect(folder) instanceof Candidate.Sound(var model)
                && model.manifest().service().answers() == Answers.AS_PHANTOM) {
            throw new IllegalArgumentException(id + " makes the pictures of test exams (answers: as-phantom in its"
                    + " manifest): there is nothing to compare; add it without --shadow");
        }
        shelf.change(choices -> choices.with(id.name(), choice -> choice.shadow(Optional.of(id.version()), now())));
        return add(shelf, folder, telling).isEmpty() ? telling.failed() : waiting(shelf, telling).standing(id);
    }

    private static void taken(Shelf shelf, ModelId id) throws FileAlreadyExistsException {
        if (shelf.packages().stream().anyMatch(one -> one.id().equals(id))) {
            throw new FileAlreadyExistsException(id.toString());
        }
    }

    private static Optional<ModelId> add(Shelf shelf, Path folder, Telling telling) throws IOException {
        try {
            var candidate = shelf.add(folder);
            if (candidate instanceof Candidate.Unsound refused) {
                refuse(refused, telling);
                return Optional.empty();
            }
            telling.line("added: " + candidate.id());
            return Optional.of(candidate.id());
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(e.getFile() + " is there already; a version is never replaced: give"
                    + " the new one another version number");
        }
    }

    static Telling refuse(Candidate.Unsound refused, Telling telling) {
        return telling.fact("id", refused.id().toString()).fact("gate", refused.gate().toString())
                .fact("why", refused.detail())
                .line("refused: " + refused.id() + " at gate " + refused.gate() + ": " + refused.detail());
    }

    @Command(name = "activate", mixinStandardHelpOptions = true,
            footer = {
                "  gantry model activate chest-pneumonia 1.1.0", "  gantry model activate chest-pneumonia"
            },
            exitCodeList = {
                "0:it answers, or will after the start", "1:it was refused: the line says why",
                "2:the command line is wrong", "3:the settings are wrong, or an argument is"
            },
            description = "Chooses the version that answers, from now on and after restarts.")
    int activate(
            @Parameters(paramLabel = "NAME", description = "of the model") String name,
            @Parameters(paramLabel = "VERSION", arity = "0..1",
                    description = "without one, the choice ends and the highest version answers")
            Optional<String> version) throws IOException, InterruptedException {
        var shelf = shelf();
        var stocktake = new Stocktake(shelf);
        stocktake.versions(name);
        if (version.isEmpty()) {
            stocktake.automatic(name, now());
            return waiting(shelf, telling()).anyActive(name);
        }
        return activate(shelf, stocktake.known(name, version.get()));
    }

    private int activate(Shelf shelf, ModelId id) throws IOException, InterruptedException {
        new Stocktake(shelf).activate(id, now());
        return waiting(shelf, telling()).active(id);
    }

    @Command(name = "rollback", mixinStandardHelpOptions = true,
            footer = {"  gantry model rollback chest-pneumonia"},
            exitCodeList = {
                "0:the former version answers, or will after the start",
                "1:there is none, or it was refused", "2:the command line is wrong",
                "3:the settings are wrong, or an argument is"
            },
            description = {
        "Goes back to the version that answered before.",
        "That is the one before the last activate; where none was chosen, the next lower one."
    })
    int rollback(@Parameters(paramLabel = "NAME", description = "of the model") String name)
            throws IOException, InterruptedException {
        var shelf = shelf();
        var before = new Stocktake(shelf).former(name);
        if (before.isEmpty()) {
            return telling().line("there is no version to go back to; gantry model list shows those there are")
                    .failed();
        }
        return activate(shelf, before.get());
    }

    @Command(name = "shadow", mixinStandardHelpOptions = true,
            footer = {
                "  gantry model shadow chest-pneumonia 1.1.0", "  gantry model shadow chest-pneumonia none"
            },
            exitCodeList = {
                "0:compared from now on, or ended", "1:it answers itself, or was refused",
                "2:the command line is wrong", "3:the settings are wrong, or an argument is"
            },
            description = {
        "Runs a version beside the one that answers, when the device is free.",
        "What it says is compared and counted (gantry model list) and never published. \"none\" ends it."
    })
    int shadow(
            @Parameters(paramLabel = "NAME", description = "of the model") String name,
            @Parameters(paramLabel = "VERSION", description = "to compare, or none") String version)
            throws IOException, InterruptedException {
        var shelf = shelf();
        var stocktake = new Stocktake(shelf);
        stocktake.versions(name);
        if (version.equals("none")) {
            stocktake.shadow(name, Optional.empty(), now());
            return telling().fact("name", name).line("no shadow: " + name).done();
        }
        var id = stocktake.known(name, version);
        if (stocktake.active(name).equals(Optional.of(id.version()))) {
            return telling().fact("id", id.toString()).line(id + " answers itself; activate another version first")
                    .failed();
        }
        stocktake.shadow(name, Optional.of(id.version()), now());
        return waiting(shelf, telling()).standing(id);
    }

    @Command(name = "off", mixinStandardHelpOptions = true,
            footer = {"  gantry model off chest-pneumonia"},
            description = {
        "Takes a model out of use: no version of it answers.",
        "What it applies to is then said to have no model. gantry model activate NAME takes it back."
    })
    int off(@Parameters(paramLabel = "NAME", description = "of the model") String name)
            throws IOException, InterruptedException {
        var shelf = shelf();
        var stocktake = new Stocktake(shelf);
        stocktake.versions(name);
        stocktake.off(name, now());
        return waiting(shelf, telling()).off(name);
    }

    @Command(name = "remove", mixinStandardHelpOptions = true,
            footer = {"  gantry model remove chest-pneumonia 1.1.0"},
            exitCodeList = {
                "0:deleted", "1:it was installed, not added", "2:the command line is wrong",
                "3:the settings are wrong, or an argument is"
            },
            description = {
        "Deletes an added version. Analyses that run are finished with it.",
        "Installed versions are not deleted here; take them out of use with activate, rollback or off."
    })
    int remove(
            @Parameters(paramLabel = "NAME", description = "of the model") String name,
            @Parameters(paramLabel = "VERSION", description = "to delete") String version) throws IOException {
        var shelf = shelf();
        var id = new Stocktake(shelf).known(name, version);
        try {
            shelf.remove(id);
            return telling().fact("id", id.toString()).line("removed: " + id).done();
        } catch (NoSuchFileException _) {
            return telling().fact("id", id.toString()).line(id + " was installed, not added: it is not deleted here;"
                    + " gantry model off " + name + " or gantry model rollback " + name + " takes it out of use")
                    .failed();
        }
    }

    private Shelf shelf() {
        return Shelf.of(config.read().models());
    }

    private ModelWait waiting(Shelf shelf, Telling telling) {
        return new ModelWait(shelf, telling, Duration.ofSeconds(Math.clamp(waitSeconds, 0, 3600)));
    }

    private Telling telling() {
        return new Telling(out(), json);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
