// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.alert.Outbox;
import dev.gantry.app.Settlement.Sayings;
import dev.gantry.config.ExamSettings;
import dev.gantry.config.SpoolSettings;
import dev.gantry.dicom.exam.Exams;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.engine.Engine;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/// The spool, what takes objects from it, and where their answers go: the appliance has one, each rehearsal
/// another.
final class Line {
    private final Spool spool;
    private final ExamDesk desk;

    /// What finds something in images.
    record Eyes(Engine engine, Pixels pixels, Answers answers) {}

    /// Opens the spool; it tells nothing before it receives or [Spool#replay] is called.
    ///
    /// @throws IOException when the spool cannot be used
    Line(Vertx vertx, Eyes eyes, Sayings sayings, SpoolSettings disk, ExamSettings exam) throws IOException {
        var settlement = new Settlement(sayings, id -> spool().settled(id));
        desk = new ExamDesk(eyes.engine(), new Exams(exam), eyes.answers(), settlement, System::nanoTime);
        var intake = new Intake(eyes.engine(), desk, eyes.answers(), settlement,
                (id, what) -> spool().attempt(id, what), eyes.pixels());
        spool = Spool.open(disk, vertx, intake, Clock.systemUTC(), System::nanoTime);
    }

    Spool spool() {
        return spool;
    }

    ExamDesk desk() {
        return desk;
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
