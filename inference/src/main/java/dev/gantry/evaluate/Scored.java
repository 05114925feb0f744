// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.measure.Binary;
import dev.gantry.measure.Confusion;
import dev.gantry.measure.Judged;
import dev.gantry.measure.Roc;
import dev.gantry.overlap.Detections;
import dev.gantry.overlap.Masks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// What one model reached.
///
/// @param answers   by case: one probability for each reported label
/// @param questions one for each reported label that somebody looked for, in the manifest's order
/// @param confusion where each case is of exactly one class and the model knows several
public record Scored(
        Tested model,
        List<double[]> answers,
        List<Binary> questions,
        Optional<Confusion> confusion,
        Overlap overlap,
        Latency latency) {
    public Scored {
        answers = List.copyOf(answers);
        questions = List.copyOf(questions);
    }

    /// By label; empty where no boxes or masks were compared.
    public record Overlap(Map<String, Detections> boxes, Map<String, Masks> masks) {}

    /// The mean of the labels' areas under the ROC curve, each against all else.
    public OptionalDouble macroArea() {
        return questions.stream().flatMap(each -> each.area().stream()).mapToDouble(area -> area.area()).average();
    }

    /// The area under the ROC curve of all labels' answers put together.
    public OptionalDouble microArea() {
        int cases = questions.stream().mapToInt(each -> each.judged().size()).sum();
        var scores = new double[cases];
        var truth = new boolean[cases];
        int at = 0;
        for (var question : questions) {
            var judged = question.judged();
            System.arraycopy(judged.scores(), 0, scores, at, judged.size());
            System.arraycopy(judged.truth(), 0, truth, at, judged.size());
            at += judged.size();
        }
        var all = new Judged(scores, truth);
        return all.bothKinds() ? OptionalDouble.of(Roc.of(all).area()) : OptionalDouble.empty();
    }

    /// The place of a label in each of [#answers].
    int place(String label) {
        var labels = List.copyOf(model.thresholds().keySet());
        return IntStream.range(0, labels.size()).filter(i -> labels.get(i).equals(label)).findFirst().orElseThrow();
    }
}
