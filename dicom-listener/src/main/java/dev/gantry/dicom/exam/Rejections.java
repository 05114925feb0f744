// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.exam.RejectionNote.Reason;
import dev.gantry.dicom.exam.RejectionNote.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was rejected, whether it is here or not; the latest hundred thousand objects.
final class Rejections {
    private static final int MOST = 100_000;

    private final Map<Reference, Reason> rejected = new LinkedHashMap<>();

    /// @return what the note rejects, by study
    Map<String, List<String>> take(RejectionNote note) {
        var byStudy = new LinkedHashMap<String, List<String>>();
        for (var object : note.objects()) {
            rejected.put(object, note.reason());
            byStudy.computeIfAbsent(object.study(), _ -> new ArrayList<>()).add(object.sopInstanceUid());
        }
        while (rejected.size() > MOST) {
            rejected.remove(rejected.keySet().iterator().next());
        }
        return byStudy;
    }

    Optional<Reason> of(String study, String sopInstanceUid) {
        return Optional.ofNullable(rejected.get(new Reference(study, sopInstanceUid)));
    }
}
