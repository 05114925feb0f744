// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.engine.Analysis.Kind;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.fleet.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A receiver whose models stay loaded until it is told the end. What follows from that end for the model comes
/// after the answer.
final class Served implements Receiver {
    private final ActiveModel model;
    private final List<ActiveModel.Lease> leases = new ArrayList<>();
    private final Receiver receiver;
    private final Fleet fleet;
    private final Consumer<Analysis> afterwards;
    private volatile ActiveModel ran;

    Served(ActiveModel model, ActiveModel.Lease lease, Receiver receiver, Fleet fleet,
            Consumer<Analysis> afterwards) {
        this.model = model;
        this.leases.add(lease);
        this.ran = model;
        this.receiver = receiver;
        this.fleet = fleet;
        this.afterwards = afterwards;
    }

    /// Keeps another model loaded too; to be asked before the end can come.
    ///
    /// @return false when it is gone
    boolean holds(ActiveModel other) {
        var lease = other.lease();
        lease.ifPresent(leases::add);
        return lease.isPresent();
    }

    /// The model that answers: the end is its success or failure.
    void runs(ActiveModel which) {
        ran = which;
    }

    @Override
    public void deadlinePassed() {
        receiver.deadlinePassed();
    }

    @Override
    public void ended(Analysis analysis, boolean late) {
        try {
            receiver.ended(analysis, late);
        } finally {
            leases.forEach(ActiveModel.Lease::close);
            switch (analysis) {
                case Analysis.Completed _ -> fleet.ended(ran, false);
                case Analysis.Failed(var kind, _) when kind == Kind.INTERNAL -> fleet.ended(ran, true);
                case Analysis.Failed(var kind, var detail) when kind == Kind.OUT_OF_MEMORY ->
                        fleet.turnOff(ran, detail);
                case Analysis.Failed _, Analysis.Refused _, Analysis.Dropped _, Analysis.Unreadable _,
                        Analysis.TurnedAway _ -> {}
            }
            if (ran == model) {
                afterwards.accept(analysis);
            }
        }
    }
}
