// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.StoredObject;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Images of patients that never were, as the spool tells of them.
final class Sights {
    static final Instant RECEIVED = Instant.parse("2026-11-21T09:30:00Z");

    private Sights() {}

    static StoredObject image(String study, String accession, String issuer, String patientId, Instant received) {
        var header = new DataSetBuilder()
                .put(Tag.STUDY_INSTANCE_UID, study)
                .put(Tag.ACCESSION_NUMBER, accession)
                .put(Tag.PATIENT_NAME, "NOBODY^TEST")
                .put(Tag.PATIENT_ID, patientId);
        if (!issuer.isEmpty()) {
            header.sequence(Tag.ISSUER_OF_ACCESSION_NUMBER_SEQUENCE,
                    new DataSetBuilder().put(Tag.LOCAL_NAMESPACE_ENTITY_ID, issuer).build());
        }
        return new StoredObject("o", new StoredObject.Origin("CR1", "GANTRY", "192.0.2.7"),
                "1.2.840.10008.5.1.4.1.1.1", study + ".1", TransferSyntax.EXPLICIT_LITTLE_ENDIAN, header.build(),
                Optional.empty(), (_, _) -> { throw new IOException("no bytes in this test"); }, Optional.empty(),
                "0-0", new Kinship.First(), received, 0, false, Set.of(), Future.succeededFuture());
    }

    static KnownExam exam(String study, String accession, Instant received) {
        return KnownExam.of(image(study, accession, "", "PID-1", received));
    }
}
