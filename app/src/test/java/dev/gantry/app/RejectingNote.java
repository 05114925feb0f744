// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A key object selection document that rejects an image (PS3.3 A.35.4).
final class RejectingNote {
    private static final String KEY_OBJECT_SELECTION = "1.2.840.10008.5.1.4.1.1.88.59";

    private RejectingNote() {}

    /// @param code of the reason, within DCM
    static Path write(Path folder, String code, CrObject image) throws IOException {
        var instance = CrObject.uid("note", image.name());
        var reference = new DataSetBuilder().put(Tag.REFERENCED_SOP_INSTANCE_UID, image.instanceUid()).build();
        var series = new DataSetBuilder().sequence(Tag.REFERENCED_SOP_SEQUENCE, reference).build();
        var note = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, KEY_OBJECT_SELECTION)
                .put(Tag.SOP_INSTANCE_UID, instance)
                .put(Tag.MODALITY, "KO")
                .put(Tag.STUDY_INSTANCE_UID, image.studyUid())
                .put(Tag.SERIES_INSTANCE_UID, CrObject.uid("notes", image.study()))
                .sequence(Tag.CONCEPT_NAME_CODE_SEQUENCE, new DataSetBuilder()
                        .put(Tag.CODE_VALUE, code).put(Tag.CODING_SCHEME_DESIGNATOR, "DCM").build())
                .sequence(Tag.CURRENT_EVIDENCE_SEQUENCE, new DataSetBuilder()
                        .put(Tag.STUDY_INSTANCE_UID, image.studyUid())
                        .sequence(Tag.REFERENCED_SERIES_SEQUENCE, series).build())
                .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        var file = folder.resolve(image.name() + "-note.dcm");
        try (var out = Files.newOutputStream(file)) {
            out.write(Part10.header(KEY_OBJECT_SELECTION, instance, TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
            out.write(note);
        }
        return file;
    }
}
