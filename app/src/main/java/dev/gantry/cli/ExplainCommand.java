// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.evaluate.Evaluation;
import dev.gantry.evaluate.Tested;
import dev.gantry.explain.Explained;
import dev.gantry.explain.Explainer;
import dev.gantry.explain.HeatMap.Method;
import dev.gantry.explain.HeatMap;
import dev.gantry.explain.Photo;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where in a picture a model sees what it reports.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry explain --model chest-pneumonia/1.0.0 --file picture.dcm",
            "  gantry explain --model chest-pneumonia/1.0.0 --file picture.png --method occlusion --limit 120 --out heat.png"
        },
        exitCodeList = {
            "0:the map is written", "1:there is none: the line says why", "2:the command line is wrong",
            "3:model, picture or an argument is wrong"
        },
        description = {
            "Shows where in a picture a model sees what it reports: a heat map over the picture, as PNG.",
            "Class activation map where the graph offers one, otherwise the drop of the answer under patches of grey.",
            "It shows what the model looked at, not whether it is right. Research use only."
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    ModelOptions options;

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "picture: DICOM, PNG or JPEG")
    Path image;

    @Option(names = "--graph", paramLabel = "FILE",
            description = "another graph of it: a key of the manifest's files (cpu, cuda ...) or an ONNX file for the"
                    + " same manifest (default: what this machine would run)")
    Optional<String> graph;

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "heat.png",
            description = "PNG of the picture with the map over it (default: ${DEFAULT-VALUE})")
    Path out;

    @Option(names = "--label", paramLabel = "LABEL", description = "of the model (default: the first)")
    Optional<String> label;

    @Option(names = "--method", paramLabel = "METHOD",
            description = "cam or occlusion (default: cam where the graph offers it)")
    Optional<Method> method;

    @Option(names = "--limit", paramLabel = "SECONDS", defaultValue = "60",
            description = "for occlusion: show what is there by then (default: ${DEFAULT-VALUE})")
    int limitSeconds;

    @Option(names = "--pixels", paramLabel = "COUNT", defaultValue = "1024",
            description = "of the PNG's longer side, at most (default: ${DEFAULT-VALUE})")
    int pixels;

    @Option(names = "--json", description = "as JSON, for programs: where the map is loudest, in pixels of the picture")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (limitSeconds < 1 || pixels < 1) {
            throw new IllegalArgumentException("--limit and --pixels must be 1 or more");
        }
        if (!Files.isRegularFile(image)) {
            throw new IllegalArgumentException("--file: there is no file " + image);
        }
        var runtime = options.runtime();
        try (var model = Tested.open(runtime, options.folder(options.model), graph);
                var explainer = Explainer.open(runtime, model.manifest(), model.graph(), method,
                        Duration.ofSeconds(limitSeconds), System::nanoTime)) {
            var asked = label.orElseGet(() -> model.thresholds().keySet().iterator().next());
            if (!model.thresholds().containsKey(asked)) {
                throw new IllegalArgumentException("--label " + asked + ": the model reports "
                        + String.join(", ", model.thresholds().keySet()));
            }
            var picture = new Evaluation(List.of(model), new Pixels(Decoders.java())).picture(image);
            return switch (explainer.explain(picture, asked, new Brake())) {
                case Explained.Unexplained(var why) -> {
                    if (json) {
                        new Telling(spec.commandLine().getOut(), true).fact("failed", why).failed();
                    }
                    spec.commandLine().getErr().println(image + ": no map: " + why);
                    yield Main.FAILED;
                }
                case Explained.Shown(var map) -> {
                    write(picture, map, asked);
                    yield Main.DONE;
                }
            };
        }
    }

    private void write(Picture picture, HeatMap map, String asked) throws IOException {
        if (!(picture instanceof Picture.Image(var frame))) {
            throw new IllegalArgumentException("a series has no single picture to lay a map over");
        }
        var photo = Photo.of(frame, pixels);
        Files.write(out, photo.png(Optional.of(map.plane(photo.rows(), photo.columns()))));
        var peak = map.peak();
        var method = map.method().name().toLowerCase(Locale.ROOT);
        var telling = new Telling(spec.commandLine().getOut(), json).fact("label", asked).fact("method", method)
                .fact("file", out.toString()).line(String.format(Locale.ROOT,
                        "%s by %s: loudest at column %.0f, row %.0f of %d x %d: %s", asked, method, peak.column(),
                        peak.row(), frame.columns(), frame.rows(), out));
        telling.facts().put("column", peak.column()).put("row", peak.row()).put("columns", frame.columns())
                .put("rows", frame.rows());
        telling.done();
    }
}
