// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import dev.gantry.config.InferenceSettings;
import dev.gantry.config.InferenceSettings.Provider;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Runs each installed model on each provider, on its golden pictures: which provider really runs it, what it
/// leaves to the CPU, how fast it is, and whether it computes what the CPU does.
public final class ModelsCheck implements Check {
    private final Path models;
    private final List<Provider> providers;
    private final Function<Provider, OnnxRuntime> runtimes;
    private final int rounds;

    /// @param providers to try, the CPU last: the others are compared with it
    /// @param cache     ONNX Runtime's folder
    /// @param rounds    timed runs on each provider
    public ModelsCheck(Path models, List<Provider> providers, InferenceSettings settings, Path cache, int rounds) {
        this.models = models;
        this.providers = List.copyOf(providers);
        this.runtimes = provider -> OnnxRuntime.start(
                new InferenceSettings(provider, settings.threads(), settings.queue(), settings.gpu()), cache);
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "models";
    }

    @Override
    public List<Finding> look() {
        List<Candidate> candidates;
        try {
            candidates = ModelFolder.read(models);
        } catch (IllegalArgumentException e) {
            return List.of(Finding.wrong(e.getMessage()));
        }
        if (candidates.isEmpty()) {
            return List.of(Finding.wrong("no model is installed in " + models));
        }
        var findings = new ArrayList<Finding>();
        for (var candidate : candidates) {
            switch (candidate) {
                case Candidate.Unsound(var id, var gate, var detail) ->
                        findings.add(Finding.wrong(id + " is refused at the gate " + gate + ": " + detail));
                case Candidate.Sound(var model) -> look(model, findings);
            }
        }
        return findings;
    }

    private void look(ModelPackage model, List<Finding> findings) {
        var pictures = pictures(model);
        if (pictures.isEmpty()) {
            findings.add(Finding.wrong(model.manifest().id() + ": none of its golden pictures can be read"));
            return;
        }
        var trials = new ArrayList<Trial>();
        providers.forEach(provider ->
                trials.add(Trial.make(model, provider, runtimes.apply(provider), pictures, rounds)));
        var cpu = trials.getLast().figures();
        trials.forEach(trial -> findings.add(finding(model, trial, cpu)));
    }

    private static Finding finding(ModelPackage model, Trial trial, Optional<Trial.Figures> cpu) {
        var id = model.manifest().id();
        return switch (trial) {
            case Trial.Refused(_, var detail) ->
                    Finding.wrong(id + " does not run on " + trial.wanted() + ": " + detail);
            // A package without a file for a provider has chosen so.
            case Trial.Elsewhere(_, var figures, var reasons) -> new Finding(
                    reasons.stream().allMatch(reason -> reason.endsWith(OnnxRuntime.NO_FILE)) ? Finding.Level.NOTE
                            : Finding.Level.WRONG,
                    id + " does not run on " + trial.wanted() + " but on " + figures.used() + ": "
                            + String.join("; ", reasons),
                    figures.tree(cpu));
            case Trial.AsWanted(_, var figures, var remarks) -> new Finding(
                    figures.agrees(cpu) ? remarks.isEmpty() ? Finding.Level.OK : Finding.Level.NOTE
                            : Finding.Level.WRONG,
                    id + " on " + figures.text(cpu) + (remarks.isEmpty() ? "" : "; " + String.join("; ", remarks)),
                    figures.tree(cpu));
        };
    }

    private static List<Picture> pictures(ModelPackage model) {
        var reader = new Pictures(Pixels.java());
        return model.golden().cases().stream()
                .map(reader::golden)
                .filter(picture -> !(picture instanceof Picture.Unreadable))
                .toList();
    }
}
