// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import static dev.gantry.dicom.exam.TestImage.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.DataSetWriter;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.exam.RejectionNote.Reason;
import dev.gantry.dicom.exam.RejectionNote.Reference;
import dev.gantry.dicom.spool.StoredObject;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionNoteTest {
    @ParameterizedTest
    @CsvSource({"113001, QUALITY", "113037, PATIENT_SAFETY", "113038, WORKLIST_ENTRY"})
    void namesItsReasonAndTheObjectsItMeans(String code, Reason reason) {
        assertThat(RejectionNote.of(note("2.25.9", code, "2.25.1", "2.25.2"))).contains(new RejectionNote(reason,
                List.of(new Reference("2.25.9", "2.25.1"), new Reference("2.25.9", "2.25.2"))));
    }

    @ParameterizedTest
    @CsvSource({"113039", "113000", "113013"})
    void isNoneWhenItsTitleRejectsNothing(String code) {
        assertThat(RejectionNote.of(note("2.25.9", code, "2.25.1"))).isEmpty();
    }

    @Test
    void isNoneWhenItNamesNothing() {
        assertThat(RejectionNote.of(note("2.25.9", "113001"))).isEmpty();
    }

    @Test
    void isNoneWhenTheCodeIsOfAnotherScheme() {
        var image = TestImage.image("2.25.1").ofClass(RejectionNote.KEY_OBJECT_SELECTION).object();
        var header = new DataSetBuilder().all(note("2.25.9", "113001", "2.25.1").header())
                .sequence(Tag.CONCEPT_NAME_CODE_SEQUENCE, new DataSetBuilder().put(Tag.CODE_VALUE, "113001")
                        .put(Tag.CODING_SCHEME_DESIGNATOR, "99LOCAL").build())
                .build();

        assertThat(RejectionNote.of(with(image, header))).isEmpty();
    }

    @Test
    void isReadFromImplicitEncodingToo() {
        var note = note("2.25.9", "113001", "2.25.1");
        var parser = new DataSetParser(TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
        parser.feed(ByteBuffer.wrap(DataSetWriter.encode(note.header(), TransferSyntax.IMPLICIT_LITTLE_ENDIAN)));

        assertThat(RejectionNote.of(with(note, parser.finish().header())))
                .contains(new RejectionNote(Reason.QUALITY, List.of(new Reference("2.25.9", "2.25.1"))));
    }

    private static StoredObject with(StoredObject object, DataSet header) {
        return new StoredObject(object.id(), object.origin(), object.sopClassUid(), object.sopInstanceUid(),
                object.transferSyntax(), header, object.pixels(), object.bytes(), object.defect(),
                object.fingerprint(), object.kinship(), object.received(), object.lastByteNanos(), object.replayed(),
                object.barred(), object.kept());
    }
}
