// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the rest of the appliance feels, for the status message.
///
/// @param reasons        why it is degraded, one sentence each, without patient data; empty when it is not
/// @param versions       of what runs, such as `gantry`, `java`, `onnxruntime`, `model chest-pneumonia`
/// @param queues         how many wait where; never negative
/// @param hoursUntilFull hours until the spool disk is full, when known
public record Health(
        List<String> reasons,
        Map<String, String> versions,
        Map<String, Integer> queues,
        Optional<Double> hoursUntilFull) {
    public Health {
        reasons = List.copyOf(reasons);
    }
}
