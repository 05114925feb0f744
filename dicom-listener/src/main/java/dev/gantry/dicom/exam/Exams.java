// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.spool.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gathers objects into exams and decides when one is complete: when none of its objects came for a while.
///
/// Pure: time is handed in. Confined to one thread.
public final class Exams {
    private final long silenceNanos;
    private final Map<String, Open> open = new HashMap<>();

    private static final class Open {
        private final List<StoredObject> objects = new ArrayList<>();
        private long lastNanos;
    }

    /// @param silence how long no object may come before an exam counts as complete
    public Exams(Duration silence) {
        this.silenceNanos = silence.toNanos();
    }

    /// Adds an object to the exam of its study, opening one if there is none.
    ///
    /// @return whether it now belongs to an exam: reports, key object notes and presentation states
    ///         accompany exams but never open or prolong one
    public boolean arrived(StoredObject object, long nowNanos) {
        if (Accompanying.is(object.sopClassUid())) {
            return false;
        }
        var exam = open.computeIfAbsent(Exam.studyOf(object), _ -> new Open());
        exam.objects.add(object);
        exam.lastNanos = nowNanos;
        return true;
    }

    /// Removes and returns the exams that are complete.
    public List<Exam> completed(long nowNanos) {
        var complete = new ArrayList<Exam>();
        open.entrySet().removeIf(entry -> {
            boolean silent = nowNanos - entry.getValue().lastNanos >= silenceNanos;
            if (silent) {
                complete.add(new Exam(entry.getKey(), entry.getValue().objects));
            }
            return silent;
        });
        return complete;
    }

    /// Exams that are still open.
    public int size() {
        return open.size();
    }
}
