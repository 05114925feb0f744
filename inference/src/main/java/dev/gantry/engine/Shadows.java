// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.fleet.ActiveModel;
import dev.gantry.fleet.Fleet;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.preprocess.Picture;
import dev.gantry.schedule.Admission;
import dev.gantry.schedule.Deadline;
import dev.gantry.schedule.Lane;
import dev.gantry.schedule.Urgency;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Lets shadow versions look at what the active ones have answered, one picture at a time and only while nothing
/// else wants the device: new work stops them.
final class Shadows {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Fleet fleet;
    private final Lane lane;
    private final LongSupplier nanoClock;
    private Optional<ShadowJob> current = Optional.empty();

    Shadows(Fleet fleet, Lane lane, LongSupplier nanoClock) {
        this.fleet = fleet;
        this.lane = lane;
        this.nanoClock = nanoClock;
    }

    /// The active version has answered.
    void after(ActiveModel active, Glimpse glimpse, Analysis analysis) {
        if (analysis instanceof Analysis.Completed completed) {
            fleet.shadowOf(active).ifPresent(shadow -> glimpse.seen().ifPresent(
                    picture -> look(shadow, picture, completed)));
        }
    }

    private void look(ActiveModel shadow, Picture picture, Analysis.Completed answer) {
        var lease = shadow.lease();
        if (lease.isEmpty()) {
            return;
        }
        var job = new ShadowJob(shadow, lease.get(), picture, answer, this);
        boolean free = claim(job) && lane.waiting() == 0;
        if (!free || lane.submit(job, urgency(shadow)) != Admission.ACCEPTED) {
            job.skip();
        }
    }

    private Urgency urgency(ActiveModel shadow) {
        var budget = shadow.manifest().service().budget();
        return Urgency.of(Deadline.after(PATIENCE, nanoClock.getAsLong()), Severity.ROUTINE, Late.DROP, budget);
    }

    private synchronized boolean claim(ShadowJob job) {
        if (current.isPresent()) {
            return false;
        }
        current = Optional.of(job);
        return true;
    }

    /// A job is over, however it ended.
    synchronized void over(ShadowJob job) {
        current = current.filter(it -> it != job);
    }

    /// Stops the shadow that runs or waits: there is work.
    synchronized void giveWay() {
        current.ifPresent(ShadowJob::stop);
    }

    /// @param failed it gave no result
    void ended(ActiveModel shadow, boolean failed) {
        fleet.ended(shadow, failed);
    }

    void outOfMemory(ActiveModel shadow, String detail) {
        fleet.turnOff(shadow, "out of memory: " + detail);
    }

    /// Notes that the shadow runs, so that one which takes the process down is not asked again for ever.
    Optional<Runnable> trial(ActiveModel shadow) {
        return fleet.trial(shadow);
    }
}
