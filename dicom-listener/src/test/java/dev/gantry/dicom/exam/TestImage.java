// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.StoredObject;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An object as the spool tells of it; each test bends one thing.
final class TestImage {
    static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    static final String PET = "1.2.840.10008.5.1.4.1.1.128";

    private final DataSetBuilder header = new DataSetBuilder();
    private final String instance;
    private String sopClass = CT;
    private String fingerprint = "0-0";
    private String calling = "CT1";
    private Kinship kinship = new Kinship.First();
    private boolean replayed;
    private Future<Void> kept = Future.succeededFuture();

    private TestImage(String instance) {
        this.instance = instance;
    }

    /// Of study `2.25.9`, series `2.25.90`, patient `P1`.
    static TestImage image(String instance) {
        return new TestImage(instance).study("2.25.9").series("2.25.90").patient("P1");
    }

    static TestImage bare(String instance) {
        return new TestImage(instance);
    }

    /// The n-th slice of a stack, 5 mm apart.
    static TestImage slice(int number) {
        return image("2.25.1" + number).number(number).at(5.0 * number);
    }

    static StoredObject note(String study, String code, String... instances) {
        var note = image("2.25.7777" + code + instances.length);
        note.sopClass = RejectionNote.KEY_OBJECT_SELECTION;
        var references = List.of(instances).stream()
                .map(uid -> new DataSetBuilder().put(Tag.REFERENCED_SOP_INSTANCE_UID, uid).build()).toList();
        note.header.sequence(Tag.CONCEPT_NAME_CODE_SEQUENCE, new DataSetBuilder()
                .put(Tag.CODE_VALUE, code).put(Tag.CODING_SCHEME_DESIGNATOR, "DCM").build());
        note.header.sequence(Tag.CURRENT_EVIDENCE_SEQUENCE, new DataSetBuilder()
                .put(Tag.STUDY_INSTANCE_UID, study)
                .sequence(Tag.REFERENCED_SERIES_SEQUENCE, new DataSetBuilder()
                        .sequence(Tag.REFERENCED_SOP_SEQUENCE, references).build())
                .build());
        return note.object();
    }

    TestImage study(String uid) {
        return put(Tag.STUDY_INSTANCE_UID, uid);
    }

    TestImage series(String uid) {
        return put(Tag.SERIES_INSTANCE_UID, uid);
    }

    TestImage patient(String id) {
        return put(Tag.PATIENT_ID, id);
    }

    TestImage number(int number) {
        return put(Tag.INSTANCE_NUMBER, Integer.toString(number));
    }

    TestImage at(double z) {
        return put(Tag.IMAGE_POSITION_PATIENT, "0", "0", Double.toString(z))
                .put(Tag.IMAGE_ORIENTATION_PATIENT, "1", "0", "0", "0", "1", "0");
    }

    TestImage put(int tag, String... values) {
        header.put(tag, values);
        return this;
    }

    TestImage us(int tag, int value) {
        header.us(tag, value);
        return this;
    }

    TestImage enhanced() {
        header.sequence(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, new DataSet(List.of()));
        return this;
    }

    TestImage ofStep(String step) {
        header.sequence(Tag.REFERENCED_PERFORMED_STEP_SEQUENCE,
                new DataSetBuilder().put(Tag.REFERENCED_SOP_INSTANCE_UID, step).build());
        return this;
    }

    TestImage ofClass(String uid) {
        sopClass = uid;
        return this;
    }

    TestImage data(String other) {
        fingerprint = other;
        return this;
    }

    TestImage from(String ae) {
        calling = ae;
        return this;
    }

    TestImage related(Kinship how) {
        kinship = how;
        return this;
    }

    TestImage replayed() {
        replayed = true;
        return this;
    }

    TestImage kept(Future<Void> how) {
        kept = how;
        return this;
    }

    StoredObject object() {
        return new StoredObject("id-" + instance + "-" + fingerprint,
                new StoredObject.Origin(calling, "GANTRY", "192.0.2.7"), sopClass, instance,
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN, header.build(), Optional.empty(),
                (_, _) -> { throw new IOException("no bytes in this test"); },
                Optional.empty(), fingerprint, kinship, Instant.EPOCH, 0, replayed, Set.of(), kept);
    }
}
