// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

/// A sequential test of whether events became more, or less, frequent: the Bernoulli CUSUM (Page, Biometrika 1954;
/// Steiner, Cook, Farewell and Treasure, Biostatistics 2000, for odds ratios).
///
/// The score goes up by the log-likelihood ratio of each trial and never falls below 0. While the rate is as expected
/// it takes at least `e^limit` trials on average until the score reaches `limit` (Lorden, Annals of Mathematical
/// Statistics 1971), whatever the rate.
final class RateChart {
    /// @param score  evidence, in nats
    /// @param trials from when the score was last 0 to the alarm
    /// @param events among them
    record State(double score, int trials, int events, boolean alarm) {
        static final State CALM = new State(0, 0, 0, false);
    }

    private final double onEvent;
    private final double onNone;
    private final double limit;
    private State state;

    /// @param expected rate, more than 0 and less than 1
    /// @param odds     the change of the odds that is looked for: 2 is doubled, 1/3 a third
    /// @param trials   between two false alarms, on average at least
    RateChart(double expected, double odds, double trials, State state) {
        if (!(expected > 0 && expected < 1)) {
            throw new IllegalArgumentException("rate chart: expected must be between 0 and 1, was " + expected);
        }
        double mixed = Math.log(1 - expected + odds * expected);
        this.onEvent = Math.log(odds) - mixed;
        this.onNone = -mixed;
        this.limit = Math.log(trials);
        this.state = state;
    }

    State state() {
        return state;
    }

    boolean alarm() {
        return state.alarm();
    }

    /// An alarm lasts until the evidence is used up by trials that are as expected.
    void trial(boolean event) {
        double score = Math.min(limit, state.score() + (event ? onEvent : onNone));
        if (score <= 0) {
            state = State.CALM;
            return;
        }
        int one = state.alarm() ? 0 : 1;
        state = new State(score, state.trials() + one, state.events() + (event ? one : 0),
                state.alarm() || score >= limit);
    }
}
