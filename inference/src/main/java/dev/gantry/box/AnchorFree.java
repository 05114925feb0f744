// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Detection;
import dev.gantry.candidate.Candidates;
import dev.gantry.candidate.Detection.Rectangle;
import dev.gantry.model.BoxFormat.PointLevel;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Boxes around the points of several grids (FCOS, Tian et al. 2019).
///
/// Of cell (column, row) and stride s: point `((column + centre) s, (row + centre) s)`, edges at the four
/// distances left, top, right and bottom of it, cut off at the input's edges; score
/// `sqrt(class * centerness)`. A box may have several labels.
record AnchorFree(BoxFormat.AnchorFree format, int labels) implements Decoder {
    @Override
    public List<Wanted> wanted(Extent extent) {
        var wanted = new ArrayList<Wanted>();
        for (var level : format.levels()) {
            wanted.add(Maps.wanted(level.scores(), labels, level.stride(), extent));
            wanted.add(Maps.wanted(level.distances(), 4, level.stride(), extent));
            level.centerness().ifPresent(name -> wanted.add(Maps.wanted(name, 1, level.stride(), extent)));
        }
        return wanted;
    }

    @Override
    public Optional<String> decode(Map<String, Tensor> outputs, Extent extent, Candidates candidates) {
        int boxes = 0;
        for (var level : format.levels()) {
            var maps = new LevelMaps(
                    outputs.get(level.scores()),
                    outputs.get(level.distances()),
                    level.centerness().map(outputs::get));
            if (!Maps.agree(List.of(maps.scores, maps.distances, maps.centerness.orElse(maps.scores)))) {
                return Optional.of("the maps of stride %d differ in size: %s %s, %s %s".formatted(
                        level.stride(), level.scores(), maps.scores, level.distances(), maps.distances));
            }
            for (int cell = 0; cell < maps.cells(); cell++) {
                offer(level, maps, cell, boxes + cell, extent, candidates);
            }
            boxes += maps.cells();
        }
        return Optional.empty();
    }

    private record LevelMaps(Tensor scores, Tensor distances, Optional<Tensor> centerness) {
        int columns() {
            return (int) scores.length(3);
        }

        int cells() {
            return (int) scores.length(2) * columns();
        }
    }

    private void offer(
            PointLevel level, LevelMaps maps, int cell, int box, Extent extent, Candidates candidates) {
        double factor = -1;
        if (maps.centerness.isPresent()) {
            factor = candidates.probability(
                    level.centerness().orElseThrow(), maps.centerness.get().get(cell), Activation.SIGMOID);
        }
        for (int label = 0; label < labels; label++) {
            double alone = candidates.probability(
                    level.scores(), maps.scores.get(label * maps.cells() + cell), format.activation());
            double score = maps.centerness.isPresent() ? Math.sqrt(alone * factor) : alone;
            if (candidates.wants(label, score)) {
                candidates.offerInside(label, score, box, around(level, maps, cell), extent);
            }
        }
    }

    private Rectangle around(PointLevel level, LevelMaps maps, int cell) {
        double x = (cell % maps.columns() + format.centre()) * level.stride();
        double y = (cell / maps.columns() + format.centre()) * level.stride();
        double unit = format.inStrides() ? level.stride() : 1;
        return new Rectangle(
                x - unit * maps.distances.get(cell),
                y - unit * maps.distances.get(maps.cells() + cell),
                x + unit * maps.distances.get(2 * maps.cells() + cell),
                y + unit * maps.distances.get(3 * maps.cells() + cell));
    }
}
