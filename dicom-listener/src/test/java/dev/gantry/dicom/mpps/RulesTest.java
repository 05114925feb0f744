// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import static dev.gantry.dicom.mpps.Scanner.begun;
import static dev.gantry.dicom.mpps.Scanner.completed;
import static dev.gantry.dicom.mpps.Scanner.discontinued;
import static dev.gantry.dicom.mpps.Scanner.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.mpps.PerformedStep.Code;
import dev.gantry.dicom.mpps.PerformedStep.Reference;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import dev.gantry.dicom.mpps.Rules.Verdict;
import dev.gantry.dicom.mpps.Rules.Verdict.Accepted;
import dev.gantry.dicom.mpps.Rules.Verdict.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T15:00:00Z");
    private static final Kept RUNNING = kept(Rules.create("1.2", Optional.empty(), Optional.of(begun().build()), NOW));
    private static final Kept DONE = kept(set(RUNNING, completed().build()));
    private static final Kept GIVEN_UP = kept(set(RUNNING, discontinued().build()));

    private static Kept kept(Verdict verdict) {
        return ((Accepted) verdict).kept();
    }

    private static Verdict create(DataSet set) {
        return Rules.create("1.2", Optional.empty(), Optional.of(set), NOW);
    }

    private static Verdict set(Kept kept, DataSet set) {
        return Rules.set(Optional.of(kept), Optional.of(set), NOW);
    }

    private static void refused(Verdict verdict, int status, Integer... attributes) {
        assertThat(verdict).isInstanceOfSatisfying(Refused.class, it -> {
            assertThat(it.response().status()).isEqualTo(status);
            assertThat(it.response().attributes()).containsExactly(attributes);
            assertThat(it.response().comment()).isNotBlank();
        });
    }

    @Test
    void beginsInProgressForItsStudies() {
        assertThat(RUNNING.step().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(RUNNING.step().origin()).isEqualTo(
                new PerformedStep.Origin("CT01", "CT", List.of(Scanner.STUDY)));
        assertThat(RUNNING.step().series()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Tag.MODALITY, Tag.PERFORMED_STATION_AE_TITLE, Tag.PERFORMED_STEP_START_DATE,
        Tag.PERFORMED_STEP_START_TIME, Tag.PERFORMED_STEP_STATUS, Tag.PERFORMED_STEP_ID,
        Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE})
    void namesTheAttributeThatIsMissing(int tag) {
        refused(create(without(tag, begun().build())), 0x0120, tag);
    }

    @ParameterizedTest
    @ValueSource(ints = {Tag.MODALITY, Tag.PERFORMED_STATION_AE_TITLE, Tag.PERFORMED_STEP_ID})
    void namesTheAttributeThatIsEmpty(int tag) {
        refused(create(begun().put(tag, "").build()), 0x0121, tag);
    }

    @Test
    void wantsAStudy() {
        refused(create(begun().sequence(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE, new DataSetBuilder().build()).build()),
                0x0121, Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMPLETED", "DISCONTINUED", "in progress", "STARTED"})
    void beginsWithNoOtherStatus(String status) {
        refused(create(begun().put(Tag.PERFORMED_STEP_STATUS, status).build()), 0x0106, Tag.PERFORMED_STEP_STATUS);
    }

    @Test
    void isCreatedOnceAndWithAttributes() {
        refused(Rules.create("1.2", Optional.of(RUNNING), Optional.of(begun().build()), NOW), 0x0111);
        assertThat(((Refused) Rules.create("1.2", Optional.empty(), Optional.empty(), NOW)).response().status())
                .isEqualTo(0x0120);
    }

    @Test
    void isCompletedWithWhatItReferences() {
        assertThat(DONE.step().status()).isEqualTo(Status.COMPLETED);
        assertThat(DONE.step().origin()).isEqualTo(RUNNING.step().origin());
        assertThat(DONE.step().series().getFirst().seriesInstanceUid()).isEqualTo("1.2.3");
        assertThat(DONE.step().instances()).containsExactly(new Reference(Scanner.CT, "1.2.3.1"),
                new Reference(Scanner.CT, "1.2.3.2"), new Reference(Scanner.DOSE, "1.2.3.3"));
        assertThat(DONE.step().discontinuation()).isEmpty();
    }

    @Test
    void isDiscontinuedWithItsReasonWhateverElseIsMissing() {
        assertThat(GIVEN_UP.step().status()).isEqualTo(Status.DISCONTINUED);
        assertThat(GIVEN_UP.step().discontinuation())
                .contains(new Code("110514", "DCM", "Incorrect worklist entry selected"));
        assertThat(kept(set(RUNNING, Scanner.status("DISCONTINUED").build())).step().discontinuation()).isEmpty();
    }

    @Test
    void isUpdatedWhileInProgressAndCompletedByTheRest() {
        var series = completed().build().element(Tag.PERFORMED_SERIES_SEQUENCE).orElseThrow();
        var more = kept(set(RUNNING, new DataSet(List.of(series))));
        assertThat(more.step().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(more.step().instances()).hasSize(3);

        var done = kept(set(more, without(Tag.PERFORMED_SERIES_SEQUENCE, completed().build())));

        assertThat(done.step().status()).isEqualTo(Status.COMPLETED);
        assertThat(done.step().instances()).hasSize(3);
    }

    @Test
    void refusesCompletionWithoutEndOrSeries() {
        refused(set(RUNNING, without(Tag.PERFORMED_STEP_END_TIME, completed().build())), 0x0121,
                Tag.PERFORMED_STEP_END_DATE, Tag.PERFORMED_STEP_END_TIME);
        refused(set(RUNNING, completed().sequence(Tag.PERFORMED_SERIES_SEQUENCE).build()), 0x0121,
                Tag.PERFORMED_SERIES_SEQUENCE);
    }

    static Stream<Arguments> finalStates() {
        return Stream.of(DONE, GIVEN_UP).flatMap(kept -> Stream.of("IN PROGRESS", "COMPLETED", "DISCONTINUED")
                .map(next -> arguments(kept.step().status(), next)));
    }

    @ParameterizedTest
    @MethodSource("finalStates")
    void neverLeavesAFinalState(Status from, String next) {
        var verdict = set(from == Status.COMPLETED ? DONE : GIVEN_UP, Scanner.status(next).build());

        refused(verdict, 0x0110);
        assertThat(((Refused) verdict).response().errorId()).isEqualTo(OptionalInt.of(0xA506));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments(Tag.MODALITY, completed().put(Tag.MODALITY, "MR").build()),
                arguments(Tag.PERFORMED_STATION_AE_TITLE, completed().put(Tag.PERFORMED_STATION_AE_TITLE, "X").build()),
                arguments(Tag.PERFORMED_STEP_ID, completed().put(Tag.PERFORMED_STEP_ID, "S2").build()),
                arguments(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE, completed()
                        .sequence(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE, Scanner.study("1.9")).build()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesToChangeWhatMayNotChange(int tag, DataSet set) {
        refused(set(RUNNING, set), 0x0106, tag);
    }

    @Test
    void takesWhatMayNotChangeWhenItIsTheSame() {
        var again = begun().all(completed().build()).build();

        assertThat(kept(set(RUNNING, again)).step().status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void refusesAnUnknownStepAStatusOutOfTheListAndNothing() {
        refused(Rules.set(Optional.empty(), Optional.of(completed().build()), NOW), 0x0112);
        refused(set(RUNNING, completed().put(Tag.PERFORMED_STEP_STATUS, "DONE").build()), 0x0106,
                Tag.PERFORMED_STEP_STATUS);
        refused(Rules.set(Optional.of(RUNNING), Optional.empty(), NOW), 0x0121);
    }

    @Test
    void isKeptWithoutThePatient() {
        for (var kept : List.of(RUNNING, GIVEN_UP)) {
            assertThat(Kept.decode(kept.encode())).contains(kept);
        }
        var again = Kept.decode(DONE.encode()).orElseThrow();
        assertThat(again.step()).isEqualTo(DONE.step());
        assertThat(again.changedAt()).isEqualTo(NOW);
        assertThat(RUNNING.toString()).doesNotContain("Nemo");
    }
}
