// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.ExamSettings;
import dev.gantry.config.SpoolSettings;
import dev.gantry.desk.Desk.Sayings;
import dev.gantry.desk.Desk.Shelf;
import dev.gantry.desk.Desk;
import dev.gantry.desk.Eyes;
import dev.gantry.dicom.spool.Attempt;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// The spool, what takes objects from it, and where their answers go: the appliance has one, each rehearsal
/// another.
final class Line {
    private final Spool spool;
    private final Desk desk;

    /// Opens the spool; it tells nothing before it receives or [Spool#replay] is called.
    ///
    /// @throws IOException when the spool cannot be used
    Line(Vertx vertx, Eyes eyes, Sayings sayings, SpoolSettings disk, Supplier<ExamSettings> exam)
            throws IOException {
        desk = new Desk(eyes, sayings, shelf(), exam);
        spool = Spool.open(disk, vertx, desk, Clock.systemUTC(), System::nanoTime);
    }

    Spool spool() {
        return spool;
    }

    Desk desk() {
        return desk;
    }

    private Shelf shelf() {
        return new Shelf() {
            @Override
            public Attempt attempt(String id, String what) {
                return spool().attempt(id, what);
            }

            @Override
            public Optional<Spool.Kept> find(String id) {
                return spool().find(id);
            }

            @Override
            public void settled(String id) {
                spool().settled(id);
            }
        };
    }

    static Sayings sayings(Outbox outbox) {
        return new Sayings() {
            @Override
            public CompletionStage<?> say(Answer answer) {
                return outbox.say(answer);
            }

            @Override
            public CompletionStage<?> retract(Unit unit, String why) {
                return outbox.retract(unit, why);
            }
        };
    }
}
