// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Who it is, in clear, as far as the site's privacy level says so. Its text shows nothing of it: it may end in a log.
///
/// @param accession from level `accession` on, if the image has a number
/// @param uids      from level `uids` on
/// @param patient   at level `demographics`
public record Identifiers(Optional<Accession> accession, Optional<Uids> uids, Optional<Patient> patient) {

    /// @param number accession number (0008,0050)
    /// @param issuer who issued it (0008,0051), if the image says so
    public record Accession(String number, Optional<String> issuer) {
        @Override
        public String toString() {
            return "Accession[hidden]";
        }
    }

    /// @param study    Study Instance UID (0020,000D)
    /// @param series   Series Instance UIDs (0020,000E) of the series used
    /// @param instance SOP Instance UID (0008,0018), when the unit is one image
    public record Uids(String study, List<String> series, Optional<String> instance) {
        public Uids {
            series = List.copyOf(series);
        }

        @Override
        public String toString() {
            return "Uids[hidden]";
        }
    }

    /// @param id        Patient ID (0010,0020)
    /// @param issuer    Issuer of Patient ID (0010,0021)
    /// @param name      Patient's Name (0010,0010) as DICOM writes it, parts joined by `^`
    /// @param birthDate Patient's Birth Date (0010,0030)
    /// @param sex       Patient's Sex (0010,0040): `M`, `F` or `O`
    public record Patient(
            Optional<String> id,
            Optional<String> issuer,
            Optional<String> name,
            Optional<LocalDate> birthDate,
            Optional<String> sex) {
        @Override
        public String toString() {
            return "Patient[hidden]";
        }
    }
}
