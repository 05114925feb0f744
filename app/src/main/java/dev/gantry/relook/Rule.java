// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.relook;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Known;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Outcomes.Moment;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// When the answer of a second look may take the place of what stands: only when it is about the same pictures, in the
/// same mode, and nobody took back what was said of them.
final class Rule {
    private Rule() {}

    /// Why what stands stays; empty when the answer may be said.
    ///
    /// @param mode in which the exam was answered
    /// @param gone instances of the exam whose files are gone
    static Optional<String> against(Optional<Known> stands, Answer answer, Mode mode, int gone) {
        var was = stands.map(known -> known.gist().heard().mode()).orElse(mode);
        if (was != answer.subject().mode()) {
            return Optional.of("it was said in mode %s, and would be in mode %s now".formatted(word(was),
                    word(answer.subject().mode())));
        }
        if (stands.isEmpty()) {
            boolean ofOneImage = answer.subject().exam().instance().isPresent();
            return gone == 0 || ofOneImage ? Optional.empty()
                    : Optional.of("%d of the exam's images are not kept any more".formatted(gone));
        }
        if (stands.get().retracted()) {
            return Optional.of("what was said was taken back, and stays so");
        }
        return stands.get().digest().equals(answer.digest()) ? Optional.empty()
                : Optional.of("it was said of other images than are kept now");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// Whether the outbox would make a revision of it.
    static boolean news(Optional<Known> stands, Answer answer) {
        var outcomes = new Outcomes(() -> 0);
        stands.ifPresent(outcomes::restore);
        return outcomes.next(answer, 1, new Moment(Instant.EPOCH, answer.work().lastByteNanos())).isPresent();
    }
}
