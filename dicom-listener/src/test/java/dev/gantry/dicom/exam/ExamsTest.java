// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.StoredObject;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamsTest {
    static final String CR = "1.2.840.10008.5.1.4.1.1.1";
    static final String KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59";
    static final String PRESENTATION_STATE = "1.2.840.10008.5.1.4.1.1.11.1";

    final Exams exams = new Exams(Duration.ofNanos(100));

    static StoredObject object(String sopClass, String instance, String study) {
        var header = new DataSetBuilder();
        if (!study.isEmpty()) {
            header.put(Tag.STUDY_INSTANCE_UID, study);
        }
        return new StoredObject(instance, new StoredObject.Origin("CR1", "GANTRY", "192.0.2.7"), sopClass, instance,
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN, header.build(), Optional.empty(),
                (_, _) -> { throw new IOException("no bytes in this test"); },
                Optional.empty(), "0-0", new Kinship.First(), Instant.EPOCH, 0, false, Set.of(), Future.succeededFuture());
    }

    @Test
    void completesAnExamWhenNothingCameForTheSilence() {
        exams.arrived(object(CR, "2.25.1", "2.25.9"), 0);
        exams.arrived(object(CR, "2.25.2", "2.25.9"), 60);

        assertThat(exams.completed(159)).isEmpty();
        var complete = exams.completed(160);

        assertThat(complete).singleElement().satisfies(exam -> {
            assertThat(exam.study()).isEqualTo("2.25.9");
            assertThat(exam.objects()).extracting(StoredObject::sopInstanceUid).containsExactly("2.25.1", "2.25.2");
        });
        assertThat(exams.completed(1000)).isEmpty();
    }

    @Test
    void keepsPatientsApartThatShareOneAssociation() {
        exams.arrived(object(CR, "2.25.1", "2.25.8"), 0);
        exams.arrived(object(CR, "2.25.2", "2.25.9"), 50);

        assertThat(exams.completed(100)).extracting(Exam::study).containsExactly("2.25.8");
        assertThat(exams.size()).isEqualTo(1);
    }

    @Test
    void opensNoExamForReportsKeyObjectsAndPresentationStates() {
        assertThat(exams.arrived(object(KEY_OBJECT, "2.25.1", "2.25.9"), 0)).isFalse();
        assertThat(exams.arrived(object(PRESENTATION_STATE, "2.25.2", "2.25.9"), 0)).isFalse();

        assertThat(exams.completed(1000)).isEmpty();
    }

    @Test
    void countsAnObjectWithoutAStudyAsAnExamOfItsOwn() {
        exams.arrived(object(CR, "2.25.1", ""), 0);
        exams.arrived(object(CR, "2.25.2", ""), 0);

        assertThat(exams.completed(100)).extracting(Exam::study).containsExactlyInAnyOrder("2.25.1", "2.25.2");
    }

    @Test
    void opensTheStudyAgainForALateImage() {
        exams.arrived(object(CR, "2.25.1", "2.25.9"), 0);
        exams.completed(100);

        exams.arrived(object(CR, "2.25.2", "2.25.9"), 500);

        assertThat(exams.completed(600)).singleElement()
                .satisfies(exam -> assertThat(exam.objects()).hasSize(1));
    }
}
