// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.spool.StoredObject;
import java.util.List;

/// The objects of one study that came without a longer pause.
///
/// @param study   Study Instance UID; the SOP Instance UID of an object that names no study
/// @param objects in the order of their arrival, at least one
public record Exam(String study, List<StoredObject> objects) {
    public Exam {
        objects = List.copyOf(objects);
        if (objects.isEmpty()) {
            throw new IllegalArgumentException("an exam has at least one object");
        }
    }

    /// The study an object belongs to.
    public static String studyOf(StoredObject object) {
        return object.header().text(Tag.STUDY_INSTANCE_UID).orElse(object.sopInstanceUid());
    }
}
