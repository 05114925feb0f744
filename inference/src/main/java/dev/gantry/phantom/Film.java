// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.phantom;

import dev.gantry.model.ModelId;

/// One picture that a generator made: grey, 0 is black, row by row.
///
/// @param by      the package that made it
/// @param seed    what its noise came from
/// @param samples of [#BITS] bits; never changed, and whoever holds it shares it
public record Film(ModelId by, String kind, long seed, int rows, int columns, short[] samples) {
    /// Of each sample.
    public static final int BITS = 12;
}
