// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.finding.Finding;
import dev.gantry.finding.Reading;
import dev.gantry.output.Box;
import dev.gantry.overlap.Detections.Found;
import dev.gantry.overlap.Region;
import dev.gantry.pipeline.Look.Stages;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a model said of one picture.
///
/// @param probabilities by label
/// @param found         boxes in columns and rows, by label; for those labels that have places
/// @param pixels        by label of a mask head: the frame's pixels that belong to it, row by row
record Answer(
        Map<String, Double> probabilities,
        Map<String, List<Found>> found,
        Map<String, boolean[]> pixels,
        Stages stages) {

    static Answer of(Reading.Findings findings, Map<String, boolean[]> pixels, Stages stages) {
        return new Answer(
                findings.findings().stream().collect(Collectors.toMap(Finding::label, Finding::probability)),
                findings.findings().stream().collect(Collectors.toMap(Finding::label, Answer::found)),
                pixels,
                stages);
    }

    private static List<Found> found(Finding finding) {
        return finding.evidence().regions().stream()
                .map(region -> new Found(region(region.box()), region.probability()))
                .toList();
    }

    private static Region region(Box box) {
        return new Region(box.left(), box.top(), box.right(), box.bottom());
    }
}
