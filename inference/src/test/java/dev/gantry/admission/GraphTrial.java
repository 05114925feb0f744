// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import dev.gantry.admission.Admittance.Verdict;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.model.Candidate;
import dev.gantry.model.Gate;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelId;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Pictures;
import dev.gantry.pipeline.Pipeline;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One package of the table, through all gates and over its golden objects, beside what torch said of them.
final class GraphTrial {
    private static final int FEWEST_RUNS = 5;
    private static final int MOST_RUNS = 31;
    private static final long LONGEST_NANOS = 4_000_000_000L;

    private final Admittance admittance;
    private final Path answers;
    private final Pictures pictures = new Pictures(Pixels.java());

    GraphTrial(Admittance admittance, Path answers) {
        this.admittance = admittance;
        this.answers = answers;
    }

    /// What became of a package.
    sealed interface Result {
        ModelId id();

        TorchAnswers torch();

        /// @param medianMs  tensor made, graph run, head read: the median over runs
        record Admitted(ModelId id, TorchAnswers torch, Graph graph, Difference difference, double medianMs)
                implements Result {}

        record Refused(ModelId id, TorchAnswers torch, Gate gate, String detail) implements Result {}
    }

    /// @param bytes  of the file
    /// @param inputs as the graph declares them
    record Graph(long bytes, String inputs) {}

    Result run(Candidate candidate) throws IOException {
        return switch (candidate) {
            case Candidate.Unsound(var id, var gate, var detail) ->
                    new Result.Refused(id, torch(id), gate, detail);
            case Candidate.Sound(var model) -> {
                var id = model.manifest().id();
                yield switch (admittance.judge(model)) {
                    case Verdict.Refused(var gate, var detail) ->
                            new Result.Refused(id, torch(id), gate, detail);
                    case Verdict.Admitted admitted -> {
                        try (var _ = admitted.session()) {
                            yield compared(admitted, torch(id));
                        }
                    }
                };
            }
        };
    }

    private TorchAnswers torch(ModelId id) {
        return TorchAnswers.read(answers.resolve(id.name() + ".json"));
    }

    private Result compared(Verdict.Admitted admitted, TorchAnswers torch) throws IOException {
        var manifest = admitted.model().manifest();
        var folder = admitted.model().folder();
        var difference = new Difference();
        if (torch.refusedBy().isPresent()) {
            return new Result.Admitted(manifest.id(), torch, new Graph(0, ""), difference, 0);
        }
        var comparison = new TorchComparison(answers, difference);
        for (var golden : torch.cases()) {
            comparison.add(golden, look(admitted.pipeline(), picture(folder, golden)));
        }
        var graph = new Graph(size(folder, manifest), admitted.session().signature().inputs().stream()
                .map(Object::toString).collect(Collectors.joining("; ")));
        var first = picture(folder, torch.cases().getFirst());
        return new Result.Admitted(manifest.id(), torch, graph, difference, medianMs(admitted.pipeline(), first));
    }

    private static long size(Path folder, Manifest manifest) throws IOException {
        return Files.size(folder.resolve(manifest.files().values().iterator().next().path()));
    }

    private Picture picture(Path folder, JsonNode golden) throws IOException {
        var object = folder.resolve("golden").resolve(golden.get("object").asString());
        if (!Files.isDirectory(object)) {
            return pictures.image(Path.of(object + ".dcm"));
        }
        try (var files = Files.list(object)) {
            return pictures.series(files.sorted().toList());
        }
    }

    private static Look look(Pipeline pipeline, Picture picture) {
        return pipeline.look(() -> picture, new Brake());
    }

    private static double medianMs(Pipeline pipeline, Picture picture) {
        var nanos = new ArrayList<Long>();
        long total = 0;
        while (nanos.size() < FEWEST_RUNS || nanos.size() < MOST_RUNS && total < LONGEST_NANOS) {
            long started = System.nanoTime();
            look(pipeline, picture);
            nanos.add(System.nanoTime() - started);
            total += nanos.getLast();
        }
        var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }
}
