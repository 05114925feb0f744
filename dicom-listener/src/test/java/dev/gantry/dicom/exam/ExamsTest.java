// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import static dev.gantry.dicom.exam.TestImage.image;
import static dev.gantry.dicom.exam.TestImage.note;
import static dev.gantry.dicom.exam.TestImage.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.ExamSettings;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Arrival.Place;
import dev.gantry.dicom.exam.ExamEvent.Corrected;
import dev.gantry.dicom.exam.ExamEvent.Discontinued;
import dev.gantry.dicom.exam.ExamEvent.IdentityConflict;
import dev.gantry.dicom.exam.ExamEvent.Rejected;
import dev.gantry.dicom.exam.ExamEvent.Reopened;
import dev.gantry.dicom.exam.ExamEvent.SeriesComplete;
import dev.gantry.dicom.exam.KnownBy.Hint;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.Kinship.Part;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamsTest {
    static final String STUDY = "2.25.9";
    static final String OTHER = "2.25.8";

    final Room room = new Room();

    @Test
    void completesAnExamWhenNothingCameForTheSilence() {
        room.arrives(image("2.25.1"));
        room.millis(600);
        room.arrives(image("2.25.2"));
        room.millis(999);
        assertThat(room.complete()).isEmpty();
        room.millis(1);

        assertThat(room.complete()).singleElement().satisfies(complete -> {
            assertThat(complete.study()).isEqualTo(STUDY);
            assertThat(Room.uids(complete.exam())).containsExactly("2.25.1", "2.25.2");
            assertThat(complete.how()).isEqualTo(new KnownBy.Silence(
                    Duration.ofMillis(1000), Duration.ofMillis(1000), false, List.of()));
        });
        assertThat(room.all(SeriesComplete.class)).hasSize(1);
    }

    @Test
    void keepsPatientsApartThatShareOneAssociation() {
        room.arrives(image("2.25.1").study(OTHER).patient("P2"));
        room.millis(500);
        room.arrives(image("2.25.2"));
        room.arrives(image("2.25.3").study(OTHER).patient("P2"));
        room.millis(500);
        room.arrives(image("2.25.4"));
        room.millis(500);

        assertThat(room.complete()).singleElement().satisfies(complete ->
                assertThat(Room.uids(complete.exam())).containsExactly("2.25.1", "2.25.3"));
        assertThat(room.exams.size()).isEqualTo(1);
        assertThat(room.all(IdentityConflict.class)).isEmpty();
    }

    @Test
    void opensNoExamForReportsKeyObjectsAndPresentationStates() {
        var report = room.arrives(image("2.25.1").ofClass("1.2.840.10008.5.1.4.1.1.88.11"));
        var keyObject = room.arrives(image("2.25.2").ofClass(RejectionNote.KEY_OBJECT_SELECTION));
        var state = room.arrives(image("2.25.3").ofClass("1.2.840.10008.5.1.4.1.1.11.1"));
        room.millis(5000);

        assertThat(List.of(report, keyObject, state)).extracting(Arrival::place).containsOnly(Place.ACCOMPANYING);
        assertThat(room.events).isEmpty();
    }

    @Test
    void countsAnObjectWithoutAStudyAsAnExamOfItsOwn() {
        room.arrives(TestImage.bare("2.25.1"));
        room.arrives(TestImage.bare("2.25.2"));
        room.millis(1000);

        assertThat(room.complete()).extracting(ExamEvent::study).containsExactly("2.25.1", "2.25.2");
    }

    @Test
    void opensAnExamAgainForALateImageAndCompletesItWithAllOfThem() {
        room.arrives(image("2.25.1"));
        room.millis(1000);
        room.millis(5000);
        room.arrives(image("2.25.2"));
        room.millis(1000);

        assertThat(room.all(Reopened.class)).singleElement()
                .satisfies(event -> assertThat(event.before()).isInstanceOf(KnownBy.Silence.class));
        assertThat(room.complete()).hasSize(2);
        assertThat(Room.uids(room.complete().getLast().exam())).containsExactly("2.25.1", "2.25.2");
    }

    @Test
    void forgetsACompleteExamAfterADay() {
        room.arrives(image("2.25.1"));
        room.millis(1000);
        room.millis(Duration.ofHours(24).toMillis());
        room.arrives(image("2.25.2"));
        room.millis(1000);

        assertThat(room.all(Reopened.class)).isEmpty();
        assertThat(Room.uids(room.complete().getLast().exam())).containsExactly("2.25.2");
    }

    @Test
    void takesTheSameDataAgainForARepetitionButLetsItProlongTheExam() {
        room.arrives(image("2.25.1"));
        room.millis(900);
        assertThat(room.arrives(image("2.25.1")).place()).isEqualTo(Place.REPEATED);
        room.millis(900);
        assertThat(room.complete()).isEmpty();
        room.millis(100);
        assertThat(room.arrives(image("2.25.1")).place()).isEqualTo(Place.REPEATED);
        room.millis(2000);

        assertThat(room.complete()).singleElement()
                .satisfies(complete -> assertThat(complete.exam().members()).hasSize(1));
        assertThat(room.all(Reopened.class)).isEmpty();
    }

    @Test
    void takesAnObjectAgainWhoseFirstCopyCouldNotBeKept() {
        room.arrives(image("2.25.1").kept(Future.failedFuture("the disk is full")));

        assertThat(room.arrives(image("2.25.1")).place()).isEqualTo(Place.EXAM);
        room.millis(1000);
        assertThat(room.complete().getFirst().exam().members()).singleElement()
                .satisfies(member -> assertThat(member.kept().succeeded()).isTrue());
    }

    @Test
    void opensNothingForARepetitionOfWhatIsForgotten() {
        assertThat(room.arrives(image("2.25.1").related(new Kinship.Repeats("old"))).place())
                .isEqualTo(Place.REPEATED);
        assertThat(room.exams.size()).isZero();
    }

    @Test
    void keepsBothImagesOfASliceThatWasTakenTwiceAndMarksTheLater() {
        room.arrives(slice(1));
        room.arrives(slice(2));
        room.arrives(image("2.25.3").number(2).at(10));
        room.millis(1000);

        assertThat(room.complete().getFirst().exam().members()).extracting(Member::retakes)
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of("2.25.12"));
    }

    @Test
    void completesAtOnceWhenAllObjectsOfACompletedStepAreHere() {
        room.told("2.25.5", Status.IN_PROGRESS, STUDY);
        room.arrives(image("2.25.1"));
        room.told("2.25.5", Status.COMPLETED, STUDY, "2.25.1", "2.25.2");
        assertThat(room.complete()).isEmpty();
        room.arrives(image("2.25.2"));

        assertThat(room.complete()).singleElement().satisfies(complete ->
                assertThat(complete.how()).isEqualTo(new KnownBy.Performed("2.25.5", 2)));
        assertThat(room.all(SeriesComplete.class)).extracting(SeriesComplete::how)
                .containsExactly(new KnownBy.Performed("2.25.5", 2));
    }

    @Test
    void completesAtOnceWhenTheStepIsToldAfterItsObjects() {
        room.arrives(image("2.25.1"));
        room.told("2.25.5", Status.COMPLETED, STUDY, "2.25.1");

        assertThat(room.complete()).hasSize(1);
    }

    @Test
    void waitsForTheSecondStepOfAStudyAndForItsObjects() {
        room.told("2.25.5", Status.COMPLETED, STUDY, "2.25.1");
        room.told("2.25.6", Status.IN_PROGRESS, STUDY);
        room.arrives(image("2.25.1"));
        room.millis(9999);
        assertThat(room.complete()).isEmpty();
        room.told("2.25.6", Status.COMPLETED, STUDY, "2.25.2");
        assertThat(room.complete()).isEmpty();
        room.arrives(image("2.25.2"));

        assertThat(room.complete()).hasSize(1);
    }

    @Test
    void doesNotWaitForeverForAStepThatIsNeverEnded() {
        room.told("2.25.5", Status.IN_PROGRESS, STUDY);
        room.arrives(image("2.25.1"));
        room.millis(10_000);

        assertThat(room.complete()).singleElement().satisfies(complete -> assertThat(complete.how())
                .isEqualTo(new KnownBy.Silence(Duration.ofSeconds(10), Duration.ofSeconds(10), false,
                        List.of(Hint.STEP_IN_PROGRESS))));
    }

    @Test
    void waitsLongerForObjectsThatACompletedStepNames() {
        room.arrives(image("2.25.1"));
        room.told("2.25.5", Status.COMPLETED, STUDY, "2.25.1", "2.25.2");
        room.millis(3999);
        assertThat(room.complete()).isEmpty();
        room.millis(1);

        assertThat(room.complete()).hasSize(1);
    }

    @Test
    void takesAStepThatNamesNothingForNoProof() {
        room.arrives(image("2.25.1"));
        room.told("2.25.5", Status.COMPLETED, STUDY);

        assertThat(room.complete()).isEmpty();
    }

    @Test
    void completesByTheNumberOfStudyRelatedInstancesInAllOfThem() {
        for (int i = 1; i <= 3; i++) {
            room.arrives(image("2.25." + i).series("2.25.9" + i).put(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, "3"));
        }

        assertThat(room.complete()).extracting(ExamEvent.ExamComplete::how)
                .containsExactly(new KnownBy.ExpectedCount("(0020,1208)", 3));
    }

    @Test
    void waitsHalfAsLongForWhatLooksWholeFromASenderThatHungUp() {
        for (int i = 1; i <= 5; i++) {
            room.arrives(slice(i));
        }
        room.exams.released("CT1", "192.0.2.7");
        room.millis(500);

        assertThat(room.complete()).singleElement().satisfies(complete ->
                assertThat(((KnownBy.Silence) complete.how()).hints())
                        .containsExactly(Hint.RELEASED, Hint.LOOKS_WHOLE));
    }

    @Test
    void takesAReleaseAloneForNoReasonToHurry() {
        room.arrives(image("2.25.1"));
        room.exams.released("CT1", "192.0.2.7");
        room.millis(999);

        assertThat(room.complete()).isEmpty();
    }

    @Test
    void waitsLongerForTheSliceThatIsMissing() {
        for (int i : new int[] {1, 2, 4, 5, 6}) {
            room.arrives(slice(i));
        }
        room.exams.released("CT1", "192.0.2.7");
        room.millis(3999);
        assertThat(room.complete()).isEmpty();
        room.arrives(slice(3));
        room.millis(1000);

        assertThat(room.complete()).hasSize(1);
    }

    @Test
    void tellsOfTwoPatientsInOneStudy() {
        room.arrives(image("2.25.1"));
        assertThat(room.arrives(image("2.25.2").patient("P2")).conflict()).isTrue();
        room.arrives(image("2.25.3").patient("P2"));
        room.millis(1000);

        assertThat(room.all(IdentityConflict.class)).hasSize(1);
        assertThat(room.complete().getFirst().exam().conflict()).isTrue();
    }

    @Test
    void takesAMissingPatientIdForNoOtherPatient() {
        room.arrives(image("2.25.1"));
        room.arrives(image("2.25.2").patient(""));
        room.millis(1000);

        assertThat(room.all(IdentityConflict.class)).isEmpty();
    }

    @Test
    void movesACorrectedObjectToItsNewStudy() {
        room.arrives(image("2.25.1"));
        room.arrives(image("2.25.2"));
        room.millis(1000);
        room.arrives(image("2.25.1").study(OTHER).patient("P2").data("1-1"));
        room.millis(1000);

        assertThat(room.all(Corrected.class)).containsExactly(
                new Corrected(OTHER, STUDY, "2.25.1", Set.of(Part.PATIENT, Part.STUDY), false));
        assertThat(room.complete().stream().skip(1)).extracting(it -> Room.uids(it.exam()))
                .containsExactlyInAnyOrder(List.of("2.25.2"), List.of("2.25.1"));
    }

    @Test
    void saysThatACorrectionLeavesNothingBehind() {
        room.arrives(image("2.25.1"));
        room.arrives(image("2.25.1").study(OTHER).data("1-1"));
        room.millis(1000);

        assertThat(room.all(Corrected.class)).singleElement()
                .satisfies(event -> assertThat(event.emptied()).isTrue());
        assertThat(room.complete()).extracting(ExamEvent::study).containsExactly(OTHER);
    }

    @Test
    void passesOnACorrectionOfWhatItDoesNotRememberItself() {
        room.arrives(image("2.25.1").data("1-1")
                .related(new Kinship.Corrects("old", OTHER, Set.of(Part.STUDY))));

        assertThat(room.all(Corrected.class)).containsExactly(
                new Corrected(STUDY, OTHER, "2.25.1", Set.of(Part.STUDY), false));
    }

    @Test
    void seesNoConflictWhileAnExamIsCorrectedImageByImage() {
        room.arrives(image("2.25.1"));
        room.arrives(image("2.25.2"));
        for (var uid : List.of("2.25.1", "2.25.2")) {
            room.arrives(image(uid).patient("P2").data("1-1")
                    .related(new Kinship.Corrects("old", STUDY, Set.of(Part.PATIENT))));
        }
        room.millis(1000);

        assertThat(room.all(IdentityConflict.class)).isEmpty();
        assertThat(room.all(Corrected.class)).hasSize(2);
        assertThat(room.complete().getLast().exam().conflict()).isFalse();
    }

    @Test
    void seesTheConflictThatACorrectionLeaves() {
        room.arrives(image("2.25.1"));
        room.arrives(image("2.25.2"));
        room.arrives(image("2.25.1").patient("P2").data("1-1")
                .related(new Kinship.Corrects("old", STUDY, Set.of(Part.PATIENT))));
        room.millis(1000);

        assertThat(room.all(IdentityConflict.class)).hasSize(1);
    }

    @Test
    void takesRejectedImagesOutAndOpensTheExamAgain() {
        room.arrives(image("2.25.1"));
        room.arrives(image("2.25.2"));
        room.millis(1000);
        room.arrives(note(STUDY, "113001", "2.25.1"));
        room.millis(1000);

        assertThat(room.all(Rejected.class)).containsExactly(
                new Rejected(STUDY, RejectionNote.Reason.QUALITY, List.of("2.25.1"), false));
        assertThat(Room.uids(room.complete().getLast().exam())).containsExactly("2.25.2");
    }

    @Test
    void letsNoImageInThatWasRejectedBeforeItCame() {
        room.arrives(note(STUDY, "113037", "2.25.1"));

        assertThat(room.arrives(image("2.25.1")).place()).isEqualTo(Place.WITHDRAWN);
        assertThat(room.exams.size()).isZero();
    }

    @Test
    void rejectsAnInstanceOnlyInTheStudyThatTheNoteNames() {
        room.arrives(image("2.25.1"));
        room.arrives(note(OTHER, "113038", "2.25.1"));
        room.millis(1000);

        assertThat(Room.uids(room.complete().getFirst().exam())).containsExactly("2.25.1");
    }

    @Test
    void countsARejectedObjectOfAStepAsSettled() {
        room.arrives(image("2.25.1"));
        room.arrives(note(STUDY, "113001", "2.25.2"));
        room.told("2.25.5", Status.COMPLETED, STUDY, "2.25.1", "2.25.2");

        assertThat(room.complete()).hasSize(1);
    }

    @Test
    void letsTheRetentionPolicyTakeNothingAway() {
        room.arrives(image("2.25.1"));
        room.arrives(note(STUDY, "113039", "2.25.1"));
        room.millis(1000);

        assertThat(room.all(Rejected.class)).isEmpty();
        assertThat(room.complete()).hasSize(1);
    }

    @Test
    void withdrawsWhatADiscontinuedStepMade() {
        room.arrives(image("2.25.1"));
        room.arrives(image("2.25.2").ofStep("2.25.5"));
        room.arrives(image("2.25.3"));
        room.told("2.25.5", Status.DISCONTINUED, STUDY, "2.25.1");
        room.millis(1000);

        assertThat(room.all(Discontinued.class)).singleElement().satisfies(event -> {
            assertThat(Room.uids(event.withdrawn())).containsExactly("2.25.1", "2.25.2");
            assertThat(event.reason()).contains("110514");
            assertThat(event.emptied()).isFalse();
        });
        assertThat(Room.uids(room.complete().getLast().exam())).containsExactly("2.25.3");
        assertThat(room.arrives(image("2.25.4").ofStep("2.25.5")).place()).isEqualTo(Place.WITHDRAWN);
    }

    @Test
    void withdrawsTheWholeExamWhenItsOnlyStepIsDiscontinuedAndNamesNothing() {
        room.arrives(image("2.25.1"));
        room.told("2.25.5", Status.DISCONTINUED, STUDY);
        room.millis(1000);

        assertThat(room.all(Discontinued.class)).singleElement()
                .satisfies(event -> assertThat(event.emptied()).isTrue());
        assertThat(room.complete()).isEmpty();
        assertThat(room.arrives(image("2.25.2")).place()).as("it does not name the step").isEqualTo(Place.EXAM);
    }

    @Test
    void learnsTheSilenceFromTheScannersOwnPauses() {
        for (int exam = 0; exam < 8; exam++) {
            for (int i = 0; i < 3; i++) {
                room.arrives(image("2.25.3" + exam + i).study("2.25.4" + exam).series("2.25.5" + exam));
                room.millis(i < 2 ? 150 : 1000);
            }
        }
        room.arrives(image("2.25.1"));
        room.millis(299);
        assertThat(room.complete()).hasSize(8);
        room.millis(1);

        assertThat(room.complete()).hasSize(9);
        assertThat(room.complete().getLast().how()).isEqualTo(
                new KnownBy.Silence(Duration.ofMillis(300), Duration.ofMillis(300), true, List.of()));
    }

    @Test
    void waitsNoLongerThanTheLongestThatMayBeLearned() {
        for (int exam = 0; exam < 8; exam++) {
            room.arrives(image("2.25.3" + exam).study("2.25.4" + exam));
            room.millis(1000);
            room.millis(20_000);
            room.arrives(image("2.25.6" + exam).study("2.25.4" + exam));
            room.millis(10_000);
        }
        var before = room.complete().size();
        room.arrives(image("2.25.1"));
        room.millis(9_999);
        assertThat(room.complete()).hasSize(before);
        room.millis(1);

        assertThat(room.complete()).hasSize(before + 1);
    }

    @Test
    void learnsNothingWhereTheSettingsForbidIt() {
        var fixed = new Room(new ExamSettings(Duration.ofMillis(1000), false, Duration.ofMillis(200),
                Duration.ofSeconds(10), List.of()));
        for (int exam = 0; exam < 20; exam++) {
            fixed.arrives(image("2.25.3" + exam).study("2.25.4" + exam));
            fixed.millis(1000);
        }
        fixed.arrives(image("2.25.1"));
        fixed.millis(999);

        assertThat(fixed.complete()).hasSize(20);
    }

    @Test
    void learnsForEachScannerByItself() {
        for (int exam = 0; exam < 8; exam++) {
            room.arrives(image("2.25.3" + exam).study("2.25.4" + exam).from("OTHER"));
            room.millis(1000);
        }
        room.arrives(image("2.25.1"));
        room.millis(999);

        assertThat(room.complete()).hasSize(8);
    }

    @Test
    void closesTheExamThatWasSilentLongestWhenTooManyAreOpen() {
        for (int i = 0; i <= Exams.MOST_OPEN; i++) {
            room.arrives(image("2.25.3" + i).study("2.25.4" + i));
        }

        assertThat(room.exams.size()).isEqualTo(Exams.MOST_OPEN);
        assertThat(room.complete()).singleElement().satisfies(complete -> {
            assertThat(complete.study()).isEqualTo("2.25.40");
            assertThat(complete.how()).isEqualTo(new KnownBy.NoRoom(Exams.MOST_OPEN + 1));
        });
    }
}
