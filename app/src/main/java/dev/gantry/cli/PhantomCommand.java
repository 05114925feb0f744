// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.InferenceSettings;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelPackage;
import dev.gantry.phantom.Phantoms;
import dev.gantry.phantom.Radiograph;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.trust.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Test exams of nobody, as DICOM files.
@Command(
        name = "phantom",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry phantom --out films", "  gantry phantom --out films --kind pneumonia --count 100 --seed 1000"
        },
        exitCodeList = {
            "0:the films are written", "1:a file could not be written", "2:the command line is wrong",
            "3:there is no such model or kind, or an argument is wrong"
        },
        description = {
            "Makes test exams without a patient: DICOM files whose pictures a generator has made (a model package that"
                    + " says answers: as-phantom).",
            "They are marked as quality control, so their outcomes are mode test. The same kind and seed give the same"
                    + " film.",
            "Research use only: they show no person, and prove nothing about any."
        })
final class PhantomCommand implements Callable<Integer> {
    private static final int MOST = 100_000;
    private static final String AGE = "\\d{3}[DWMY]";
    /// Of files that are to be the same each time.
    private static final LocalDateTime TAKEN = LocalDateTime.of(2026, 1, 2, 9, 0);

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "where the files go: KIND-SEED.dcm")
    Path out;

    @Option(names = "--kind", paramLabel = "KIND", description = "of the model; may be repeated (default: each)")
    List<String> kinds = List.of();

    @Option(names = "--count", paramLabel = "COUNT", defaultValue = "1",
            description = "films of each kind (default: ${DEFAULT-VALUE})")
    int count;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1",
            description = "of the first; the next ones follow (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--age", paramLabel = "AGE", description = "of the patient that there is not, as 045Y (default: the"
            + " middle of what the model is for)")
    Optional<String> age = Optional.empty();

    @Option(names = "--model", paramLabel = "FOLDER",
            description = "of the package (default: the newest installed one)")
    Optional<Path> model = Optional.empty();

    @Option(names = "--models", paramLabel = "FOLDER",
            description = "where the installed packages are (default: models)")
    Path models = Path.of(System.getProperty("gantry.home", ".")).resolve("models");

    @Option(names = "--json", description = "as JSON, for programs")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("--count must be 1 to " + MOST + ", found " + count);
        }
        if (age.filter(it -> !it.matches(AGE)).isPresent()) {
            throw new IllegalArgumentException(
                    "--age must be three digits and D, W, M or Y, like 003Y, found " + age.get());
        }
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 1), ModelOptions.cache());
        try (var phantoms = Phantoms.open(generator(), runtime)) {
            var wanted = kinds.isEmpty() ? phantoms.kinds() : kinds;
            for (var kind : wanted) {
                phantoms.known(kind);
            }
            Files.createDirectories(out);
            for (var kind : wanted) {
                for (int i = 0; i < count; i++) {
                    var film = phantoms.film(kind, seed + i);
                    Radiograph.of(film, phantoms.exams(), age.orElse(phantoms.age()), TAKEN)
                            .write(out.resolve(kind + "-" + film.seed() + ".dcm"));
                }
            }
            return new Telling(spec.commandLine().getOut(), json).fact("model", phantoms.id().toString())
                    .fact("kinds", String.join(", ", wanted)).fact("films", String.valueOf(wanted.size() * count))
                    .line("%s: %d films of %s, seeds %d to %d, by %s".formatted(out, wanted.size() * count,
                            String.join(", ", wanted), seed, seed + count - 1, phantoms.id()))
                    .done();
        }
    }

    private ModelPackage generator() {
        if (model.isEmpty()) {
            return installed(models);
        }
        return switch (ModelFolder.inspect(model.get(), Trust.blind())) {
            case Candidate.Sound(var sound) -> sound;
            case Candidate.Unsound(_, var gate, var detail) -> throw new IllegalArgumentException(
                    "--model " + model.get() + " is refused at gate " + gate + ": " + detail);
        };
    }

    /// @throws IllegalArgumentException when there is none
    static ModelPackage installed(Path models) {
        return Phantoms.among(ModelFolder.read(models).stream()).orElseThrow(() -> new IllegalArgumentException(
                models + ": no sound package here makes pictures (answers: as-phantom in its manifest); chest-phantom"
                        + " comes with Gantry, and models/recipes/chest-phantom/build.sh makes it anew"));
    }
}
