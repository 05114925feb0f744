// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.desk.Answers.Shown;
import dev.gantry.finding.Finding;
import dev.gantry.model.Output.Code;
import dev.gantry.outcome.Finding.Box;
import dev.gantry.outcome.Finding.Corner;
import dev.gantry.output.Box.Slices;
import dev.gantry.output.Region;
import dev.gantry.output.Region.Outline;
import dev.gantry.output.Region.Point;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final Shown FRAMES = slice -> Optional.of(new Shown.Spot("object", slice + 1));

    private static Region region(double probability, int slice, int corners) {
        var ring = Collections.nCopies(corners, new Point(2, 3));
        return new Region(probability, new dev.gantry.output.Box(1, 2, 4, 8, new Slices(0, 9, slice)),
                Optional.of(new Outline(slice, List.of(ring))), List.of());
    }

    private static List<Box> published(Region... regions) {
        var found = new Finding("tumour", new Code("SCT", "126952004", "Neoplasm of brain"), 0.9, 0.5,
                new Finding.Evidence(List.of(regions), List.of()));
        return new Findings(FRAMES).verdict(List.of(found)).findings().getFirst().evidence().boxes();
    }

    @Test
    void tellsTheOutlineInTheFrameThatTheBoxNames() {
        var boxes = published(region(0.9, 6, 4), region(0.4, 1, 4));

        assertThat(boxes).as("what is under the threshold is not told of").singleElement().satisfies(box -> {
            assertThat(box.frame()).isEqualTo(7);
            assertThat(box.outline().rings()).containsExactly(Collections.nCopies(4, new Corner(2, 3)));
        });
    }

    @Test
    void leavesOutlinesOutThatWouldMakeAPayloadTooLarge() {
        var boxes = published(region(0.9, 0, 1000), region(0.8, 1, 25), region(0.7, 2, 24));

        assertThat(boxes).extracting(box -> box.outline().rings().size()).containsExactly(1, 0, 1);
    }
}
