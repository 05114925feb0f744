// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.util.Set;

/// How an object relates to the objects of the same SOP Instance UID that came before it.
///
/// An instance should come once (PS3.5 9); scanners, archives and people send it again all the same. Ids are those of
/// [StoredObject#id], of the last object of the same instance that was told, whether its file is still there or not.
public sealed interface Kinship {

    /// No object of this instance is known.
    record First() implements Kinship {}

    /// The same data as the object `id`, whose file has made room since. It is stored again, as its sender was told
    /// that it is; what was said of the former stands, so nothing is analysed twice. A repeat of an object whose file
    /// is still there is not told at all.
    record Repeats(String id) implements Kinship {}

    /// The same patient, study and accession, but other data: what was said of the former is out of date.
    record Replaces(String id) implements Kinship {}

    /// Another patient, study or accession. What was said of the former is said of the wrong one.
    ///
    /// @param formerStudy Study Instance UID of the former; its SOP Instance UID when it names no study
    /// @param changed     what differs, at least one
    record Corrects(String id, String formerStudy, Set<Part> changed) implements Kinship {
        public Corrects {
            changed = Set.copyOf(changed);
        }
    }

    /// What an object says it belongs to.
    enum Part {
        /// Patient ID (0010,0020) with its issuer (0010,0021).
        PATIENT,
        /// Study Instance UID (0020,000D).
        STUDY,
        /// Accession Number (0008,0050).
        ACCESSION
    }
}
