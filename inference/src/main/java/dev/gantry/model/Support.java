// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.util.ArrayList;
import java.util.List;

/// What of all that a manifest may ask for this release can do.
final class Support {
    private Support() {}

    /// One sentence per thing that it cannot do.
    static List<String> missing(Manifest manifest) {
        var missing = new ArrayList<String>();
        var shape = manifest.input().shape();
        if (shape.size() != 4 || shape.getFirst() != 1 || shape.get(1) != 1 && shape.get(1) != 3) {
            missing.add("input shape " + shape + " is not supported, [1, 1 or 3, height, width] is");
        }
        return missing;
    }
}
