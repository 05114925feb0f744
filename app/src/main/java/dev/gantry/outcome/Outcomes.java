// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.outcome.Outcome.Identity;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Outcome.Timing;
import dev.gantry.outcome.Verdict.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
/// Confined to its owner; neither clock nor disk in it.
public final class Outcomes {
    private final Map<Unit, Standing> standings = new HashMap<>();
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

    /// The next revision for the answer's unit, which stands from now on; empty when it says nothing new:
    ///
    /// - a provisional answer after a final one, or the same provisional one again;
    /// - the same picture again, unless it was not analysed and now is, or is analysed by another model file,
    ///   or is not analysed for another reason. What was analysed is never replaced by a failure to do it
    ///   again.
    ///
    /// @param seq number of the revision, used only if there is one
    public Optional<Standing> next(Answer answer, long seq, Moment now) {
        var before = standing(answer.unit()).filter(standing -> standing.last().state() != State.RETRACTED);
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
        var result = conclusion.verdict().result();
        var standing = new Standing(
                answer.unit(),
                outcome,
                answer.digest(),
                work.severity(),
                result == Result.POSITIVE || before.isPresent() && before.get().wasPositive(),
                result == Result.NOT_ANALYSED && work.severity() == Severity.STAT
                        || before.isPresent() && before.get().wasFailed());
        standings.put(answer.unit(), standing);
        return Optional.of(standing);
    }

    private Identity identity(Optional<Standing> before, long seq) {
        return before.map(standing -> standing.last().identity())
                .map(last -> new Identity(last.id(), last.revision() + 1, seq))
                .orElseGet(() -> new Identity(ids.get(), 1, seq));
    }

    private static State state(Optional<Standing> before, boolean provisional) {
        if (provisional) {
            return State.PROVISIONAL;
        }
        boolean settled = before.filter(standing -> standing.last().state() != State.PROVISIONAL).isPresent();
        return settled ? State.AMENDED : State.FINAL;
    }

    private static boolean repeats(Standing before, Answer answer) {
        var was = before.last().verdict();
        var is = answer.conclusion().verdict();
        boolean open = before.last().state() == State.PROVISIONAL;
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
        return is.reason().isPresent() || before.last().model().equals(answer.conclusion().model());
    }

    /// Takes back what was said of `unit`; empty when nothing was, or it is taken back already.
    ///
    /// The payload repeats the last revision; its `elapsed`, `budget` and stages are those of that one.
    ///
    /// @param why one sentence for people, without patient data
    public Optional<Standing> retract(Unit unit, String why, long seq, Moment now) {
        var before = standing(unit).filter(standing -> standing.last().state() != State.RETRACTED);
        return before.map(standing -> {
            var last = standing.last();
            var timing = last.timing();
            var retracted = new Outcome(
                    identity(before, seq),
                    State.RETRACTED,
                    last.verdict(),
                    Optional.of(why),
                    last.subject(),
                    last.model(),
                    new Timing(now.wall(), timing.elapsed(), timing.budget(), timing.stages()));
            var next = new Standing(
                    unit,
                    retracted,
                    standing.digest(),
                    standing.severity(),
                    standing.wasPositive(),
                    standing.wasFailed());
            standings.put(unit, next);
            return next;
        });
    }

    /// What stands for `unit`, a retraction included.
    public Optional<Standing> standing(Unit unit) {
        return Optional.ofNullable(standings.get(unit));
    }

    /// Puts back what stood before a restart.
    public void restore(Standing standing) {
        standings.put(standing.unit(), standing);
    }

    /// Forgets a unit: its objects, if they came again, would be news.
    public void forget(Unit unit) {
        standings.remove(unit);
    }
}
