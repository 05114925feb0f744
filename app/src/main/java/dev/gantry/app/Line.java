// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.ExamSettings;
import dev.gantry.config.SpoolSettings;
import dev.gantry.desk.Desk.Sayings;
import dev.gantry.desk.Desk.Shelf;
import dev.gantry.desk.Desk;
import dev.gantry.desk.Eyes;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.spool.Arrivals;
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
    private final Anteroom<Desk> anteroom = new Anteroom<>(System::nanoTime);
    private final Spool spool;
    private volatile Optional<Desk> desk = Optional.empty();

    /// Opens the spool: from now on it can receive. What comes waits until [#open].
    ///
    /// @param witness is told of each object when it comes; once more when it is read back
    /// @throws IOException when the spool cannot be used
    Line(Vertx vertx, SpoolSettings disk, Arrivals witness) throws IOException {
        spool = Spool.open(disk, vertx, object -> {
            witness.arrived(object);
            anteroom.arrived(object);
        }, Clock.systemUTC(), System::nanoTime);
    }

    /// From now on what comes is looked at. What an earlier life of the process did not settle comes first, then what
    /// waited.
    ///
    /// @param pace returns when there is room for one more of those
    /// @return how many were of an earlier life
    int open(Eyes eyes, Sayings sayings, Supplier<ExamSettings> exam, Runnable pace) {
        var taking = new Desk(eyes, sayings, shelf(), exam);
        int again = anteroom.open(taking, spool::replay, pace);
        desk = Optional.of(taking);
        return again;
    }

    Spool spool() {
        return spool;
    }

    void told(PerformedStep step) {
        anteroom.tell(to -> to.told(step));
    }

    void released(String calling, String peer) {
        anteroom.tell(to -> to.released(calling, peer));
    }

    /// Closes the exams that fell silent; to be called a few times each second.
    void look() {
        desk.ifPresent(Desk::look);
    }

    /// Exams that are not complete.
    int openExams() {
        return desk.map(Desk::open).orElse(0);
    }

    /// Objects that came and were not looked at yet.
    int early() {
        return anteroom.crowd();
    }

    /// Whether anything came in this life of the process.
    boolean visited() {
        return anteroom.visited();
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
