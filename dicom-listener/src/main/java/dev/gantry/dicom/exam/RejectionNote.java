// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.spool.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A key object selection that takes images back (PS3.3 C.17.6, PS3.16 TID 2010, IHE RAD IOCM).
///
/// @param objects those it names, each within its study
public record RejectionNote(Reason reason, List<Reference> objects) {
    static final String KEY_OBJECT_SELECTION = "1.2.840.10008.5.1.4.1.1.88.59";
    /// One data set names no more than this; what goes beyond is not read.
    private static final int MOST_OBJECTS = 100_000;

    public RejectionNote {
        objects = List.copyOf(objects);
    }

    /// One instance that is meant.
    public record Reference(String study, String sopInstanceUid) {}

    /// Why (PS3.16 CID 7011).
    ///
    /// (113039, DCM) Data Retention Policy Expired is none of these: those images are old, not wrong, and
    /// what was said of them stands.
    public enum Reason {
        QUALITY("113001", "rejected for quality reasons"),
        PATIENT_SAFETY("113037", "rejected for patient safety reasons"),
        WORKLIST_ENTRY("113038", "rejected: the modality worklist entry was the wrong one");

        private final String code;
        private final String words;

        Reason(String code, String words) {
            this.code = code;
            this.words = words;
        }

        /// Its code within DCM.
        public String code() {
            return code;
        }

        /// For people.
        public String words() {
            return words;
        }

        private static Optional<Reason> of(DataSet title) {
            return title.text(Tag.CODING_SCHEME_DESIGNATOR).filter("DCM"::equals)
                    .flatMap(_ -> title.text(Tag.CODE_VALUE))
                    .flatMap(code -> Stream.of(values()).filter(reason -> reason.code.equals(code)).findFirst());
        }
    }

    /// Empty when the object is something else, or a key object note that rejects nothing.
    public static Optional<RejectionNote> of(StoredObject object) {
        if (!object.sopClassUid().equals(KEY_OBJECT_SELECTION)) {
            return Optional.empty();
        }
        var header = object.header();
        return header.items(Tag.CONCEPT_NAME_CODE_SEQUENCE).stream().findFirst().flatMap(Reason::of)
                .map(reason -> new RejectionNote(reason, objects(header)))
                .filter(note -> !note.objects().isEmpty());
    }

    private static List<Reference> objects(DataSet header) {
        var found = new ArrayList<Reference>();
        for (var study : header.items(Tag.CURRENT_EVIDENCE_SEQUENCE)) {
            for (var series : study.items(Tag.REFERENCED_SERIES_SEQUENCE)) {
                for (var object : series.items(Tag.REFERENCED_SOP_SEQUENCE)) {
                    if (found.size() < MOST_OBJECTS) {
                        study.text(Tag.STUDY_INSTANCE_UID).ifPresent(uid ->
                                object.text(Tag.REFERENCED_SOP_INSTANCE_UID).ifPresent(instance ->
                                        found.add(new Reference(uid, instance))));
                    }
                }
            }
        }
        return found;
    }
}
