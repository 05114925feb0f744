// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.outcome.Subject;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Which object a picture's pseudonym stands for, and whose it is. In memory only. Any thread.
final class Pictures {
    /// The oldest go first.
    static final int MOST = 20_000;

    /// @param id      the spool's own name for it
    /// @param rows    of a frame, 0 where the header does not say
    /// @param frames  1 for most
    record Place(String id, int rows, int columns, int frames) {}

    /// @param first pseudonym of the first picture of the exam
    private record Exam(String first, String identity) {}

    private final SequencedMap<String, Place> places = new LinkedHashMap<>(); // by pseudonym of the instance
    private final SequencedMap<String, Exam> exams = new LinkedHashMap<>(); // by pseudonym of the study

    /// A picture came.
    ///
    /// @param identity what may be said of whose it is; empty for nothing
    synchronized void came(Subject.Exam subject, StoredObject object, String identity) {
        var header = object.header();
        var instance = subject.instance().orElseThrow();
        places.putLast(instance, new Place(object.id(), header.integer(Tag.ROWS).orElse(0),
                header.integer(Tag.COLUMNS).orElse(0),
                Math.max(1, header.integer(Tag.NUMBER_OF_FRAMES).orElse(1))));
        exams.putIfAbsent(subject.study(), new Exam(instance, identity));
        trim(places);
        trim(exams);
    }

    private static void trim(SequencedMap<?, ?> map) {
        if (map.size() > MOST) {
            map.pollFirstEntry();
        }
    }

    synchronized Optional<Place> place(String instance) {
        return Optional.ofNullable(places.get(instance));
    }

    /// The pseudonym of the first picture of an exam.
    synchronized Optional<String> first(String exam) {
        return Optional.ofNullable(exams.get(exam)).map(Exam::first);
    }

    synchronized Optional<String> identity(String exam) {
        return Optional.ofNullable(exams.get(exam)).map(Exam::identity).filter(it -> !it.isEmpty());
    }
}
