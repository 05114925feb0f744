// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.spool.StoredObject;
import java.util.List;

/// The objects of one study, as far as they are here and not withdrawn.
///
/// @param study    Study Instance UID; the SOP Instance UID of an object that names no study
/// @param members  in the order of their arrival, at least one
/// @param last     the object that came last, without sequences and long values: it stands for the exam
/// @param conflict its objects name more than one patient
public record Exam(String study, List<Member> members, StoredObject last, boolean conflict) {
    public Exam {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an exam has at least one object");
        }
    }

    /// The study an object belongs to.
    public static String studyOf(StoredObject object) {
        return object.header().text(Tag.STUDY_INSTANCE_UID).orElse(object.sopInstanceUid());
    }
}
