// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The decisions about all models.
///
/// @param serial grows by one with each change
public record Choices(long serial, Map<String, Choice> byName) {
    public Choices {
        byName = Map.copyOf(byName);
    }

    public Choice of(String name) {
        return byName.getOrDefault(name, Choice.NONE);
    }

    public Choices with(String name, UnaryOperator<Choice> change) {
        var changed = new TreeMap<>(byName);
        changed.put(name, change.apply(of(name)));
        return new Choices(serial, changed);
    }
}
