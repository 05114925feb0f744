// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.overlap.Detections.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class DetectionsTest {
    private static final Offset<Double> NEAR = within(1e-10);
    private static final Region DRAWN = new Region(0, 0, 10, 10);

    @Test
    void agreesWithCocosRulesAsNumpyFollowsThem() throws IOException {
        JsonNode reference;
        try (var in = DetectionsTest.class.getResourceAsStream("/measure/reference.json")) {
            reference = new ObjectMapper().readTree(in.readAllBytes()).path("detections");
        }
        var detections = new Detections();
        for (var picture : reference.path("pictures")) {
            var truth = new ArrayList<Region>();
            picture.path("truth").forEach(box -> truth.add(region(box)));
            var found = new ArrayList<Found>();
            picture.path("found").forEach(box -> found.add(new Found(region(box), box.path(4).asDouble())));
            detections.add(truth, found);
        }

        assertThat(detections.averagePrecision(0.5).orElseThrow())
                .isCloseTo(reference.path("ap50").asDouble(), NEAR);
        assertThat(detections.averagePrecision(0.75).orElseThrow())
                .isCloseTo(reference.path("ap75").asDouble(), NEAR);
        assertThat(detections.averagePrecision().orElseThrow()).isCloseTo(reference.path("ap").asDouble(), NEAR);
        for (int i = 0; i < Detections.ALARMS.size(); i++) {
            assertThat(detections.sensitivityAt(Detections.ALARMS.get(i)).orElseThrow())
                    .isCloseTo(reference.path("froc").path(i).asDouble(), NEAR);
        }
    }

    private static Region region(JsonNode box) {
        return new Region(box.path(0).asDouble(), box.path(1).asDouble(), box.path(2).asDouble(),
                box.path(3).asDouble());
    }

    @Test
    void countsASecondBoxOnTheSameFindingAsAFalseAlarm() {
        var detections = new Detections();
        detections.add(List.of(DRAWN), List.of(new Found(DRAWN, 0.9), new Found(new Region(0, 0, 10, 9), 0.8)));

        assertThat(detections.at(0.5, 0.5)).isEqualTo(new Detections.Step(0.8, 1, 1));
        assertThat(detections.averagePrecision(0.5)).hasValue(1);
    }

    @Test
    void givesHalfThePrecisionWhenAFalseAlarmComesFirst() {
        var detections = new Detections();
        detections.add(List.of(DRAWN), List.of(new Found(new Region(50, 50, 60, 60), 0.9), new Found(DRAWN, 0.8)));

        assertThat(detections.averagePrecision(0.5)).hasValue(0.5);
    }

    @Test
    void takesABoxOfHalfTheAreaAtHalfOverlapOnly() {
        var detections = new Detections();
        detections.add(List.of(DRAWN), List.of(new Found(new Region(0, 0, 10, 5), 0.9)));

        assertThat(detections.averagePrecision(0.5)).hasValue(1);
        assertThat(detections.averagePrecision(0.55)).hasValue(0);
        assertThat(detections.averagePrecision().orElseThrow()).isCloseTo(0.1, NEAR);
    }

    @Test
    void missesCountAgainstRecall() {
        var detections = new Detections();
        detections.add(List.of(DRAWN, new Region(20, 20, 30, 30)), List.of(new Found(DRAWN, 0.9)));

        assertThat(detections.averagePrecision(0.5).orElseThrow()).isCloseTo(51 / 101.0, NEAR);
        assertThat(detections.sensitivityAt(1)).hasValue(0.5);
    }

    @Test
    void hasNoPrecisionWithoutDrawnBoxes() {
        var detections = new Detections();
        detections.add(List.of(), List.of(new Found(DRAWN, 0.9)));

        assertThat(detections.averagePrecision()).isEmpty();
        assertThat(detections.sensitivityAt(1)).isEmpty();
    }
}
