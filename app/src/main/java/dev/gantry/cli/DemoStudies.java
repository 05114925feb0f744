// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.InferenceSettings;
import dev.gantry.phantom.Phantoms;
import dev.gantry.phantom.Radiograph;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The studies of the demo: chest films that the generator makes anew in each run, and a hand that was drawn.
///
/// The seeds were chosen so that the answers are clear (see the card of chest-phantom).
record DemoStudies(Path home) {
    private static final String DRAWN = "phantom-hand.dcm";

    /// @param age empty: one that the models are for
    private record Wanted(String name, String kind, long seed, Optional<String> age) {
        static Wanted child(String name, String kind, long seed) {
            return new Wanted(name, kind, seed, Optional.empty());
        }
    }

    private static final List<Wanted> WANTED = List.of(
            Wanted.child("phantom-pneumonia-1", "pneumonia", 1),
            Wanted.child("phantom-pneumonia-2", "pneumonia", 2),
            Wanted.child("phantom-no-pneumonia-1", "no-pneumonia", 1),
            Wanted.child("phantom-no-pneumonia-2", "no-pneumonia", 2),
            new Wanted("phantom-adult", "no-pneumonia", 3, Optional.of("045Y")));

    /// Writes them.
    ///
    /// @param folder made if need be
    /// @return the files, by name
    /// @throws IllegalArgumentException when no installed package makes pictures
    List<Path> write(Path folder, LocalDateTime taken) throws IOException {
        Files.createDirectories(folder);
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 1), ModelOptions.cache());
        var files = new ArrayList<Path>();
        try (var phantoms = Phantoms.open(PhantomCommand.installed(home.resolve("models")), runtime)) {
            for (var wanted : WANTED) {
                var file = folder.resolve(wanted.name() + ".dcm");
                Radiograph.of(phantoms.film(wanted.kind(), wanted.seed()), phantoms.exams(),
                        wanted.age().orElse(phantoms.age()), taken).write(file);
                files.add(file);
            }
        }
        files.add(Files.copy(home.resolve("app/src/demo/studies").resolve(DRAWN), folder.resolve(DRAWN)));
        files.sort(null);
        return files;
    }
}
