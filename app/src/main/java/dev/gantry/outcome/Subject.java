// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.config.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an answer is about and how it came here: pseudonyms, and no patient data unless the site opted in.
public record Subject(Mode mode, Exam exam, Arrival arrival) {
    /// Images that were older than this when they came are late.
    public static final Duration LATE = Duration.ofMinutes(30);

    /// Images that were older than this when they came alert nobody.
    public static final Duration STALE = Duration.ofHours(24);

    /// @param study     pseudonym of the Study Instance UID
    /// @param accession pseudonym of the accession number, if there is one
    /// @param keyId     names the key of the pseudonyms
    /// @param scanner   calling AE title of the sender
    /// @param modality  DICOM modality (0008,0060); `OT` when unknown
    /// @param series    pseudonyms of the series used
    /// @param instance  pseudonym of the image, when the unit is one image
    /// @param identifiers in clear; empty unless the site's privacy level says otherwise
    public record Exam(
            String study,
            Optional<String> accession,
            String keyId,
            String scanner,
            String modality,
            List<String> series,
            Optional<String> instance,
            Optional<Identifiers> identifiers) {
        public Exam {
            series = List.copyOf(series);
        }

        /// Nothing in clear.
        public Exam(
                String study,
                Optional<String> accession,
                String keyId,
                String scanner,
                String modality,
                List<String> series,
                Optional<String> instance) {
            this(study, accession, keyId, scanner, modality, series, instance, Optional.empty());
        }
    }

    /// @param acquired when the picture was taken, if the header says so
    /// @param received wall-clock time of the unit's last byte
    /// @param replayed read back from the spool after a restart
    public record Arrival(Optional<Acquired> acquired, Instant received, boolean replayed) {
        /// From acquisition to receipt; negative when the scanner's clock is ahead.
        public Optional<Duration> age() {
            return acquired.map(taken -> Duration.between(taken.time(), received));
        }

        /// False when the age is not known.
        public boolean late() {
            return age().filter(age -> age.compareTo(LATE) > 0).isPresent();
        }

        /// Too old to alert; false when the age is not known.
        public boolean stale() {
            return age().filter(age -> age.compareTo(STALE) > 0).isPresent();
        }
    }

    /// @param time        in UTC, already corrected by `clockOffset`
    /// @param source      attribute it comes from, such as `acquisition-datetime`
    /// @param clockOffset scanner's clock minus ours, if it was measured
    public record Acquired(Instant time, String source, Optional<Duration> clockOffset) {}
}
