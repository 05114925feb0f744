// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How far Gantry's answers are from torch's: the largest of each kind.
final class Difference {
    private static final double NOTHING = 1e-9;

    private final Map<Of, Double> largest = new EnumMap<>(Of.class);

    /// What may differ, and by how much at most: sums of floats in another order, and samples resized in float.
    enum Of {
        PROBABILITY("in probability", 0.005),
        EDGE("px of an edge", 0.5),
        SIZE("of a size", 0.01),
        VALUE("of a measured value", 0.01),
        GREY("of grey 0 to 1", 0.005),
        SLICE("slices off", 0),
        ALONE("boxes or shapes without a partner", 0);

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

    /// Without what must be 0 and is.
    @Override
    public String toString() {
        return largest.entrySet().stream()
                .filter(each -> each.getKey().limit > 0 || each.getValue() > 0)
                .map(each -> number(each.getValue()) + " " + each.getKey().words)
                .collect(Collectors.joining(", "));
    }

    private static String number(double difference) {
        return difference < NOTHING ? "0" : String.format(Locale.ROOT, "%.1e", difference);
    }
}
