// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import ai.onnxruntime.OrtEnvironment;
import dev.gantry.admission.GraphTrial.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes `docs/graphs.md`: its words lie beside this class, its tables are what the runs gave.
final class GraphsPage {
    private static final Path WORDS = Path.of("src", "test", "resources", "graphs", "page.md");

    private GraphsPage() {}

    static String page(List<Result> results) throws IOException {
        var admitted = new StringBuilder();
        var refused = new StringBuilder();
        for (var result : results) {
            switch (result) {
                case Result.Admitted row -> admitted.append(row(row));
                case Result.Refused row -> refused.append("| %s | %s | %s |\n".formatted(
                        row.id().name(), row.gate().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        row.detail().replaceAll("\\S*/models/", "").replace("|", "\\|").replaceAll("\\s+", " ")));
            }
        }
        return Files.readString(WORDS)
                .replace("{admitted}", admitted)
                .replace("{refused}", refused)
                .replace("{machine}", machine())
                .replace("{runtime}", OrtEnvironment.getEnvironment().getVersion())
                .replace("{torch}", torch(results));
    }

    private static String row(Result.Admitted row) {
        return String.format(Locale.ROOT, "| %s | %,d | %.2f | %d | %s | %s | yes | %s | %.1f |\n",
                row.id().name(), row.torch().parameters() / 1000, row.graph().bytes() / 1e6, row.torch().opset(),
                row.graph().inputs().replace("-1", "open"), row.torch().head(), row.difference(), row.medianMs());
    }

    private static String torch(List<Result> results) {
        return results.stream()
                .map(Result::torch)
                .filter(torch -> torch.refusedBy().isEmpty())
                .map(TorchAnswers::version)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String machine() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceAll("^.*:\\s*", ""))
                    .findFirst()
                    .orElse("an unnamed CPU");
        }
    }
}
