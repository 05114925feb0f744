// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.outcome.Known.Gist;
import dev.gantry.outcome.Outcome.Identity;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Outcome.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The life cycle of outcomes: which revision, if any, an answer becomes.
///
/// ```
/// provisional* -> final (once) -> amended* -> retracted, after which a new answer gets a new id
/// ```
///
/// Confined to its owner; neither clock nor disk in it, and of what was said only what the next decision needs.
public final class Outcomes {
    /// More kinds of what is said than a site has; beyond them each unit remembers its own.
    private static final int MOST_GISTS = 4096;

    private final Map<Unit, Known> knowns = new HashMap<>();
    private final Map<Gist, Gist> gists = new HashMap<>();
    private final Supplier<UUID> ids;

    /// The moment of a decision on both clocks.
    public record Moment(Instant wall, long nanos) {}

    /// @param clockMillis wall-clock milliseconds since 1970, for the ids
    public Outcomes(LongSupplier clockMillis) {
        this(new Uuid7(clockMillis)::next);
    }

    Outcomes(Supplier<UUID> ids) {
        this.ids = ids;
    }

    /// To be asked before [#next] with the same answer: what stands for the answer's unit is taken back when the
    /// answer is of another mode, whatever it says. Each mode has its own topics, and who heard of an id in one
    /// would never hear of it again from the other; what is said next gets a new id.
    ///
    /// @param seq number of the retraction, used only if there is one
    public Optional<TakenBack> leave(Answer answer, long seq, Moment now) {
        var mode = answer.subject().mode();
        return standing(answer.unit())
                .filter(before -> before.gist().heard().mode() != mode)
                .map(before -> takeBack(before, "the pictures now count as mode: " + mode.name().toLowerCase(Locale.ROOT),
                        seq, now));
    }

    /// The next revision for the answer's unit, which stands from now on; empty when it says nothing new:
    ///
    /// - a provisional answer after a final one, or the same provisional one again;
    /// - the same picture again, unless it was not analysed and now is, or is analysed by another model file,
    ///   or is not analysed for another reason. What was analysed is never replaced by a failure to do it
    ///   again.
    ///
    /// @param seq number of the revision, used only if there is one
    public Optional<Standing> next(Answer answer, long seq, Moment now) {
        var before = standing(answer.unit());
        if (before.isPresent() && repeats(before.get(), answer)) {
            return Optional.empty();
        }
        var conclusion = answer.conclusion();
        var work = answer.work();
        var elapsed = Duration.ofNanos(now.nanos() - work.lastByteNanos());
        var outcome = new Outcome(
                identity(before, seq),
                state(before, conclusion.provisional()),
                conclusion.verdict(),
                conclusion.detail(),
                answer.subject(),
                conclusion.model(),
                new Timing(now.wall(), elapsed, work.budget(), work.stages()));
        var heard = before.map(known -> known.gist().heard()).orElseGet(() -> Heard.nobody(answer.subject()));
        var standing = new Standing(answer.unit(), outcome, answer.digest(), work.severity(), heard.and(answer));
        restore(standing.known());
        return Optional.of(standing);
    }

    private Identity identity(Optional<Known> before, long seq) {
        return before.map(Known::identity)
                .map(last -> new Identity(last.id(), last.revision() + 1, seq))
                .orElseGet(() -> new Identity(ids.get(), 1, seq));
    }

    private static State state(Optional<Known> before, boolean provisional) {
        if (provisional) {
            return State.PROVISIONAL;
        }
        return before.filter(known -> !known.provisional()).isPresent() ? State.AMENDED : State.FINAL;
    }

    private static boolean repeats(Known before, Answer answer) {
        var was = before.gist();
        var is = answer.conclusion().verdict();
        boolean open = before.provisional();
        if (open || answer.conclusion().provisional()) {
            boolean same = was.result() == is.result() && was.reason().equals(is.reason());
            return answer.conclusion().provisional() && (!open || same);
        }
        if (!before.digest().equals(answer.digest())) {
            return false;
        }
        if (was.reason().isPresent()) {
            return was.reason().equals(is.reason());
        }
        return is.reason().isPresent() || was.model().equals(answer.conclusion().model());
    }

    /// Takes back what was said of `unit`; empty when nothing was, or it is taken back already.
    ///
    /// @param why one sentence for people, without patient data
    public Optional<TakenBack> retract(Unit unit, String why, long seq, Moment now) {
        return standing(unit).map(before -> takeBack(before, why, seq, now));
    }

    private TakenBack takeBack(Known before, String why, long seq, Moment now) {
        var after = before.takenBack(seq);
        restore(after);
        return new TakenBack(after, before, why, now.wall());
    }

    private Optional<Known> standing(Unit unit) {
        return known(unit).filter(known -> !known.retracted());
    }

    /// What was said last of `unit`, a retraction included.
    public Optional<Known> known(Unit unit) {
        return Optional.ofNullable(knowns.get(unit));
    }

    /// Puts back what was said before a restart.
    public void restore(Known known) {
        var gist = gists.size() < MOST_GISTS
                ? gists.computeIfAbsent(known.gist(), it -> it)
                : gists.getOrDefault(known.gist(), known.gist());
        knowns.put(known.unit(), new Known(known.unit(), known.identity(), known.digest(), gist));
    }

    /// Forgets a unit: its objects, if they came again, would be news.
    public void forget(Unit unit) {
        knowns.remove(unit);
    }
}
