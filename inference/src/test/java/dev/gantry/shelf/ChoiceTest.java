// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.ModelId.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final Version ONE = Version.of("1.0.0");
    private static final Version NINE = Version.of("1.9.0");
    private static final Version TEN = Version.of("1.10.0");
    private static final List<Version> ALL = List.of(ONE, TEN, NINE);
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void triesTheHighestFirst() {
        assertThat(Choice.NONE.order(ALL)).containsExactly(TEN, NINE, ONE);
        assertThat(Choice.NONE.why(TEN, List.of())).isEqualTo("the highest");
        assertThat(Choice.NONE.why(NINE, List.of(TEN))).isEqualTo("the highest (refused: 1.10.0)");
    }

    @Test
    void triesTheChosenOneFirstThenTheOneBeforeIt() {
        var choice = Choice.NONE.activate(ONE, Optional.of(NINE), NOW);

        assertThat(choice.order(ALL)).containsExactly(ONE, NINE, TEN);
        assertThat(choice.why(ONE, List.of())).isEqualTo("chosen 2026-11-21T12:00:00Z");
        assertThat(choice.why(NINE, List.of(ONE)))
                .isEqualTo("the one before 1.0.0, which cannot be used (refused: 1.0.0)");
        assertThat(choice.why(TEN, List.of(ONE, NINE)))
                .isEqualTo("the highest, as 1.0.0 cannot be used (refused: 1.0.0, 1.9.0)");
    }

    @Test
    void fallsBackToTheHighestWhenTheChosenOneIsGone() {
        assertThat(Choice.NONE.activate(ONE, Optional.of(NINE), NOW).order(List.of(NINE, TEN)))
                .containsExactly(TEN, NINE);
    }

    @Test
    void letsAShadowNeverAnswer() {
        var choice = Choice.NONE.shadow(Optional.of(TEN), NOW);

        assertThat(choice.order(ALL)).containsExactly(NINE, ONE);
        assertThat(choice.activate(TEN, Optional.of(NINE), NOW).shadow()).as("it was promoted").isEmpty();
        assertThat(choice.activate(TEN, Optional.of(NINE), NOW).order(ALL)).startsWith(TEN);
    }

    @Test
    void offMeansNone() {
        assertThat(Choice.NONE.turnOff(NOW).order(ALL)).isEmpty();
        assertThat(Choice.NONE.turnOff(NOW).activate(ONE, Optional.empty(), NOW).order(ALL)).startsWith(ONE);
        assertThat(Choice.NONE.turnOff(NOW).automatic(NOW).order(ALL)).startsWith(TEN);
    }

    @Test
    void forgetsAVersionThatIsTakenAway() {
        var choice = Choice.NONE.activate(ONE, Optional.of(NINE), NOW).shadow(Optional.of(TEN), NOW);

        assertThat(choice.forget(ONE).active()).isEmpty();
        assertThat(choice.forget(NINE).previous()).isEmpty();
        assertThat(choice.forget(TEN).shadow()).isEmpty();
        assertThat(choice.forget(Version.of("7.0.0"))).isEqualTo(choice);
    }
}
