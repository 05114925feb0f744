// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// The lane itself, without its threads.
final class Still implements Simulation.Server {
    private final Lane lane;

    Still(Lane.Device device, int capacity, LongSupplier nanoClock) {
        this.lane = Lane.still(device, capacity, nanoClock);
    }

    @Override
    public Admission submit(Job job, Urgency urgency) {
        return lane.submit(job, urgency);
    }

    @Override
    public boolean workOnce() {
        return lane.workOnce();
    }

    @Override
    public void watchOnce() {
        lane.watchOnce();
    }

    @Override
    public OptionalLong dueAtNanos() {
        return lane.dueAtNanos();
    }
}
