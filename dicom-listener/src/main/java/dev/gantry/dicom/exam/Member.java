// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import io.vertx.core.Future;
import java.util.Optional;

/// One object of an exam, without its bytes and without its header.
///
/// @param id             the spool's name for it
/// @param series         Series Instance UID; its own SOP Instance UID when it names none
/// @param fingerprint    of its data set, as the spool took it
/// @param retakes        SOP Instance UID of an earlier image of the same series, place and number. Both
///                       stay: a repeated image never downgrades, only a rejection note takes one away
/// @param label          what the caller gave with it
/// @param kept           whether the spool holds it
public record Member(
        String id,
        String sopInstanceUid,
        String series,
        String fingerprint,
        Optional<String> retakes,
        Label label,
        Future<Void> kept) {

    /// What the caller knows of an object and wants back when its exam is complete.
    ///
    /// @param answered models answer for this object by itself
    /// @param test     it is a phantom, quality control or a replay
    public record Label(boolean answered, boolean test) {}

    Member retaking(String earlier) {
        return new Member(id, sopInstanceUid, series, fingerprint, Optional.of(earlier), label, kept);
    }

    Member unmarked() {
        return new Member(id, sopInstanceUid, series, fingerprint, Optional.empty(), label, kept);
    }
}
