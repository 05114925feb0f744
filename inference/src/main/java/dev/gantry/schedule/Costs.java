// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.util.LinkedHashMap;
import java.util.Map;

/// The learned cost of each model and provider. Kept nowhere: after a start the warm-up time stands in until
/// runs have told better.
final class Costs {
    /// More models than a site installs; of more, those that were asked for longest ago start anew.
    private static final int MOST = 256;

    private final Map<Rung.Key, Cost> byKey = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Rung.Key, Cost> eldest) {
            return size() > MOST;
        }
    };

    Cost of(Rung rung) {
        return rung.key().equals(Rung.PLAIN.key())
                ? Cost.UNKNOWN
                : byKey.computeIfAbsent(rung.key(), _ -> new Cost(rung.warmUp().toNanos()));
    }
}
