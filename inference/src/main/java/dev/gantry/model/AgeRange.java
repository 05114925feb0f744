// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.util.Optional;
import java.util.regex.Pattern;

/// A population by age, both ends included and counted in completed units: up to `5Y` holds until the sixth
/// birthday.
public record AgeRange(Bound from, Bound to) {

    /// @param unit `D`, `W`, `M` or `Y`, as in the VR AS (PS3.5 6.2)
    public record Bound(int count, char unit) {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,3})([DWMY])");

        /// @throws IllegalArgumentException when the text is not like `18M`
        public static Bound of(String text) {
            var parts = TEXT.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("an age is a number and D, W, M or Y, not '" + text + "'");
            }
            return new Bound(Integer.parseInt(parts.group(1)), parts.group(2).charAt(0));
        }

        @Override
        public String toString() {
            return count + "" + unit;
        }
    }

    /// Why an age does not lie inside for certain; empty when it does.
    Optional<String> objection(Optional<Age> age) {
        if (age.isEmpty()) {
            return Optional.of("age unknown, model is for " + this);
        }
        var known = age.get();
        boolean inside = known.atLeast(from.unit()) >= from.count() && known.atMost(to.unit()) <= to.count();
        return inside ? Optional.empty() : Optional.of("age outside " + this);
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
