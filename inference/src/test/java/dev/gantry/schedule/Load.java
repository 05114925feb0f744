// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Simulation.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Poisson arrivals: jobs that know nothing of each other.
///
/// @param times   the offered work over what the device can do
/// @param spread  of service times, as the standard deviation of their logarithm
record Load(double times, double spread, Late late) {
    static final Duration SERVICE = Duration.ofMillis(10);
    static final Duration STAT_BUDGET = SERVICE.multipliedBy(7);
    static final Duration URGENT_BUDGET = SERVICE.multipliedBy(15);
    static final Duration ROUTINE_BUDGET = SERVICE.multipliedBy(50);

    private static final double STAT = 0.1;
    private static final double URGENT = 0.3;

    /// One in ten is STAT, three in ten are urgent.
    List<Arrival> arrivals(int count, long seed) {
        var random = new Random(seed);
        var arrivals = new ArrayList<Arrival>();
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += -Math.log(1 - random.nextDouble()) * SERVICE.toNanos() / times;
            double dice = random.nextDouble();
            double service = SERVICE.toNanos() * Math.exp(spread * random.nextGaussian() - spread * spread / 2);
            var severity = dice < STAT ? Severity.STAT : dice < STAT + URGENT ? Severity.URGENT : Severity.ROUTINE;
            arrivals.add(new Arrival((long) at, severity, budget(severity), late, (long) service));
        }
        return arrivals;
    }

    static Duration budget(Severity severity) {
        return switch (severity) {
            case STAT -> STAT_BUDGET;
            case URGENT -> URGENT_BUDGET;
            case ROUTINE -> ROUTINE_BUDGET;
        };
    }
}
