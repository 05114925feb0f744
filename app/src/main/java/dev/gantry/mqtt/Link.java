// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.util.List;
import java.util.OptionalLong;

/// Where a connection that is always wanted stands. One function says what follows from what; it knows no socket, no
/// clock and no thread. Times are those of a clock that nobody sets, in nanoseconds.
public sealed interface Link {
    /// @param failures attempts or short connections in a row
    record Down(long retryAtNanos, int failures) implements Link {}

    record Trying(long sinceNanos, int failures) implements Link {}

    record Up(long sinceNanos, int failures) implements Link {}

    /// What happens to a link.
    sealed interface Event {
        long nowNanos();

        /// Time went by.
        ///
        /// @param owedSinceNanos when the oldest was sent that the broker has not answered
        /// @param chance         0 to 1, for the pause that may follow
        record Tick(long nowNanos, OptionalLong owedSinceNanos, double chance) implements Event {}

        record Opened(long nowNanos) implements Event {}

        /// @param chance 0 to 1, for the pause that follows
        record Lost(long nowNanos, double chance) implements Event {}
    }

    /// What is to be done.
    enum Effect {
        /// A connection is to be opened.
        OPEN,
        /// The connection, whatever there is of it, is to be dropped.
        DROP
    }

    record Step(Link next, List<Effect> effects) {}

    static Link start(long nowNanos) {
        return new Down(nowNanos, 0);
    }

    /// What follows from `event`.
    static Step step(Link link, Event event, Pace pace) {
        return switch (link) {
            case Down down -> switch (event) {
                case Event.Tick(long now, _, _) when now - down.retryAtNanos >= 0 ->
                    new Step(new Trying(now, down.failures), List.of(Effect.OPEN));
                case Event.Tick _, Event.Opened _, Event.Lost _ -> stay(link);
            };
            case Trying(long since, int failures) -> switch (event) {
                case Event.Tick(long now, _, double chance) when now - since > pace.answerLimit().toNanos() ->
                    fall(now, failures, pace, chance);
                case Event.Opened(long now) -> stay(new Up(now, failures));
                case Event.Lost(long now, double chance) -> fall(now, failures, pace, chance);
                case Event.Tick _ -> stay(link);
            };
            case Up(long since, int failures) -> switch (event) {
                case Event.Tick(long now, var owed, double chance)
                        when owed.isPresent() && now - owed.getAsLong() > pace.answerLimit().toNanos() ->
                    fall(now, 0, pace, chance);
                case Event.Lost(long now, double chance) ->
                    fall(now, now - since > pace.stable().toNanos() ? 0 : failures, pace, chance);
                case Event.Tick _, Event.Opened _ -> stay(link);
            };
        };
    }

    private static Step stay(Link next) {
        return new Step(next, List.of());
    }

    private static Step fall(long now, int failures, Pace pace, double chance) {
        return new Step(new Down(now + pace.pause(failures, chance).toNanos(), failures + 1), List.of(Effect.DROP));
    }
}
