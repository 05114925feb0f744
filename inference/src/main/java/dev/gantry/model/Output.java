// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.util.List;
import java.util.Optional;

/// What the graph's outputs mean: one or more heads, each reading one or more of them.
public record Output(List<Head> heads) {
    public Output {
        heads = List.copyOf(heads);
        if (heads.isEmpty()) {
            throw new IllegalArgumentException("an output must have a head");
        }
    }

    public Output(Head head) {
        this(List.of(head));
    }

    /// Of all heads, in their order; no two have the same name.
    public List<Label> labels() {
        return heads.stream().flatMap(head -> head.labels().stream()).toList();
    }

    /// One thing that a head tells of.
    ///
    /// @param reported empty for a class that only takes its share of a softmax, like `other`
    public record Label(String name, Optional<Reported> reported) {}

    /// @param threshold the probability from which the label is positive
    public record Reported(Code code, double threshold) {
        public Reported {
            if (!(threshold > 0 && threshold <= 1)) {
                throw new IllegalArgumentException(
                        "a threshold must be over 0 and at most 1, is " + threshold);
            }
        }
    }

    /// A coded concept (PS3.3 8.8): scheme designator, value and meaning.
    public record Code(String scheme, String value, String meaning) {}
}
