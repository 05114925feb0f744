// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import static dev.gantry.mqtt.Link.Effect.DROP;
import static dev.gantry.mqtt.Link.Effect.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.mqtt.Link.Down;
import dev.gantry.mqtt.Link.Event;
import dev.gantry.mqtt.Link.Event.Lost;
import dev.gantry.mqtt.Link.Event.Opened;
import dev.gantry.mqtt.Link.Event.Tick;
import dev.gantry.mqtt.Link.Step;
import dev.gantry.mqtt.Link.Trying;
import dev.gantry.mqtt.Link.Up;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each cell of the table: where the link stands, what happens, what follows.
class LinkTest {
    private static final Pace PACE =
            new Pace(Duration.ofNanos(200), Duration.ofNanos(10_000), Duration.ofNanos(5_000), Duration.ofNanos(1_000));
    private static final long NOW = Long.MAX_VALUE - 100; // and a little later it wraps
    private static final OptionalLong NOTHING = OptionalLong.empty();

    record Cell(Link from, Event event, Link to, List<Link.Effect> effects) {}

    static Stream<Cell> cells() {
        return Stream.of(
                cell(new Down(NOW, 3), new Tick(NOW, NOTHING, 0), new Trying(NOW, 3), OPEN),
                cell(new Down(NOW, 3), new Tick(NOW + 200, NOTHING, 0), new Trying(NOW + 200, 3), OPEN),
                cell(new Down(NOW, 3), new Tick(NOW - 1, NOTHING, 0), new Down(NOW, 3)),
                cell(new Down(NOW, 3), new Opened(NOW), new Down(NOW, 3)),
                cell(new Down(NOW, 3), new Lost(NOW, 1), new Down(NOW, 3)),
                cell(new Trying(NOW, 1), new Tick(NOW + 1_000, NOTHING, 0), new Trying(NOW, 1)),
                cell(new Trying(NOW, 1), new Tick(NOW + 1_001, NOTHING, 1), new Down(NOW + 1_001 + 400, 2), DROP),
                cell(new Trying(NOW, 1), new Opened(NOW + 7), new Up(NOW + 7, 1)),
                cell(new Trying(NOW, 1), new Lost(NOW + 7, 0), new Down(NOW + 7 + 200, 2), DROP),
                cell(new Up(NOW, 2), new Tick(NOW + 9_999, NOTHING, 0), new Up(NOW, 2)),
                cell(new Up(NOW, 2), new Tick(NOW + 1_000, OptionalLong.of(NOW), 0), new Up(NOW, 2)),
                cell(new Up(NOW, 2), new Tick(NOW + 1_001, OptionalLong.of(NOW), 1), new Down(NOW + 1_001 + 200, 1), DROP),
                cell(new Up(NOW, 2), new Opened(NOW + 1), new Up(NOW, 2)),
                cell(new Up(NOW, 2), new Lost(NOW + 5_000, 1), new Down(NOW + 5_000 + 800, 3), DROP),
                cell(new Up(NOW, 2), new Lost(NOW + 5_001, 1), new Down(NOW + 5_001 + 200, 1), DROP));
    }

    private static Cell cell(Link from, Event event, Link to, Link.Effect... effects) {
        return new Cell(from, event, to, List.of(effects));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void goes(Cell cell) {
        assertThat(Link.step(cell.from, cell.event, PACE)).isEqualTo(new Step(cell.to, cell.effects));
    }

    @Test
    void triesAtOnceAtFirst() {
        assertThat(Link.step(Link.start(NOW), new Tick(NOW, NOTHING, 0), PACE).effects()).containsExactly(OPEN);
    }

    @Test
    void pausesLongerAfterEachFailureUpToALimitAndNeverAllAtTheSameTime() {
        assertThat(LongStream.range(0, 8).map(i -> PACE.pause((int) i, 1).toNanos()))
                .containsExactly(200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L);
        assertThat(PACE.pause(1000, 0).toNanos()).isEqualTo(5_000);
        assertThat(Pace.USUAL.pause(1000, 1)).isEqualTo(Duration.ofSeconds(10));
    }
}
