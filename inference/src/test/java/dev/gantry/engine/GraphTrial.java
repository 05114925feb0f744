// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.engine.Admittance.Verdict;
import dev.gantry.finding.Finding;
import dev.gantry.model.Candidate;
import dev.gantry.model.Gate;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Look;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// One package of the table, through all gates and over its golden objects, beside what torch said of them.
final class GraphTrial {
    private static final int FEWEST_RUNS = 5;
    private static final int MOST_RUNS = 31;
    private static final long LONGEST_NANOS = 4_000_000_000L;

    private final Admittance admittance;
    private final Path answers;

    GraphTrial(Admittance admittance, Path answers) {
        this.admittance = admittance;
        this.answers = answers;
    }

    /// What became of a package.
    sealed interface Result {
        ModelId id();

        TorchAnswers torch();

        /// @param fileBytes of the graph
        /// @param inputs    as the graph declares them
        /// @param medianMs  tensor made, graph run, head read: the median over runs
        record Admitted(ModelId id, TorchAnswers torch, long fileBytes, String inputs, String head,
                Difference difference, double medianMs) implements Result {}

        record Refused(ModelId id, TorchAnswers torch, Gate gate, String detail) implements Result {}
    }

    Result run(Candidate candidate) throws IOException {
        return switch (candidate) {
            case Candidate.Unsound(var id, var gate, var detail) ->
                    new Result.Refused(id, torch(id), gate, detail);
            case Candidate.Sound(var model) -> {
                var id = model.manifest().id();
                yield switch (admittance.judge(model)) {
                    case Verdict.Refused(var gate, var detail) ->
                            new Result.Refused(id, torch(id), gate, detail);
                    case Verdict.Admitted(var active, _) -> admitted(model, active, torch(id));
                };
            }
        };
    }

    private TorchAnswers torch(ModelId id) {
        return TorchAnswers.read(answers.resolve(id.name() + ".json"));
    }

    private Result admitted(ModelPackage model, ActiveModel active, TorchAnswers torch) throws IOException {
        try (var _ = active.session()) {
            var difference = new Difference();
            for (var golden : torch.cases()) {
                compare(golden, look(active, picture(model, golden)), difference);
            }
            var file = model.manifest().files().values().iterator().next();
            return new Result.Admitted(
                    model.manifest().id(),
                    torch,
                    Files.size(model.folder().resolve(file.path())),
                    String.join("; ", active.session().signature().inputs().stream().map(Object::toString).toList()),
                    model.manifest().output().head().name().toLowerCase(),
                    difference,
                    medianMs(active, picture(model, torch.cases().getFirst())));
        }
    }

    private static Supplier<Picture> picture(ModelPackage model, JsonNode golden) {
        var file = model.folder().resolve("golden").resolve(golden.get("object").asString() + ".dcm");
        return () -> Picture.of(GoldenObject.decode(file));
    }

    private static Look.Seen look(ActiveModel active, Supplier<Picture> picture) {
        return switch (active.pipeline().look(picture, new Brake())) {
            case Look.Seen seen -> seen;
            case Look other -> throw new AssertionError(active.id() + ": " + other);
        };
    }

    private static void compare(JsonNode golden, Look.Seen seen, Difference difference) {
        if (golden.has("probabilities")) {
            golden.get("probabilities").forEachEntry((label, probability) -> difference.add(
                    Difference.Of.PROBABILITY,
                    probability.asDouble() - finding(label, seen.findings().findings()).probability()));
        }
    }

    private static Finding finding(String label, List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding for label " + label + " in " + findings));
    }

    private static double medianMs(ActiveModel active, Supplier<Picture> picture) {
        var once = picture.get();
        var nanos = new ArrayList<Long>();
        long total = 0;
        while (nanos.size() < FEWEST_RUNS || nanos.size() < MOST_RUNS && total < LONGEST_NANOS) {
            var stages = look(active, () -> once).stages();
            nanos.add(stages.preparedNanos() + stages.computedNanos());
            total += nanos.getLast();
        }
        var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }
}
