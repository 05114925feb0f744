// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.model.Manifest.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Images that will come at a scanner's device: Poisson arrivals, as of patients who know nothing of each other.
///
/// @param times   the work that comes over what the device can do
/// @param service what one analysis takes
record Patients(double times, Duration service) {
    private static final double STAT = 0.1;
    private static final double URGENT = 0.3;

    /// @param afterNanos since the start
    record Arrival(long afterNanos, Severity severity) {}

    /// One in ten is STAT, three in ten are urgent.
    List<Arrival> arrivals(int count, long seed) {
        var random = new Random(seed);
        var arrivals = new ArrayList<Arrival>();
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += -Math.log(1 - random.nextDouble()) * service.toNanos() / times;
            double dice = random.nextDouble();
            arrivals.add(new Arrival((long) at,
                    dice < STAT ? Severity.STAT : dice < STAT + URGENT ? Severity.URGENT : Severity.ROUTINE));
        }
        return arrivals;
    }

    /// Of 7, 15 and 50 analyses.
    Duration budget(Severity severity) {
        return service.multipliedBy(switch (severity) {
            case STAT -> 7;
            case URGENT -> 15;
            case ROUTINE -> 50;
        });
    }
}
