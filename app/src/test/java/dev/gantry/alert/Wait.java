// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits that end.
final class Wait {
    private Wait() {}

    static void until(Duration limit, String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within %d s: %s".formatted(limit.toSeconds(), what));
            }
            Thread.sleep(5);
        }
    }
}
