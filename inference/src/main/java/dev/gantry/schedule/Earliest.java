// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.util.OptionalLong;

/// The first of the moments it is offered, on a clock that may wrap.
final class Earliest {
    private OptionalLong nanos = OptionalLong.empty();

    void offer(long atNanos) {
        if (nanos.isEmpty() || atNanos - nanos.getAsLong() < 0) {
            nanos = OptionalLong.of(atNanos);
        }
    }

    OptionalLong nanos() {
        return nanos;
    }
}
