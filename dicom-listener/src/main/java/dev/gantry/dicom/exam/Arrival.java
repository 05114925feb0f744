// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import java.util.List;

/// What an object is to the exams, and what became known by it.
///
/// @param conflict the exam that it belongs to now names more than one patient
/// @param events   in the order in which they became known
public record Arrival(Place place, boolean conflict, List<ExamEvent> events) {
    public Arrival {
        events = List.copyOf(events);
    }

    /// Where an object ended up.
    public enum Place {
        /// A member of an exam, for the first time or with other data than before.
        EXAM,
        /// The same data again: all that is to be said of it is said or under way.
        REPEATED,
        /// A report, key object note or presentation state: it accompanies exams, and never opens or
        /// prolongs one.
        ACCOMPANYING,
        /// Taken back before it came, by a rejection note or with a discontinued step: a member of no exam.
        WITHDRAWN
    }
}
