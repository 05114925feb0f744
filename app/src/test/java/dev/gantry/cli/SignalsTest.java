// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.cli.Signals.Asked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SignalsTest {
    private final Signals signals = new Signals();

    @Test
    void wakesForAReloadOnceHoweverOftenItWasAskedForMeanwhile() throws InterruptedException {
        signals.received("SIGHUP");
        signals.received("SIGHUP");

        assertThat(signals.await()).isEqualTo(Asked.RELOAD);
        signals.received("SIGTERM");
        assertThat(signals.await()).isEqualTo(Asked.STOP);
    }

    @Test
    void ratherStopsThanReloadsAndStaysAskedTo() throws InterruptedException {
        signals.received("SIGHUP");
        signals.received("SIGINT");
        signals.received("SIGHUP");

        assertThat(signals.await()).isEqualTo(Asked.STOP);
        assertThat(signals.await()).isEqualTo(Asked.STOP);
    }
}
