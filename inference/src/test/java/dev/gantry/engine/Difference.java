// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How far Gantry's answers are from torch's: the largest of each kind.
final class Difference {
    private final Map<Of, Double> largest = new EnumMap<>(Of.class);

    /// What may differ, and by how much at most: float sums in another order, and samples resized in float.
    enum Of {
        PROBABILITY("in probability", 0.005);

        private final String words;
        private final double limit;

        Of(String words, double limit) {
            this.words = words;
            this.limit = limit;
        }
    }

    void add(Of what, double difference) {
        largest.merge(what, Math.abs(difference), Math::max);
    }

    /// Something was compared, and nothing is over its limit.
    boolean small() {
        return !largest.isEmpty()
                && largest.entrySet().stream().allMatch(each -> each.getValue() <= each.getKey().limit);
    }

    @Override
    public String toString() {
        return largest.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%.1e %s", each.getValue(), each.getKey().words))
                .collect(Collectors.joining(", "));
    }
}
