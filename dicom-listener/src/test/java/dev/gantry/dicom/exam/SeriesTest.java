// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import static dev.gantry.dicom.exam.TestImage.image;
import static dev.gantry.dicom.exam.TestImage.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.ExamEvent.SeriesComplete;
import dev.gantry.dicom.exam.ExamEvent.SeriesReopened;
import org.junit.jupiter.api.Test;

/// When a series is whole by what its own headers say.
class SeriesTest {
    final Room room = new Room();

    private void expectCount(String attribute, int images) {
        assertThat(room.all(SeriesComplete.class)).extracting(SeriesComplete::how)
                .containsExactly(new KnownBy.ExpectedCount(attribute, images));
    }

    private TestImage counted(int number, int of) {
        return slice(number).put(Tag.IMAGES_IN_ACQUISITION, Integer.toString(of))
                .put(Tag.ACQUISITION_NUMBER, "1");
    }

    @Test
    void isWholeWhenAsManyImagesAreHereAsAllOfThemSay() {
        for (int i = 3; i >= 1; i--) {
            room.arrives(counted(i, 3));
        }

        expectCount("(0020,1002)", 3);
        assertThat(room.complete()).as("the next series may follow").isEmpty();
    }

    @Test
    void countsASliceThatWasTakenTwiceOnce() {
        room.arrives(counted(1, 3));
        room.arrives(counted(2, 3));
        room.arrives(image("2.25.3").number(2).at(10).put(Tag.IMAGES_IN_ACQUISITION, "3")
                .put(Tag.ACQUISITION_NUMBER, "1"));
        assertThat(room.all(SeriesComplete.class)).isEmpty();
        room.arrives(counted(3, 3));

        expectCount("(0020,1002)", 3);
    }

    @Test
    void doesNotBelieveACountThatGrowsWithTheSending() {
        for (int i = 1; i <= 3; i++) {
            room.arrives(slice(i).put(Tag.NUMBER_OF_SERIES_RELATED_INSTANCES, Integer.toString(i)));
        }

        assertThat(room.all(SeriesComplete.class)).isEmpty();
    }

    @Test
    void doesNotBelieveOneImageThatSaysItIsTheOnlyOne() {
        room.arrives(counted(1, 1));

        assertThat(room.all(SeriesComplete.class)).isEmpty();
    }

    @Test
    void believesNoCountOfSeveralAcquisitions() {
        for (int i = 1; i <= 4; i++) {
            room.arrives(slice(i).put(Tag.IMAGES_IN_ACQUISITION, "4")
                    .put(Tag.ACQUISITION_NUMBER, Integer.toString(i % 2)));
        }

        assertThat(room.all(SeriesComplete.class)).isEmpty();
    }

    @Test
    void waitsForAllPhasesWhenTheCountMayMeanOne() {
        for (int phase = 1; phase <= 2; phase++) {
            for (int i = 1; i <= 3; i++) {
                assertThat(room.all(SeriesComplete.class)).isEmpty();
                room.arrives(image("2.25.3" + phase + i).number(phase * 10 + i).at(i)
                        .put(Tag.IMAGES_IN_ACQUISITION, "3")
                        .put(Tag.NUMBER_OF_TEMPORAL_POSITIONS, "2"));
            }
        }

        expectCount("(0020,1002)", 6);
    }

    @Test
    void takesTheCountForAllPhasesWhenThePositionsSaySo() {
        for (int phase = 1; phase <= 2; phase++) {
            for (int i = 1; i <= 3; i++) {
                room.arrives(image("2.25.3" + phase + i).number(phase * 10 + i).at(i)
                        .put(Tag.IMAGES_IN_ACQUISITION, "6")
                        .put(Tag.NUMBER_OF_TEMPORAL_POSITIONS, "2"));
            }
        }

        expectCount("(0020,1002)", 6);
    }

    @Test
    void believesAScannerNoMoreWhoseCountWasExceeded() {
        for (int i = 1; i <= 3; i++) {
            room.arrives(counted(i, 2));
        }
        assertThat(room.all(SeriesReopened.class)).hasSize(1);
        room.events.clear();
        room.arrives(counted(4, 2).series("2.25.91"));
        room.arrives(counted(5, 2).series("2.25.91"));

        assertThat(room.all(SeriesComplete.class)).isEmpty();
    }

    @Test
    void multipliesTheSlicesOfADynamicPetSeries() {
        for (int i = 1; i <= 6; i++) {
            assertThat(room.all(SeriesComplete.class)).isEmpty();
            room.arrives(slice(i).ofClass(TestImage.PET).put(Tag.PET_SERIES_TYPE, "DYNAMIC", "IMAGE")
                    .us(Tag.NUMBER_OF_SLICES, 3).us(Tag.NUMBER_OF_TIME_SLICES, 2));
        }

        expectCount("(0054,0081)", 6);
    }

    @Test
    void multipliesTheSlicesOfAGatedPetSeries() {
        for (int i = 1; i <= 8; i++) {
            assertThat(room.all(SeriesComplete.class)).isEmpty();
            room.arrives(slice(i).ofClass(TestImage.PET).put(Tag.PET_SERIES_TYPE, "GATED", "IMAGE")
                    .us(Tag.NUMBER_OF_SLICES, 2).us(Tag.NUMBER_OF_RR_INTERVALS, 1).us(Tag.NUMBER_OF_TIME_SLOTS, 4));
        }

        expectCount("(0054,0081)", 8);
    }

    @Test
    void isWholeWithAnEnhancedObject() {
        room.arrives(image("2.25.1").enhanced());

        assertThat(room.all(SeriesComplete.class)).extracting(SeriesComplete::how)
                .containsExactly(new KnownBy.WholeObject(1));
    }

    @Test
    void waitsForAllPartsOfAConcatenation() {
        for (int i = 1; i <= 3; i++) {
            assertThat(room.all(SeriesComplete.class)).isEmpty();
            room.arrives(image("2.25.1" + i).enhanced().put(Tag.CONCATENATION_UID, "2.25.6")
                    .us(Tag.IN_CONCATENATION_NUMBER, i).us(Tag.IN_CONCATENATION_TOTAL_NUMBER, 3));
        }

        assertThat(room.all(SeriesComplete.class)).extracting(SeriesComplete::how)
                .containsExactly(new KnownBy.Concatenated(3));
    }

    @Test
    void leavesAConcatenationWithoutATotalToTheSilence() {
        room.arrives(image("2.25.1").enhanced().put(Tag.CONCATENATION_UID, "2.25.6")
                .us(Tag.IN_CONCATENATION_NUMBER, 1));
        assertThat(room.all(SeriesComplete.class)).isEmpty();
        room.millis(1000);

        assertThat(room.all(SeriesComplete.class)).hasSize(1);
    }

    @Test
    void fallsSilentBeforeTheExamWhenAnotherSeriesGoesOn() {
        room.arrives(image("2.25.1"));
        for (int i = 0; i < 4; i++) {
            room.millis(300);
            room.arrives(image("2.25.2" + i).series("2.25.91"));
        }

        assertThat(room.all(SeriesComplete.class)).extracting(SeriesComplete::series).containsExactly("2.25.90");
        assertThat(room.complete()).isEmpty();
    }
}
