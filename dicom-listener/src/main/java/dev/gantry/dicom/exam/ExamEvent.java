// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.spool.Kinship;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What became known of an exam.
public sealed interface ExamEvent {
    /// Study Instance UID.
    String study();

    /// A series is whole. Another image of it is told as [SeriesReopened].
    record SeriesComplete(String study, String series, List<Member> members, KnownBy how) implements ExamEvent {
        public SeriesComplete {
            members = List.copyOf(members);
        }
    }

    /// Once for each time the exam was open.
    record ExamComplete(Exam exam, KnownBy how) implements ExamEvent {
        @Override
        public String study() {
            return exam.study();
        }
    }

    /// A complete series has changed.
    ///
    /// @param before how its completeness had been known
    record SeriesReopened(String study, String series, KnownBy before) implements ExamEvent {}

    /// A complete exam has changed: an image came late, or one was taken out. It will be complete again.
    record Reopened(String study, KnownBy before) implements ExamEvent {}

    /// An instance came again and says it belongs to somebody or something else.
    ///
    /// @param study   where it belongs now
    /// @param former  where it belonged, which may be the same study
    /// @param changed what differs
    /// @param emptied nothing remains of the former exam
    record Corrected(
            String study, String former, String sopInstanceUid, Set<Kinship.Part> changed, boolean emptied)
            implements ExamEvent {
        public Corrected {
            changed = Set.copyOf(changed);
        }
    }

    /// A rejection note takes instances out, whether they are here already or not.
    ///
    /// @param instances SOP Instance UIDs, at least one
    /// @param emptied   nothing remains of the exam
    record Rejected(String study, RejectionNote.Reason why, List<String> instances, boolean emptied)
            implements ExamEvent {
        public Rejected {
            instances = List.copyOf(instances);
        }
    }

    /// The scanner gave up the step that made these objects.
    ///
    /// @param withdrawn the exam, reduced to what was taken out
    /// @param step      SOP Instance UID of the performed procedure step
    /// @param reason    its code within DCM (PS3.16 CID 9300), if the scanner gave one
    /// @param emptied   nothing remains of the exam
    record Discontinued(Exam withdrawn, String step, Optional<String> reason, boolean emptied) implements ExamEvent {
        @Override
        public String study() {
            return withdrawn.study();
        }
    }

    /// The objects of one study name more than one patient.
    record IdentityConflict(Exam exam) implements ExamEvent {
        @Override
        public String study() {
            return exam.study();
        }
    }
}
