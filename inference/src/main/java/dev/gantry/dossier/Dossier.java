// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import dev.gantry.evaluate.Evaluation;
import dev.gantry.evaluate.Result;
import dev.gantry.explain.Explainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// An evaluation on paper: `report.html` (one page that needs nothing else), `report.json` (the same figures) and
/// `cases.csv` (each case and file by itself; stays where the pictures are).
public final class Dossier {
    private final Result result;
    private final Facts facts;

    public Dossier(Result result, Facts facts) {
        this.result = result;
        this.facts = facts;
    }

    /// The figures, as in `report.json`.
    public String json() {
        return Json.of(result, facts);
    }

    /// Writes the three files; older ones of these names are replaced.
    ///
    /// @param evaluation gives the pictures of the worst cases once more
    /// @param explainer  lays heat maps over them; empty for none
    /// @param folder     made when it is not there
    public void write(Evaluation evaluation, Optional<Explainer> explainer, Path folder) throws IOException {
        Files.createDirectories(folder);
        var worst = new Worst(result, facts, evaluation, explainer);
        Files.writeString(folder.resolve("report.html"),
                new Page(result, facts, worst, explainer.map(Explainer::method)).html());
        Files.writeString(folder.resolve("report.json"), json());
        Files.writeString(folder.resolve("cases.csv"), cases());
    }

    private String cases() {
        var labels = List.copyOf(result.judged().model().thresholds().keySet());
        var csv = new StringBuilder("case,file,left out because");
        labels.forEach(label -> csv.append(',').append(quoted(label + " truth")));
        for (int model = 0; model < result.models().size(); model++) {
            var suffix = model == 0 ? "" : " (second model)";
            labels.forEach(label -> csv.append(',').append(quoted(label + " probability" + suffix)));
        }
        csv.append('\n');
        for (int i = 0; i < result.cases().size(); i++) {
            var one = result.cases().get(i);
            csv.append(i + 1).append(',').append(quoted(one.name())).append(',');
            labels.forEach(label -> csv.append(',').append(
                    Optional.ofNullable(one.truth().present().get(label)).map(it -> it ? "1" : "0").orElse("")));
            for (var scored : result.models()) {
                for (double probability : scored.answers().get(i)) {
                    csv.append(',').append(probability);
                }
            }
            csv.append('\n');
        }
        var blank = ",".repeat(labels.size() * (1 + result.models().size()));
        csv.append(result.leftOut().stream()
                .map(one -> "," + quoted(one.name()) + "," + quoted(one.why()) + blank + "\n")
                .collect(Collectors.joining()));
        return csv.toString();
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\n\r;]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
