// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Reason;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FiguresTest {
    static final Vitals WELL = new Vitals(Duration.ZERO, List.of(), List.of("the disk is slow"),
            Map.of("lane", 3, "outbox", 2), Optional.of(Duration.ofMillis(1500)), 42.5, true,
            Map.of("calling", 7L), List.of(new Vitals.Model("chest-pneumonia", "1.0.0", "cpu", "int8", "5d".repeat(32))));

    private final Figures figures = new Figures(Path.of("."));
    private final Outcomes outcomes = new Outcomes(() -> 1_760_000_000_000L);
    private long seq;

    @AfterEach
    void close() {
        figures.close();
    }

    private Outcome outcome(Answer answer) {
        return outcomes.next(answer, ++seq, Examples.NOW).orElseThrow().last();
    }

    private String text() {
        return figures.text(WELL);
    }

    @Test
    void countsOutcomesByModelResultAndMode() {
        figures.said(outcome(Examples.answer(Examples.unit(1), Mode.SHADOW, Examples.positive())));
        figures.said(outcome(Examples.answer(Examples.unit(2), Mode.SHADOW, Examples.positive())));
        figures.said(outcome(Examples.answer(Examples.unit(3), Mode.LIVE, Examples.failed(Reason.OVERLOAD))));

        assertThat(text())
                .contains("gantry_outcomes_total{mode=\"shadow\",model=\"chest-pneumonia\",result=\"positive\","
                        + "state=\"final\"} 2.0")
                .contains("gantry_not_analysed_total{mode=\"live\",model=", "reason=\"overload\"} 1.0")
                .contains("gantry_budgets_total{met=\"true\",mode=\"shadow\",model=\"chest-pneumonia\"} 2.0");
    }

    @Test
    void timesEachStageAndTheWholeInBucketsThatCanBeAddedUp() {
        figures.said(outcome(Examples.answer(Examples.positive())));

        var text = text();
        for (var stage : List.of("queued", "decoded", "prepared", "computed")) {
            assertThat(text).contains("gantry_stage_seconds_count{model=\"chest-pneumonia\",stage=\"" + stage + "\"} 1");
        }
        assertThat(text).contains("gantry_answer_seconds_bucket{model=\"chest-pneumonia\",le=\"0.05\"} 1",
                "gantry_answer_seconds_bucket{model=\"chest-pneumonia\",le=\"+Inf\"} 1");
    }

    @Test
    void doesNotTimeWhatIsProvisionalOrTakenBack() {
        var answer = Examples.answer(Examples.positive());
        figures.said(outcome(Examples.provisional(Examples.answer(answer.unit(), Mode.LIVE,
                Examples.failed(Reason.DEADLINE)))));

        assertThat(text()).contains("state=\"provisional\"} 1.0").doesNotContain("gantry_answer_seconds_count",
                "gantry_budgets_total", "gantry_not_analysed_total");
    }

    @Test
    void showsWhatIsLookedAtWhenSomebodyAsks() {
        assertThat(text())
                .contains("gantry_queue_depth{queue=\"lane\"} 3.0", "gantry_queue_depth{queue=\"outbox\"} 2.0")
                .contains("gantry_outbox_oldest_age_seconds 1.5", "gantry_spool_used_percent 42.5")
                .contains("gantry_associations_refused_total{reason=\"calling\"} 7.0")
                .contains("gantry_model_running{model=\"chest-pneumonia\",precision=\"int8\",provider=\"cpu\","
                        + "version=\"1.0.0\"} 1.0")
                .contains("gantry_ready 1.0", "gantry_live 1.0", "gantry_broker_connected 1.0",
                        "gantry_degraded_reasons 1.0");
    }

    @Test
    void forgetsAQueueThatIsNoMore() {
        text();
        var later = new Vitals(Duration.ofSeconds(16), List.of("no model is active"), List.of(), Map.of(),
                Optional.empty(), 1, false, Map.of("calling", 9L), List.of());

        assertThat(figures.text(later)).doesNotContain("queue=\"lane\"")
                .contains("gantry_ready 0.0", "gantry_live 0.0", "gantry_analysis_overdue_seconds 16.0",
                        "gantry_associations_refused_total{reason=\"calling\"} 9.0",
                        "gantry_outbox_oldest_age_seconds 0.0");
    }

    @Test
    void boundsTheNumberOfModelsThatItTellsApart() {
        for (int i = 0; i < 300; i++) {
            var models = List.of(new Vitals.Model("m" + i, "1.0.0", "cpu", "int8", ""));
            figures.text(new Vitals(Duration.ZERO, List.of(), List.of(), Map.of(), Optional.empty(), 0, true, Map.of(),
                    models));
        }
        assertThat(figures.text(WELL).lines().filter(line -> line.startsWith("gantry_model_running{"))).hasSizeLessThan(
                2);
    }

    @Test
    void countsAndTimesWhatIsStored() {
        Storage answers = _ -> new Storage.Reception() {
            @Override
            public void write(ByteBuffer fragment) {
                fragment.position(fragment.limit());
            }

            @Override
            public boolean full(Runnable resume) {
                return false;
            }

            @Override
            public Future<StoreStatus> finish() {
                return Future.succeededFuture(StoreStatus.OUT_OF_RESOURCES);
            }

            @Override
            public void discard() {}
        };
        var reception = figures.counted(answers).begin(new Storage.Incoming(1, new AeTitle("CT"), new AeTitle("GANTRY"),
                "10.0.0.1", "1.2", "1.3", TransferSyntax.EXPLICIT_LITTLE_ENDIAN));

        reception.write(ByteBuffer.allocate(1000));
        assertThat(reception.finish().result()).isEqualTo(StoreStatus.OUT_OF_RESOURCES);

        assertThat(text()).contains("gantry_objects_total{status=\"out-of-resources\"} 1.0",
                "gantry_received_bytes_total 1000.0", "gantry_store_seconds_count 1");
    }

    @Test
    void tellsNothingOfAPatient() {
        figures.said(outcome(Examples.answer(Examples.positive())));

        assertThat(text()).doesNotContain(Examples.UNIT.pseudonym());
    }
}
