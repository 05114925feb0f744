// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.commission.Commission;
import dev.gantry.commission.Site;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.handshake.Handshakes;
import dev.gantry.http.Door;
import dev.gantry.ops.Ops;
import dev.gantry.outbox.Outbox;
import dev.gantry.tail.Tail;
import dev.gantry.trail.Act;
import dev.gantry.trail.Trail;
import dev.gantry.trend.Trend;
import dev.gantry.web.Vitals;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What engineers see of the appliance: who calls, how it does, what it logs; and the pages that show it.
final class Observation {
    private final Trend trend = new Trend();
    private final Handshakes handshakes = new Handshakes(Clock.systemUTC());
    private final Tail tail;
    private final Consumer<Act> acts;

    /// Remembers what is logged and said from now on.
    ///
    /// @param trail hears what engineers change
    Observation(Outbox outbox, Optional<Trail> trail, Parts parts) {
        acts = trail.<Consumer<Act>>map(it -> it::acted).orElse(_ -> {});
        tail = parts.add("tail", Tail.begin(), Tail::close);
        outbox.listen(entry -> trend.said(entry.standing().last()));
    }

    /// The same storage, timed.
    Storage observed(Storage storage) {
        return trend.observed(storage);
    }

    /// The same service, overheard.
    AssociationService overheard(AssociationService service) {
        return handshakes.overheard(service);
    }

    /// Adds the pages to the door.
    ///
    /// @param steering without it there is nothing to set up: the settings come from no file
    void show(Door door, Supplier<Vitals> vitals, Optional<Steering> steering, Commissioned what, Parts parts) {
        parts.add("ops", new Ops(trend, tail, vitals, Clock.systemUTC()), Ops::close).addTo(door);
        steering.ifPresent(it -> parts.add("commission", new Commission(site(it, what)), Commission::close).addTo(door));
        handshakes.follow(what.scanners().access());
    }

    private Site site(Steering steering, Commissioned what) {
        return new Site(steering.live(), what.appliance().mode(), () -> steering.reload().apply(what.appliance()::take),
                "gantry " + Appliance.VERSION,
                new Site.Scanners(what.scanners().access(), handshakes, what.vertx()), acts);
    }

    record Commissioned(Appliance appliance, ScannerSide scanners, Vertx vertx) {}
}
