// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.engine.Analysis.Kind;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.fleet.Fleet;
import java.util.function.Consumer;

/// A receiver whose model stays loaded until it is told the end. What follows from that end for the model comes
/// after the answer.
final class Served implements Receiver {
    private final ActiveModel model;
    private final ActiveModel.Lease lease;
    private final Receiver receiver;
    private final Fleet fleet;
    private final Consumer<Analysis> afterwards;

    Served(ActiveModel model, ActiveModel.Lease lease, Receiver receiver, Fleet fleet,
            Consumer<Analysis> afterwards) {
        this.model = model;
        this.lease = lease;
        this.receiver = receiver;
        this.fleet = fleet;
        this.afterwards = afterwards;
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
            lease.close();
            switch (analysis) {
                case Analysis.Completed _ -> fleet.ended(model, false);
                case Analysis.Failed(var kind, _) when kind == Kind.INTERNAL -> fleet.ended(model, true);
                case Analysis.Failed(var kind, var detail) when kind == Kind.OUT_OF_MEMORY ->
                        fleet.turnOff(model, detail);
                case Analysis.Failed _, Analysis.Refused _, Analysis.Dropped _, Analysis.Unreadable _ -> {}
            }
            afterwards.accept(analysis);
        }
    }
}
