// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.outcome.Unit;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to be said of a unit is said in the order in which it was asked for, whichever cause is on disk first and
/// whichever thread learns of it.
///
/// The callbacks of a future are no such order: one that is added while the future completes on another thread runs
/// at once, and those before it wait for that thread.
///
/// Any thread; one unit does not wait for another.
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Map<Unit, Queue<Turn>> lines = new HashMap<>();

    private static final class Turn {
        private final Runnable say;
        private boolean known;
        private boolean meant;
        private boolean begun;

        Turn(Runnable say) {
            this.say = say;
        }
    }

    /// @param say runs once `cause` succeeded and whatever was asked for before of this unit is said or void; never
    ///            if `cause` failed
    void take(Unit unit, Future<Void> cause, Runnable say) {
        var turn = new Turn(say);
        synchronized (lines) {
            lines.computeIfAbsent(unit, _ -> new ArrayDeque<>()).add(turn);
        }
        cause.onComplete(result -> {
            synchronized (lines) {
                turn.known = true;
                turn.meant = result.succeeded();
            }
            go(unit);
        });
    }

    /// A thread that finds another one at work on the unit leaves its turn to that one.
    private void go(Unit unit) {
        for (var turn = begin(unit); turn.isPresent(); turn = begin(unit)) {
            try {
                if (turn.get().meant) {
                    turn.get().say.run();
                }
            } catch (RuntimeException e) {
                LOG.error("an outcome could not be said; its object will be analysed again", e);
            } finally {
                end(unit);
            }
        }
    }

    private Optional<Turn> begin(Unit unit) {
        synchronized (lines) {
            var first = Optional.ofNullable(lines.get(unit)).map(Queue::peek).filter(turn -> turn.known && !turn.begun);
            first.ifPresent(turn -> turn.begun = true);
            return first;
        }
    }

    private void end(Unit unit) {
        synchronized (lines) {
            lines.computeIfPresent(unit, (_, line) -> line.poll() != null && line.isEmpty() ? null : line);
        }
    }
}
