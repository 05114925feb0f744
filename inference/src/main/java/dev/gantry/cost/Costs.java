// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cost;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The learned cost of each model and provider. Kept nowhere: after a start the warm-up time stands in until
/// runs have told better.
public final class Costs {
    /// What a cost is learned for.
    ///
    /// @param model    name and version; where runs of one model differ by much in size, the size too
    /// @param provider that runs it
    public record Key(String model, String provider) {}

    /// More models than a site installs; of more, those that were asked for longest ago start anew.
    private static final int MOST = 256;

    private final Map<Key, Cost> byKey = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Cost> eldest) {
            return size() > MOST;
        }
    };

    /// @param warmUp what a run took before there was work; counts as the first run
    public Cost of(Key key, Duration warmUp) {
        return byKey.computeIfAbsent(key, _ -> new Cost(warmUp.toNanos()));
    }
}
