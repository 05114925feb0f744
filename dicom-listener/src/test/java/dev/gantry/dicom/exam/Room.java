// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.config.ExamSettings;
import dev.gantry.dicom.exam.Member.Label;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.mpps.PerformedStep.Code;
import dev.gantry.dicom.mpps.PerformedStep.Reference;
import dev.gantry.dicom.mpps.PerformedStep.Series;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import dev.gantry.dicom.spool.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Exams with a clock that stands still unless it is told to go on, and all that became known so far.
///
/// The silence of its settings is 1000 ms, learned from 200 ms to 10 s.
final class Room {
    static final ExamSettings SETTINGS = new ExamSettings(
            Duration.ofMillis(1000), true, Duration.ofMillis(200), Duration.ofSeconds(10), List.of());

    final Exams exams;
    final List<ExamEvent> events = new ArrayList<>();
    private long now = Duration.ofDays(1).toNanos();

    Room() {
        this(SETTINGS);
    }

    Room(ExamSettings settings) {
        exams = new Exams(settings);
    }

    Arrival arrives(TestImage image) {
        return keep(exams.arrived(image.object(), new Label(false, false), now));
    }

    Arrival arrives(StoredObject object) {
        return keep(exams.arrived(object, new Label(false, false), now));
    }

    private Arrival keep(Arrival arrival) {
        events.addAll(arrival.events());
        return arrival;
    }

    void told(String step, Status status, String study, String... instances) {
        var code = status == Status.DISCONTINUED
                ? Optional.of(new Code("110514", "DCM", "Incorrect worklist entry selected"))
                : Optional.<Code>empty();
        var objects = Stream.of(instances).map(uid -> new Reference(TestImage.CT, uid)).toList();
        events.addAll(exams.told(new PerformedStep(step, status, new PerformedStep.Origin("CT1", "CT", List.of(study)),
                objects.isEmpty() ? List.of() : List.of(new Series("2.25.90", objects)), code), now));
    }

    /// Lets time pass and looks.
    void millis(long millis) {
        now += millis * 1_000_000;
        events.addAll(exams.look(now));
    }

    <T extends ExamEvent> List<T> all(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<ExamEvent.ExamComplete> complete() {
        return all(ExamEvent.ExamComplete.class);
    }

    static List<String> uids(Exam exam) {
        return exam.members().stream().map(Member::sopInstanceUid).toList();
    }
}
