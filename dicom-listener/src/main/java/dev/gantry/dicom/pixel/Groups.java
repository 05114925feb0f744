// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.util.Optional;

/// Where the attributes of one frame stand: in the functional groups of an enhanced object, its own before
/// the shared ones (PS3.3 C.7.6.16), else at the outermost level.
record Groups(DataSet header, int frame) {

    /// The set that holds what the functional group `sequence` is about.
    DataSet about(int sequence) {
        var own = header.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        return (frame < own.size() ? first(own.get(frame), sequence) : Optional.<DataSet>empty())
                .or(() -> header.items(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).stream()
                        .findFirst()
                        .flatMap(shared -> first(shared, sequence)))
                .orElse(header);
    }

    Optional<String> defect() {
        return header.element(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE).isPresent()
                        && header.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE).size() <= frame
                ? Optional.of("the functional groups of frame " + frame + " are missing")
                : Optional.empty();
    }

    private static Optional<DataSet> first(DataSet group, int sequence) {
        return group.items(sequence).stream().findFirst();
    }
}
