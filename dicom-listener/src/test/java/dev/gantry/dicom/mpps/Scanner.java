// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import java.util.Arrays;

/// The data sets of a step that goes well.
final class Scanner {
    static final String STUDY = "1.2.840.1";
    static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    static final String DOSE = "1.2.840.10008.5.1.4.1.1.88.67";

    private Scanner() {}

    static DataSetBuilder begun() {
        return new DataSetBuilder()
                .put(Tag.MODALITY, "CT")
                .put(Tag.PERFORMED_STATION_AE_TITLE, "CT01")
                .put(Tag.PERFORMED_STEP_START_DATE, "20261121")
                .put(Tag.PERFORMED_STEP_START_TIME, "150000")
                .put(Tag.PERFORMED_STEP_STATUS, "IN PROGRESS")
                .put(Tag.PERFORMED_STEP_ID, "S1")
                .put(Tag.PATIENT_NAME, "Nobody^Nemo")
                .sequence(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE, study(STUDY))
                .sequence(Tag.PERFORMED_SERIES_SEQUENCE);
    }

    static DataSet study(String uid) {
        return new DataSetBuilder().put(Tag.STUDY_INSTANCE_UID, uid).build();
    }

    static DataSetBuilder completed() {
        return status("COMPLETED")
                .put(Tag.PERFORMED_STEP_END_DATE, "20261121")
                .put(Tag.PERFORMED_STEP_END_TIME, "150500")
                .sequence(Tag.PERFORMED_SERIES_SEQUENCE, new DataSetBuilder()
                        .put(Tag.SERIES_INSTANCE_UID, "1.2.3")
                        .sequence(Tag.REFERENCED_IMAGE_SEQUENCE, references(CT, "1.2.3.1", "1.2.3.2"))
                        .sequence(Tag.REFERENCED_NON_IMAGE_SEQUENCE, references(DOSE, "1.2.3.3"))
                        .build());
    }

    static DataSetBuilder discontinued() {
        return status("DISCONTINUED").sequence(Tag.DISCONTINUATION_REASON_SEQUENCE, new DataSetBuilder()
                .put(Tag.CODE_VALUE, "110514")
                .put(Tag.CODING_SCHEME_DESIGNATOR, "DCM")
                .put(Tag.CODE_MEANING, "Incorrect worklist entry selected")
                .build());
    }

    static DataSetBuilder status(String status) {
        return new DataSetBuilder().put(Tag.PERFORMED_STEP_STATUS, status);
    }

    static DataSet[] references(String sopClass, String... instances) {
        return Arrays.stream(instances).map(uid -> new DataSetBuilder()
                .put(Tag.REFERENCED_SOP_CLASS_UID, sopClass)
                .put(Tag.REFERENCED_SOP_INSTANCE_UID, uid)
                .build()).toArray(DataSet[]::new);
    }

    /// Without one of its attributes.
    static DataSet without(int tag, DataSet set) {
        var rest = new DataSetBuilder();
        var kept = new java.util.ArrayList<DataSet.Element>();
        set.elements().forEach(element -> {
            if (element.tag() != tag) {
                kept.add(element);
            }
        });
        return rest.all(new DataSet(kept)).build();
    }
}
