// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.calibrate.Result.After;
import dev.gantry.calibrate.Result.Layer;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A [Result] for programs, for people, and for the manifest.
final class Report {
    private final Result result;

    Report(Result result) {
        this.result = result;
    }

    /// The manifest's `files` section.
    String files() {
        return "files:\n" + result.after().stream()
                .map(one -> "  %s: {path: %s, precision: %s, sha256: %s}%n".formatted(one.scheme().target(),
                        one.written().file(), one.scheme().precision(), one.written().sha256()))
                .collect(Collectors.joining());
    }

    String json() {
        var root = JsonMapper.shared().createObjectNode();
        root.put("good", result.good());
        root.putObject("bounds")
                .put("least-decibels", result.bounds().leastDecibels())
                .put("most-auroc-loss", result.bounds().mostAurocLoss());
        var before = root.putObject("before")
                .put("file", result.before().file())
                .put("sha256", result.before().sha256())
                .put("bytes", result.before().bytes())
                .put("folded", result.before().folded())
                .put("median-ms", rounded(result.before().medianMs(), 3));
        result.before().auroc().ifPresent(auroc -> before.put("auroc", rounded(auroc, 5)));
        var pictures = root.putObject("pictures")
                .put("calibrated", result.pictures().used())
                .put("judged", result.pictures().judged())
                .put("unusable", result.pictures().unusable())
                .put("labelled", result.pictures().labelled());
        var complaints = pictures.putArray("complaints");
        result.pictures().complaints().forEach(complaints::add);
        var after = root.putArray("after");
        result.after().forEach(one -> write(after.addObject(), one));
        return root.toPrettyString() + "\n";
    }

    private void write(ObjectNode node, After one) {
        node.put("target", one.scheme().target())
                .put("good", result.good(one))
                .put("file", one.written().file())
                .put("sha256", one.written().sha256())
                .put("bytes", one.written().bytes())
                .put("precision", one.scheme().precision())
                .put("ranges", one.method().text());
        one.measured().medianMs().ifPresent(ms -> node.put("median-ms", rounded(ms, 3)));
        one.measured().auroc().ifPresent(auroc -> node.put("auroc", rounded(auroc, 5)));
        var outputs = node.putObject("outputs-decibels");
        new TreeMap<>(one.outputs()).forEach((name, decibels) -> outputs.put(name, rounded(decibels, 2)));
        var operators = node.putObject("operators");
        one.operators().forEach(operators::put);
        var layers = node.putArray("layers");
        for (var layer : one.layers()) {
            var line = layers.addObject()
                    .put("name", layer.name())
                    .put("operator", layer.op())
                    .put("float", layer.inFloat())
                    .put("decibels", rounded(layer.decibels(), 2));
            layer.alone().ifPresent(alone -> line.put("alone-decibels", rounded(alone, 2)));
        }
    }

    /// Markdown.
    String text() {
        var before = result.before();
        var text = new StringBuilder("# %s, quantized%n%n".formatted(before.file()));
        text.append(result.good() ? "Every target keeps its bounds" : "**A target does not keep its bounds**")
                .append(" (outputs at %.1f dB or more, AUROC loss at most %.3f).%n%n".formatted(
                        result.bounds().leastDecibels(), result.bounds().mostAurocLoss()));
        text.append("| file | target | size | ms for one picture | outputs | AUROC |\n|---|---|---|---|---|---|\n");
        text.append("| %s | float | %s | %.2f | | %s |%n".formatted(
                before.file(), megabytes(before.bytes()), before.medianMs(), score(before.auroc())));
        result.after().forEach(one -> text.append(row(one)));
        var pictures = result.pictures();
        text.append("%nCalibrated with %d pictures, judged with %d others; %d could not be used.%s%n".formatted(
                pictures.used(), pictures.judged(), pictures.unusable(),
                pictures.labelled() > 0 ? " AUROC over %d labelled pictures.".formatted(pictures.labelled()) : ""));
        pictures.complaints().forEach(why -> text.append("- not used: ").append(why).append('\n'));
        text.append("%n%d operators became part of weights. Times are medians of runs that took turns, on this machine's"
                .formatted(before.folded())).append(" CPU.\n");
        result.after().forEach(one -> text.append(section(one)));
        return text.append("\nFor the manifest:\n\n```yaml\n").append(files()).append("```\n").toString();
    }

    private String row(After one) {
        return "| %s | %s | %s (%.2f x) | %s | %.1f dB | %s |%n".formatted(
                one.written().file(), one.scheme().target(), megabytes(one.written().bytes()),
                (double) one.written().bytes() / result.before().bytes(),
                one.measured().medianMs().isPresent()
                        ? "%.2f (%.2f times as fast)".formatted(one.measured().medianMs().getAsDouble(),
                                result.before().medianMs() / one.measured().medianMs().getAsDouble())
                        : "runs on a GPU",
                Result.decibels(one), score(one.measured().auroc()));
    }

    private static String section(After one) {
        var text = new StringBuilder("%n## %s%n%nRanges by %s.".formatted(one.written().file(), one.method().text()));
        if (!one.operators().isEmpty()) {
            text.append(" What runs: ").append(operators(one.operators())).append('.');
        }
        text.append("\n\n| layer | operator | its result | the outputs, it alone quantized |\n|---|---|---|---|\n");
        one.layers().forEach(layer -> text.append("| %s | %s%s | %.1f dB | %s |%n".formatted(
                layer.name(), layer.op(), layer.inFloat() ? ", in float" : "", layer.decibels(), alone(layer))));
        return text.toString();
    }

    private static String alone(Layer layer) {
        return layer.alone().map("%.1f dB"::formatted).orElse("");
    }

    private static String operators(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String score(OptionalDouble auroc) {
        return auroc.isPresent() ? "%.4f".formatted(auroc.getAsDouble()) : "";
    }

    private static String megabytes(long bytes) {
        return "%.2f MB".formatted(bytes / 1e6);
    }

    private static double rounded(double value, int digits) {
        return Double.parseDouble(String.format(Locale.ROOT, "%." + digits + "f", value));
    }
}
