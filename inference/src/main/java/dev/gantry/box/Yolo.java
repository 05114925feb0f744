// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Detection;
import dev.gantry.candidate.Candidates;
import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.model.BoxFormat;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Boxes as YOLOv5 (`[1, N, 5 + C]`) and YOLOv8 (`[1, 4 + C, N]`) export them. A box has one label: its best.
record Yolo(BoxFormat.Yolo format, int labels) implements Decoder {
    @Override
    public List<Wanted> wanted(Extent extent) {
        int values = Columns.BOX + (format.objectness() ? 1 : 0) + labels;
        return List.of(format.acrossFirst()
                ? Wanted.shaped(format.tensor(), "[1, %d, N]".formatted(values), 1, values, Wanted.ANY)
                : Wanted.shaped(format.tensor(), "[1, N, %d]".formatted(values), 1, Wanted.ANY, values));
    }

    @Override
    public Optional<String> decode(Map<String, Tensor> outputs, Extent extent, Candidates candidates) {
        var columns = Columns.of(outputs.get(format.tensor()), format);
        double across = format.form().normalized() ? extent.width() : 1;
        double down = format.form().normalized() ? extent.height() : 1;
        for (int i = 0; i < columns.boxes(); i++) {
            int label = columns.bestLabel(i, labels);
            double score = columns.score(i, label, candidates);
            if (candidates.wants(label, score)) {
                double a = columns.value(i, 0) * across;
                double b = columns.value(i, 1) * down;
                double c = columns.value(i, 2) * across;
                double d = columns.value(i, 3) * down;
                candidates.offer(label, score, i, format.form().centred()
                        ? Rectangle.centred(a, b, c, d)
                        : new Rectangle(a, b, c, d));
            }
        }
        return Optional.empty();
    }
}
