// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.config.AlertSettings;
import java.util.Map;
import java.util.UUID;

/// A message that an escalation wants to be sent.
///
/// @param kind     repeat or second topic
/// @param tail     the end of its topic
/// @param carried  the revision whose payload it is
/// @param openings the alerts for which it counts, each with its [Case#opening]
record Sending(
        AlertSettings.Step kind, String study, String tail, Told carried,
        Map<UUID, Integer> openings) {
    Sending {
        openings = Map.copyOf(openings);
    }
}
