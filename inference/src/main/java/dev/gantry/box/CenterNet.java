// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Detection;
import dev.gantry.candidate.Candidates;
import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.model.BoxFormat;
import dev.gantry.output.Extent;
import dev.gantry.output.Probability;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Boxes around the peaks of a heat map (CenterNet, "Objects as Points", Zhou et al. 2019).
///
/// A peak is no lower than its eight neighbours; of equal neighbours only the first, row by row, is one (the
/// original's max-pooling keeps them all). Centre `(column + offset) stride`, size `size * stride`; without
/// an offset the middle of the cell.
record CenterNet(BoxFormat.CenterNet format, int labels) implements Decoder {
    @Override
    public List<Wanted> wanted(Extent extent) {
        var wanted = new ArrayList<Wanted>();
        wanted.add(Maps.wanted(format.heatMap(), labels, format.stride(), extent));
        wanted.add(Maps.wanted(format.size(), 2, format.stride(), extent));
        format.offset().ifPresent(name -> wanted.add(Maps.wanted(name, 2, format.stride(), extent)));
        return wanted;
    }

    @Override
    public Optional<String> decode(Map<String, Tensor> outputs, Extent extent, Candidates candidates) {
        var heat = outputs.get(format.heatMap());
        var size = outputs.get(format.size());
        var offset = format.offset().map(outputs::get);
        if (!Maps.agree(List.of(heat, size, offset.orElse(heat)))) {
            return Optional.of("%s %s and %s %s differ in size".formatted(format.heatMap(), heat, format.size(), size));
        }
        int columns = (int) heat.length(3);
        int cells = (int) heat.length(2) * columns;
        int stride = format.stride();
        for (int i = 0; i < labels * cells; i++) {
            if (!Float.isFinite(heat.get(i))) {
                return Optional.of(Probability.nonsense(format.heatMap(), heat.get(i)));
            }
            int label = i / cells;
            int cell = i % cells;
            if (peak(heat, label * cells, cell, columns, cells)) {
                double score = candidates.probability(format.heatMap(), heat.get(i), format.activation());
                double x = cell % columns + offset.map(it -> (double) it.get(cell)).orElse(0.5);
                double y = cell / columns + offset.map(it -> (double) it.get(cells + cell)).orElse(0.5);
                candidates.offer(label, score, cell, Rectangle.centred(x * stride, y * stride,
                        (double) size.get(cell) * stride, (double) size.get(cells + cell) * stride));
            }
        }
        return Optional.empty();
    }

    private static boolean peak(Tensor heat, int plane, int cell, int columns, int cells) {
        double value = heat.get(plane + cell);
        int column = cell % columns;
        for (int down = -1; down <= 1; down++) {
            for (int across = -1; across <= 1; across++) {
                int other = cell + down * columns + across;
                boolean inside = other >= 0 && other < cells && column + across >= 0 && column + across < columns;
                if (inside && other != cell) {
                    double neighbour = heat.get(plane + other);
                    if (neighbour > value || neighbour == value && other < cell) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
