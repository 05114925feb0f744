// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.finding.Finding;
import dev.gantry.finding.Reading;
import dev.gantry.overlap.Detections.Found;
import dev.gantry.pipeline.Look.Stages;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a model said of one picture.
///
/// @param probabilities by label
/// @param found         boxes in columns and rows, by label
record Answer(Map<String, Double> probabilities, Map<String, List<Found>> found, Stages stages) {
    static Answer of(Reading.Findings findings, Stages stages) {
        return new Answer(
                findings.findings().stream().collect(Collectors.toMap(Finding::label, Finding::probability)),
                Map.of(),
                stages);
    }
}
