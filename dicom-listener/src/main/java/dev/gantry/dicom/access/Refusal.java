// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import java.time.Instant;

/// Somebody who was refused, or would have been once the appliance is live, and how often.
///
/// @param calling        its AE title; empty where it never came to say it
/// @param called         whom it called; empty likewise
/// @param address        its network address
/// @param implementation the implementation version name it gave last; `-` for none
/// @param letIn          it was let in, as the appliance is not live yet
/// @param first          when it was refused for the first time that is remembered
/// @param last           and for the last time
/// @param count          how often, at least 1
public record Refusal(
        String calling,
        String called,
        String address,
        String implementation,
        Objection objection,
        boolean letIn,
        Instant first,
        Instant last,
        long count) {

    Refusal again(Refusal latest) {
        return new Refusal(calling, called, address, latest.implementation, latest.objection, letIn, first, latest.last,
                count + 1);
    }
}
