// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import dev.gantry.model.ModelId.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the running appliance makes of the packages, for `gantry model list`.
///
/// @param serial of the choices that it has acted on
public record Report(long pid, Instant at, long serial, List<Line> lines) {
    public Report {
        lines = List.copyOf(lines);
    }

    /// One version.
    ///
    /// @param standing `active`, `shadow`, `reserve`, `standby`, `refused`, `off`
    /// @param why      in words
    /// @param facts    provider, precision, counts of a shadow and such
    public record Line(String id, String standing, String why, Map<String, String> facts) {
        public Line {
            facts = java.util.Collections.unmodifiableMap(new TreeMap<>(facts));
        }
    }

    /// What a version is there for that answers in the place of another.
    public static String reserve(Version of) {
        return "answers where " + of + " would be late";
    }

    public Optional<Line> of(String id) {
        return lines.stream().filter(line -> line.id().equals(id)).findFirst();
    }
}
