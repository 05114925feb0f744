// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import dev.gantry.label.Labelled.Case;

/// What a report says beside the figures.
///
/// @param made      date, `2026-11-21`
/// @param software  name and version of what made it
/// @param labels    how the set was labelled, in words
/// @param seed      of the drawn intervals
/// @param nameFiles whether file names stand in the report; otherwise cases have numbers, and only `cases.csv`
///                  says which file has which
public record Facts(String made, String software, String labels, long seed, boolean nameFiles) {
    /// What a case is called.
    ///
    /// @param number place among the cases, from 0
    String name(int number, Case one) {
        return nameFiles ? one.name() : "case " + (number + 1);
    }
}
