// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.counter;

import dev.gantry.alert.Publisher;
import dev.gantry.casebook.Casebook;
import dev.gantry.control.Control;
import dev.gantry.control.Verb;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.outbox.Outbox;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.relook.Relook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Where the commands beside a running appliance are answered: which exams it saw, what it said, what waits. Nothing
/// that goes over it names a patient.
public final class Counter implements AutoCloseable {
    private final Control control;
    private final ReplayVerb replay;

    /// What is asked.
    ///
    /// @param open the exams that are not complete
    public record Sources(Outbox outbox, Publisher publisher, Spool spool, KeyRing ring, Supplier<List<Exam>> open) {}

    private Counter(Control control, ReplayVerb replay) {
        this.control = control;
        this.replay = replay;
    }

    /// Opens the socket in the state folder.
    ///
    /// @throws IOException when it cannot be made
    public static Counter open(Path state, Sources sources) throws IOException {
        var casebook = new Casebook(sources.outbox());
        var exams = new ExamVerbs(sources, casebook);
        var replay = new ReplayVerb(sources, exams);
        var outbox = new OutboxVerbs(sources.outbox(), sources.publisher());
        return new Counter(Control.open(state, Map.<String, Verb>of(
                "exam list", exams::list,
                "exam show", exams::show,
                "exam replay", replay,
                "outbox list", outbox::list,
                "outbox flush", outbox::flush)), replay);
    }

    /// The models are ready: from now on exams can be looked at again.
    public void sees(Relook relook) {
        replay.sees(Optional.of(relook));
    }

    @Override
    public void close() throws IOException {
        control.close();
    }
}
