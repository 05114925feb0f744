// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What one model says of one unit. [Negative] answers one question; nowhere is it called normal.
public sealed interface Verdict {
    /// @param findings all of the model's labels, at least one of them flagged
    record Positive(List<Finding> findings) implements Verdict {
        public Positive {
            findings = List.copyOf(findings);
            if (findings.stream().noneMatch(Finding::flagged)) {
                throw new IllegalArgumentException("a positive verdict needs a flagged finding");
            }
        }
    }

    /// @param findings all of the model's labels, none of them flagged
    record Negative(List<Finding> findings) implements Verdict {
        public Negative {
            findings = List.copyOf(findings);
            if (findings.stream().anyMatch(Finding::flagged)) {
                throw new IllegalArgumentException("a negative verdict has no flagged finding");
            }
        }
    }

    record NotAnalysed(Reason why) implements Verdict {}

    /// The words of the payload's `result`.
    enum Result {
        POSITIVE,
        NEGATIVE,
        NOT_ANALYSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Positive if one of `findings` is flagged, negative if none is.
    static Verdict of(List<Finding> findings) {
        return findings.stream().anyMatch(Finding::flagged) ? new Positive(findings) : new Negative(findings);
    }

    default Result result() {
        return switch (this) {
            case Positive _ -> Result.POSITIVE;
            case Negative _ -> Result.NEGATIVE;
            case NotAnalysed _ -> Result.NOT_ANALYSED;
        };
    }

    default List<Finding> findings() {
        return switch (this) {
            case Positive(var findings) -> findings;
            case Negative(var findings) -> findings;
            case NotAnalysed _ -> List.of();
        };
    }

    /// Empty when it was analysed.
    default Optional<Reason> reason() {
        return this instanceof NotAnalysed(var why) ? Optional.of(why) : Optional.empty();
    }
}
