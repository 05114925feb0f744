// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.mpps.PerformedStep.Code;
import dev.gantry.dicom.mpps.PerformedStep.Origin;
import dev.gantry.dicom.mpps.PerformedStep.Reference;
import dev.gantry.dicom.mpps.PerformedStep.Series;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads what the data sets of performed steps say (PS3.3 C.4.13 to C.4.15). Pure.
final class Told {
    private Told() {}

    static Optional<Status> status(DataSet set) {
        return set.text(Tag.PERFORMED_STEP_STATUS).flatMap(Status::of);
    }

    static Origin origin(DataSet set) {
        return new Origin(
                set.text(Tag.PERFORMED_STATION_AE_TITLE).orElse(""),
                set.text(Tag.MODALITY).orElse(""),
                studies(set));
    }

    static List<String> studies(DataSet set) {
        return set.items(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE).stream()
                .flatMap(item -> item.text(Tag.STUDY_INSTANCE_UID).stream())
                .distinct()
                .toList();
    }

    /// Items without a series UID say nothing.
    static List<Series> series(DataSet set) {
        return set.items(Tag.PERFORMED_SERIES_SEQUENCE).stream()
                .flatMap(item -> item.text(Tag.SERIES_INSTANCE_UID).stream().map(uid -> new Series(uid,
                        Stream.of(Tag.REFERENCED_IMAGE_SEQUENCE, Tag.REFERENCED_NON_IMAGE_SEQUENCE)
                                .flatMap(sequence -> item.items(sequence).stream())
                                .flatMap(Told::reference)
                                .toList())))
                .toList();
    }

    private static Stream<Reference> reference(DataSet item) {
        return item.text(Tag.REFERENCED_SOP_INSTANCE_UID).stream()
                .map(uid -> new Reference(item.text(Tag.REFERENCED_SOP_CLASS_UID).orElse(""), uid));
    }

    static Optional<Code> discontinuation(DataSet set) {
        return set.items(Tag.DISCONTINUATION_REASON_SEQUENCE).stream()
                .flatMap(item -> item.text(Tag.CODE_VALUE).stream().map(value -> new Code(value,
                        item.text(Tag.CODING_SCHEME_DESIGNATOR).orElse(""),
                        item.text(Tag.CODE_MEANING).orElse(""))))
                .findFirst();
    }

    /// Whether it says when the step ended.
    static boolean end(DataSet set) {
        return set.text(Tag.PERFORMED_STEP_END_DATE).isPresent() && set.text(Tag.PERFORMED_STEP_END_TIME).isPresent();
    }
}
