// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.calibrate.Calibrating;
import dev.gantry.calibrate.Order;
import dev.gantry.calibrate.Order.Bounds;
import dev.gantry.calibrate.Order.Wishes;
import dev.gantry.calibrate.Progress;
import dev.gantry.calibrate.Result;
import dev.gantry.config.InferenceSettings;
import dev.gantry.model.Manifest.Target;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelFolder;
import dev.gantry.quantize.Method;
import dev.gantry.quantize.Scheme;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Makes 8-bit graphs of a float one, with a site's own pictures.
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry quantize --model models/chest/1.0.0 --calibration pictures --out int8",
            "  gantry quantize --model chest.onnx --manifest manifest.yaml --calibration pictures --out int8 --target cpu,tensorrt"
        },
        exitCodeList = {
            "0:written, all bounds kept",
            "1:a graph was written that does not keep its bounds; the report says which and why",
            "2:the command line is wrong", "3:model, pictures or an argument is wrong"
        },
        description = {
            "Makes 8-bit graphs of a float model: two to four times as fast on a CPU, a quarter of the size.",
            "Calibrates with a folder of pictures as the model will see them (DICOM, PNG, JPEG); they stay here.",
            "Writes one graph for each target, a report of what was gained and lost, and the manifest's files section."
        })
final class QuantizeCommand implements Callable<Integer> {
    private static final String HELP_METHOD =
            "how ranges are chosen: auto, min-max, percentile, entropy, least-squares (default: ${DEFAULT-VALUE})";

    @Option(names = "--model", required = true, paramLabel = "FILE-OR-FOLDER",
            description = "the float ONNX model, or a model package (a folder with manifest.yaml)")
    Path model;

    @Option(names = "--calibration", required = true, paramLabel = "FOLDER", description = "pictures to calibrate with")
    Path calibration;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "where graphs and report go")
    Path out;

    @Option(names = "--manifest", paramLabel = "FILE",
            description = "says how pictures become tensors (default: the package's; without one see --samples)")
    Optional<Path> manifest;

    @ArgGroup(exclusive = false, heading = "%nWithout a manifest:%n")
    InputOptions input = new InputOptions();

    @Option(names = "--target", split = ",", paramLabel = "TARGET", defaultValue = "cpu",
            description = "cpu, cpu-no-vnni, tensorrt; several with commas (default: ${DEFAULT-VALUE})")
    List<String> targets;

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "auto", description = HELP_METHOD)
    String method;

    @Option(names = "--percentile", paramLabel = "PERCENT", defaultValue = "99.99",
            description = "with --method percentile: beyond it values are cut off (default: ${DEFAULT-VALUE})")
    double percentile;

    @Option(names = "--images", paramLabel = "COUNT", defaultValue = "256",
            description = "use so many pictures at most, evenly from the folder (default: ${DEFAULT-VALUE})")
    int images;

    @Option(names = "--keep-float", split = ",", paramLabel = "NAME", description = "operators that stay in float")
    Set<String> keepFloat = Set.of();

    @Option(names = "--min-quality", paramLabel = "DB", defaultValue = "20",
            description = "give layers back to float until the outputs have that signal to quantization noise, in"
                    + " decibels (default: ${DEFAULT-VALUE})")
    double leastDecibels;

    @Option(names = "--labels", paramLabel = "FILE",
            description = "lines file,label with label 1 or 0: compares AUROC before and after")
    Optional<Path> labels;

    @Option(names = "--max-auroc-loss", paramLabel = "LOSS", defaultValue = "0.01",
            description = "with --labels: how much AUROC may be lost (default: ${DEFAULT-VALUE})")
    double mostAurocLoss;

    @Option(names = "--threads", paramLabel = "COUNT", defaultValue = "1",
            description = "threads for one run, as in inference.threads of the settings (default: ${DEFAULT-VALUE})")
    int threads;

    @Option(names = "--json", description = "print the report as JSON, for programs: what report.json in --out says")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var err = spec.commandLine().getErr();
        boolean packaged = Files.isDirectory(model);
        var told = (packaged ? manifest.or(() -> Optional.of(model.resolve("manifest.yaml"))) : manifest)
                .map(ModelFolder::manifest);
        var graph = packaged ? graph(told.orElseThrow()) : model;
        var order = new Order(
                new Order.Files(graph, calibration, labels, out),
                told.isPresent() ? told.get() : input.manifest(graph),
                new Wishes(targets.stream().distinct().map(QuantizeCommand::scheme).toList(), method(), images,
                        keepFloat),
                new Bounds(leastDecibels, mostAurocLoss));
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, threads, 1), nativeCache());
        Result result;
        try (var bar = ProgressBar.of(err, "")) {
            result = Calibrating.run(order, runtime, new Progress() {
                @Override
                public void line(String text) {
                    bar.println(text);
                }

                @Override
                public void at(String what, int done, int of) {
                    bar.at(done, of, what);
                }
            });
        }
        if (json) {
            spec.commandLine().getOut().println(JsonMapper.shared().readTree(out.resolve("report.json")));
            spec.commandLine().getOut().flush();
        } else {
            tell(result);
        }
        return result.good() ? Main.DONE : Main.FAILED;
    }

    /// Where the user's programs keep what can be made again.
    private static Path nativeCache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("gantry")
                .resolve("native");
    }

    private Path graph(Manifest told) {
        var file = Optional.ofNullable(told.files().get(Target.CPU))
                .or(() -> told.files().values().stream().findFirst())
                .orElseThrow();
        return model.resolve(file.path());
    }

    private static Scheme scheme(String target) {
        return Arrays.stream(Scheme.values())
                .filter(one -> one.target().equals(target))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--target must be of "
                        + Arrays.stream(Scheme.values()).map(Scheme::target).collect(Collectors.joining(", "))
                        + ", found \"" + target + "\""));
    }

    private Optional<Method> method() {
        return switch (method) {
            case "auto" -> Optional.empty();
            case "min-max" -> Optional.of(new Method.MinMax());
            case "percentile" -> Optional.of(new Method.Percentile(percentile));
            case "entropy" -> Optional.of(new Method.Entropy());
            case "least-squares" -> Optional.of(new Method.LeastSquares());
            default -> throw new IllegalArgumentException("--method must be auto, min-max, percentile, entropy or"
                    + " least-squares, found \"" + method + "\"");
        };
    }

    private void tell(Result result) {
        var text = spec.commandLine().getOut();
        var before = result.before();
        text.printf("%-18s %9.2f MB %9.2f ms%s%n", "before", before.bytes() / 1e6, before.medianMs(),
                before.auroc().isPresent() ? "   AUROC %.4f".formatted(before.auroc().getAsDouble()) : "");
        for (var one : result.after()) {
            var measured = one.measured();
            text.printf("%-18s %9.2f MB %s   outputs at %.1f dB%s%s%n",
                    one.written().file(), one.written().bytes() / 1e6,
                    measured.medianMs().isPresent()
                            ? "%9.2f ms, %.2f times as fast".formatted(measured.medianMs().getAsDouble(),
                                    before.medianMs() / measured.medianMs().getAsDouble())
                            : "   (for a GPU)",
                    Result.decibels(one),
                    measured.auroc().isPresent() ? "   AUROC %.4f".formatted(measured.auroc().getAsDouble()) : "",
                    result.good(one) ? "" : "   DOES NOT KEEP ITS BOUNDS");
        }
        text.println("report: " + out.resolve("report.md"));
        text.flush();
    }
}
