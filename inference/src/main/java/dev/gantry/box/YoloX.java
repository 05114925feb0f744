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

/// Boxes of YOLOX (Ge et al. 2021) before they are decoded: `[1, N, 5 + C]`, the grids of all strides one after
/// the other, row by row. Of cell (column, row) and stride s: centre `((x + column) s, (y + row) s)`, size
/// `(e^w s, e^h s)`.
record YoloX(BoxFormat.YoloX format, int labels) implements Decoder {
    @Override
    public List<Wanted> wanted(Extent extent) {
        int values = Columns.BOX + 1 + labels;
        long boxes = extent.known() ? boxes(extent) : Wanted.ANY;
        var text = "[1, %s, %d]".formatted(extent.known() ? boxes : "N", values);
        return List.of(Wanted.shaped(format.tensor(), text, 1, boxes, values));
    }

    private long boxes(Extent extent) {
        return format.strides().stream()
                .mapToLong(stride -> (extent.height() / stride) * (extent.width() / stride))
                .sum();
    }

    @Override
    public Optional<String> decode(Map<String, Tensor> outputs, Extent extent, Candidates candidates) {
        var columns = Columns.rows(outputs.get(format.tensor()), format.tensor(), true, format.activation());
        int from = 0;
        for (int stride : format.strides()) {
            int across = (int) (extent.width() / stride);
            int down = (int) (extent.height() / stride);
            for (int i = 0; i < across * down; i++) {
                offer(columns, from + i, new Cell(i % across, i / across, stride), candidates);
            }
            from += across * down;
        }
        return Optional.empty();
    }

    private record Cell(int column, int row, int stride) {}

    private void offer(Columns columns, int box, Cell cell, Candidates candidates) {
        int label = columns.bestLabel(box, labels);
        double score = columns.score(box, label, candidates);
        if (candidates.wants(label, score)) {
            candidates.offer(label, score, box, Rectangle.centred(
                    (columns.value(box, 0) + cell.column) * cell.stride,
                    (columns.value(box, 1) + cell.row) * cell.stride,
                    Math.exp(columns.value(box, 2)) * cell.stride,
                    Math.exp(columns.value(box, 3)) * cell.stride));
        }
    }
}
