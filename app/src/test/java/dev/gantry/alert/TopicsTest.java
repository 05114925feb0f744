// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.aged;
import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.digest;
import static dev.gantry.outcome.Examples.failed;
import static dev.gantry.outcome.Examples.modality;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.provisional;
import static dev.gantry.outcome.Examples.severity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {
    private static final String OUTCOME = "outcome/CR/chest-pneumonia";
    private final Outcomes outcomes = new Outcomes(() -> 1_790_000_000_000L);
    private final Topics topics = new Topics("st-anna", "cr-room-2");

    private List<String> of(Answer answer) {
        return tails(topics.of(outcomes.next(answer, 1, Examples.NOW).orElseThrow()));
    }

    private static List<String> tails(List<String> topics) {
        assertThat(topics).allMatch(topic -> topic.startsWith("gantry/st-anna/cr-room-2/"));
        return topics.stream().map(topic -> topic.substring("gantry/st-anna/cr-room-2/".length())).toList();
    }

    @Test
    void alertsOnlyWhenPositive() {
        assertThat(of(answer(negative()))).containsExactly(OUTCOME);
        assertThat(of(severity(answer(Examples.unit(9), Mode.LIVE, positive()), Severity.STAT)))
                .containsExactly(OUTCOME, "alert/stat");
    }

    @Test
    void goesOnAlertingUntilTheRetraction() {
        of(answer(positive()));

        var gone = outcomes.retract(Examples.UNIT, "why", 2, Examples.NOW).orElseThrow();

        assertThat(tails(topics.of(gone.known().unit(), gone.known().gist().heard()))).containsExactly(OUTCOME, "alert/urgent");
    }

    @Test
    void asksForAttentionWhenAStatModelFailsAndTellsHowItEnds() {
        assertThat(of(provisional(answer(failed(Reason.DEADLINE))))).containsExactly(OUTCOME);
        assertThat(of(severity(answer(failed(Reason.CRASH)), Severity.STAT)))
                .containsExactly(OUTCOME, "attention");
        assertThat(of(severity(answer(negative()), Severity.STAT))).containsExactly(OUTCOME, "attention");
    }

    @Test
    void keepsTestsAndShadowsAway() {
        assertThat(of(answer(Examples.unit(1), Mode.TEST, positive())))
                .containsExactly("test/" + OUTCOME, "test/alert/urgent");
        assertThat(of(answer(Examples.unit(2), Mode.SHADOW, positive())))
                .containsExactly("shadow/" + OUTCOME, "shadow/alert/urgent");
    }

    @Test
    void alertsNobodyOfAPictureOlderThanADay() {
        assertThat(of(aged(answer(positive()), Duration.ofHours(25)))).containsExactly(OUTCOME);
    }

    @Test
    void tellsEveryTopicThatEverHeardOfAnId() {
        of(answer(positive()));
        of(severity(digest(answer(positive()), "second"), Severity.STAT));

        assertThat(of(severity(modality(digest(answer(negative()), "third"), "DX"), Severity.ROUTINE)))
                .containsExactly(OUTCOME, "alert/stat", "alert/urgent");
    }

    @ParameterizedTest
    @CsvSource({"CR,CR", "a/b,a-b", "+,-", "#,-", "'  ',unknown", "Ä b,--b", "_none,_none", "v1.0-x,v1.0-x"})
    void letsNoTextBreakATopic(String text, String level) {
        assertThat(Topics.level(text)).isEqualTo(level);
    }

    @Test
    void keepsLevelsShort() {
        assertThat(Topics.level("x".repeat(500))).hasSize(64);
    }
}
