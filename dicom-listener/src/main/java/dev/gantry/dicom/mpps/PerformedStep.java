// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a scanner says it does or did: a modality performed procedure step (PS3.4 F.7, PS3.3 C.4.13 to C.4.15).
///
/// It holds no patient data. Everything but the instance UID is as the scanner wrote it: a UID in it is text,
/// the references may be incomplete until the status is final, and may name objects that never arrive.
///
/// @param sopInstanceUid  identifies the step
/// @param series          what was acquired so far; complete once the status is final
/// @param discontinuation why it was given up, when the scanner says so (PS3.16 CID 9300); only with
///                        [Status#DISCONTINUED]
public record PerformedStep(
        String sopInstanceUid, Status status, Origin origin, List<Series> series, Optional<Code> discontinuation) {
    public PerformedStep {
        series = List.copyOf(series);
    }

    /// (0040,0252). A final status is never left again.
    public enum Status {
        IN_PROGRESS("IN PROGRESS"),
        COMPLETED("COMPLETED"),
        DISCONTINUED("DISCONTINUED");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /// As the standard writes it.
        public String text() {
            return text;
        }

        public boolean ended() {
            return this != IN_PROGRESS;
        }

        static Optional<Status> of(String text) {
            return Stream.of(values()).filter(status -> status.text.equals(text)).findFirst();
        }
    }

    /// Where it is performed, and for which studies.
    ///
    /// @param stationAeTitle    (0040,0241): the title the station calls itself, often but not always the one it
    ///                          calls from
    /// @param modality          (0008,0060)
    /// @param studyInstanceUids of its scheduled steps (0040,0270), at least one, each once
    public record Origin(String stationAeTitle, String modality, List<String> studyInstanceUids) {
        public Origin {
            studyInstanceUids = List.copyOf(studyInstanceUids);
        }
    }

    /// One performed series (0040,0340).
    ///
    /// @param instances its images (0008,1140), then its other objects (0040,0220)
    public record Series(String seriesInstanceUid, List<Reference> instances) {
        public Series {
            instances = List.copyOf(instances);
        }
    }

    /// An object the scanner says it made.
    public record Reference(String sopClassUid, String sopInstanceUid) {}

    /// A coded concept (PS3.3 8.8): what it means is `value` within `scheme`, such as 110514 in DCM.
    public record Code(String value, String scheme, String meaning) {}

    /// The objects of all series, in order.
    public List<Reference> instances() {
        return series.stream().flatMap(each -> each.instances().stream()).toList();
    }
}
