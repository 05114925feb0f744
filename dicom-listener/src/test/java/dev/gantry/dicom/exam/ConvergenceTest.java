// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.exam.ExamEvent.Corrected;
import dev.gantry.dicom.exam.ExamEvent.Discontinued;
import dev.gantry.dicom.exam.ExamEvent.ExamComplete;
import dev.gantry.dicom.exam.ExamEvent.IdentityConflict;
import dev.gantry.dicom.exam.ExamEvent.Rejected;
import dev.gantry.dicom.exam.ExamEvent.Reopened;
import dev.gantry.dicom.exam.ExamEvent.SeriesComplete;
import dev.gantry.dicom.exam.ExamEvent.SeriesReopened;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the order of images, hints, repetitions, corrections and silences, a study becomes one complete
/// exam that holds each of its instances that were not rejected.
class ConvergenceTest {
    static Stream<Long> seeds() {
        return LongStream.rangeClosed(1, 300).boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsWithOneCompleteExamPerStudy(long seed) {
        var room = new Room();
        var day = new GeneratedDay(seed);
        day.play(room);

        assertThat(room.exams.size()).as("open in the end").isZero();
        assertThat(standing(room)).isEqualTo(day.expected());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tellsOfCompletionAndReopeningInTurn(long seed) {
        var room = new Room();
        new GeneratedDay(seed).play(room);

        var complete = new HashMap<String, KnownBy>();
        var series = new HashMap<String, KnownBy>();
        for (var event : room.events) {
            switch (event) {
                case ExamComplete(var exam, var how) -> {
                    assertThat(complete.put(exam.study(), how)).as("complete twice").isNull();
                    assertThat(exam.members()).extracting(Member::series)
                            .allSatisfy(uid -> assertThat(series).containsKey(exam.study() + uid));
                }
                case Reopened(var study, var before) -> assertThat(complete.remove(study)).isEqualTo(before);
                case SeriesComplete it ->
                        assertThat(series.put(it.study() + it.series(), it.how())).as("whole twice").isNull();
                case SeriesReopened it -> assertThat(series.remove(it.study() + it.series())).isEqualTo(it.before());
                case Corrected _, Rejected _, Discontinued _, IdentityConflict _ -> { /* no part of the turn */ }
            }
        }
    }

    /// The members of what is complete in the end, by study.
    private static Map<String, Set<String>> standing(Room room) {
        var standing = new TreeMap<String, Set<String>>();
        for (var event : room.events) {
            switch (event) {
                case ExamComplete(var exam, _) -> standing.put(exam.study(), new TreeSet<>(Room.uids(exam)));
                case Reopened(var study, _) -> standing.remove(study);
                case SeriesComplete _, SeriesReopened _, Corrected _, Rejected _, Discontinued _,
                        IdentityConflict _ -> { /* changes no standing */ }
            }
        }
        return standing;
    }

    @Test
    void theDaysAreVaried() {
        var kinds = new HashSet<Class<?>>();
        var proofs = new HashSet<Class<?>>();
        for (long seed : seeds().toList()) {
            var room = new Room();
            new GeneratedDay(seed).play(room);
            room.events.forEach(event -> kinds.add(event.getClass()));
            room.all(SeriesComplete.class).forEach(event -> proofs.add(event.how().getClass()));
            room.complete().forEach(event -> proofs.add(event.how().getClass()));
        }

        assertThat(kinds).contains(ExamComplete.class, Reopened.class, SeriesReopened.class, Corrected.class,
                Rejected.class, IdentityConflict.class);
        assertThat(proofs).contains(KnownBy.Performed.class, KnownBy.ExpectedCount.class, KnownBy.Silence.class);
    }
}
