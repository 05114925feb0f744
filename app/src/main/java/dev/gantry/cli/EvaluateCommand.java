// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dossier.Dossier;
import dev.gantry.dossier.Facts;
import dev.gantry.evaluate.Evaluation;
import dev.gantry.evaluate.Result;
import dev.gantry.evaluate.Tested;
import dev.gantry.explain.Explainer;
import dev.gantry.label.Classes;
import dev.gantry.label.Labelled;
import dev.gantry.measure.Binary.Draws;
import dev.gantry.measure.Binary;
import dev.gantry.measure.DeLong;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How good a model is on a labelled set.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry evaluate --model chest-pneumonia/1.0.0 --data pictures --labels labels.csv --out report",
            "  gantry evaluate --model new --against chest-pneumonia/1.0.0 --data pictures --labels folders --json"
        },
        exitCodeList = {
            "0:every file could be judged",
            "1:some were left out: the report counts them, cases.csv names them",
            "2:the command line is wrong", "3:model, labels or an argument is wrong"
        },
        description = {
            "Measures how good a model is on labelled images: DICOM, PNG or JPEG.",
            "Each picture goes the way it goes in production. Labels: a CSV file, a folder of YOLO text files, or the"
                    + " word folders (the name of a file's folder is its class); docs/evaluation.md has the forms.",
            "Writes report.html, report.json and cases.csv. With --against a second model is compared on the same"
                    + " pictures."
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final Duration HEAT_MAP_LIMIT = Duration.ofSeconds(20);
    private static final int NAMED = 5;

    @Mixin
    ModelOptions options;

    @Option(names = "--file", paramLabel = "FILE",
            description = "another graph of it: a key of the manifest's files (cpu, cuda ...) or an ONNX file for the"
                    + " same manifest (default: what this machine would run)")
    Optional<String> file;

    @Option(names = "--data", required = true, paramLabel = "PATH", description = "folder or file; may be repeated")
    List<Path> data;

    @Option(names = "--labels", required = true, paramLabel = "LABELS",
            description = "CSV file, folder of YOLO text files, or: folders")
    String labels;

    @Option(names = "--map", paramLabel = "WORD=LABEL",
            description = "what a word of the labels means: a label of the model, or - for none; may be repeated")
    Map<String, String> renamed = Map.of();

    @Option(names = "--against", paramLabel = "MODEL", description = "a second package to compare with")
    Optional<String> against;

    @Option(names = "--against-file", paramLabel = "FILE",
            description = "another graph to compare with: a key of files, or an ONNX file")
    Optional<String> againstFile;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "evaluation",
            description = "where the report goes (default: ${DEFAULT-VALUE})")
    Path out;

    @Option(names = "--json", description = "print the figures as JSON; writes a report only with --out")
    boolean json;

    @Option(names = "--names", paramLabel = "HOW", defaultValue = "hide",
            description = "show or hide file names in the report; hidden, only cases.csv has them"
                    + " (default: ${DEFAULT-VALUE})")
    Naming names;

    @Option(names = "--no-heat-maps", description = "do not show where the model looks in the worst cases")
    boolean noHeatMaps;

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "2000",
            description = "drawings for the drawn interval (default: ${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "1",
            description = "of these drawings (default: ${DEFAULT-VALUE})")
    long seed;

    @Spec
    CommandSpec spec;

    /// What becomes of file names.
    enum Naming { SHOW, HIDE }

    @Override
    public Integer call() throws IOException {
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds must be 1 or more, found " + rounds);
        }
        var runtime = options.runtime();
        var models = new ArrayList<Tested>();
        try {
            models.add(Tested.open(runtime, options.folder(options.model), file));
            if (against.isPresent() || againstFile.isPresent()) {
                models.add(Tested.open(runtime, options.folder(against.orElse(options.model)), againstFile));
            }
            return evaluate(runtime, models);
        } finally {
            models.forEach(Tested::close);
        }
    }

    private int evaluate(OnnxRuntime runtime, List<Tested> models) throws IOException {
        var manifest = models.getFirst().manifest();
        if (manifest.output().labels().isEmpty()) {
            throw new IllegalArgumentException(manifest.id() + " answers no question with yes or no: there is nothing to"
                    + " evaluate");
        }
        var set = Labelled.read(data, labels, Classes.of(manifest, renamed));
        var evaluation = new Evaluation(models, new Pixels(Decoders.java()));
        var err = spec.commandLine().getErr();
        Result result;
        try (var bar = ProgressBar.of(err, "pictures")) {
            result = evaluation.run(set, new Draws(rounds, seed), bar::at);
        }
        var dossier = new Dossier(result, new Facts(LocalDate.now().toString(), Main.VERSION, forms(), seed,
                names == Naming.SHOW));
        if (json) {
            spec.commandLine().getOut().print(dossier.json());
            spec.commandLine().getOut().flush();
        }
        if (!json || spec.commandLine().getParseResult().hasMatchedOption("--out")) {
            write(runtime, models.getFirst(), evaluation, dossier);
            tell(json ? err : spec.commandLine().getOut(), result);
        }
        leftOut(err, result);
        return result.leftOut().isEmpty() ? Main.DONE : Main.FAILED;
    }

    private void write(OnnxRuntime runtime, Tested model, Evaluation evaluation, Dossier dossier) throws IOException {
        var explainer = noHeatMaps ? Optional.<Explainer>empty() : explainer(runtime, model);
        try {
            dossier.write(evaluation, explainer, out);
        } finally {
            explainer.ifPresent(Explainer::close);
        }
    }

    /// The report is worth having without heat maps.
    private Optional<Explainer> explainer(OnnxRuntime runtime, Tested model) {
        try {
            return Optional.of(Explainer.open(runtime, model.manifest(), model.graph(), Optional.empty(),
                    HEAT_MAP_LIMIT, System::nanoTime));
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println("no heat maps: " + e.getMessage());
            return Optional.empty();
        }
    }

    private String forms() {
        return labels.equals(Labelled.FOLDERS) ? "the names of the folders" : Path.of(labels).getFileName().toString();
    }

    private void tell(PrintWriter text, Result result) {
        text.printf("%d cases, %d left out%n", result.cases().size(), result.leftOut().size());
        for (var scored : result.models()) {
            text.printf("%s on %s: one picture %.2f ms, 99 %% within %.2f ms%n", scored.model().name(),
                    scored.model().provenance().provider(), scored.latency().median(), scored.latency().p99());
            scored.questions().forEach(question -> text.println("  " + line(question)));
            scored.overlap().boxes().forEach((label, boxes) -> text.printf(Locale.ROOT,
                    "  %s boxes: AP50 %.4f  AP50:95 %.4f%n", label, boxes.averagePrecision(0.5).orElse(Double.NaN),
                    boxes.averagePrecision().orElse(Double.NaN)));
            scored.overlap().masks().forEach((label, masks) -> text.printf(Locale.ROOT, "  %s masks: Dice %.4f%n",
                    label, masks.meanDice().orElse(Double.NaN)));
        }
        result.paired().forEach((label, paired) -> text.printf(Locale.ROOT,
                "%s: %d answers differ, probabilities by at most %.4f%s%n", label, paired.changed(),
                paired.greatestChange(), paired.area().map(area -> String.format(Locale.ROOT,
                        "; areas by %+.4f, p %.3f", area.difference(), area.p())).orElse("")));
        text.println("report: " + out.resolve("report.html"));
        text.flush();
    }

    private static String line(Binary question) {
        var counts = question.counts();
        return String.format(Locale.ROOT, "%s: AUROC %s  sensitivity %s  specificity %s  accuracy %s  at %.2f",
                question.label(),
                question.area().map(EvaluateCommand::area).orElse("-"), share(counts.sensitivity().value()),
                share(counts.specificity().value()), share(counts.accuracy().value()), question.threshold());
    }

    private static String area(DeLong.Area area) {
        return String.format(Locale.ROOT, "%.4f (%.4f to %.4f)", area.area(), area.interval().low(),
                area.interval().high());
    }

    private static String share(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "-";
    }

    private static void leftOut(PrintWriter err, Result result) {
        result.leftOut().stream().limit(NAMED)
                .forEach(one -> err.println("left out: " + one.name() + ": " + one.why()));
        if (result.leftOut().size() > NAMED) {
            err.println("left out: " + (result.leftOut().size() - NAMED) + " more, all in cases.csv");
        }
        err.flush();
    }
}
