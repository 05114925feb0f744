// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The exams that are open, those that are remembered, and in which of them an object is; as many as there
/// is room for.
final class Gatherings {
    private static final int MOST_REMEMBERED = 1000;
    private static final Duration REMEMBERED = Duration.ofHours(24);

    private final Map<String, Gathering> open = new LinkedHashMap<>();
    private final Map<String, Gathering> complete = new LinkedHashMap<>(); // oldest first
    private final Map<String, String> studyOf = new LinkedHashMap<>();

    Optional<Gathering> find(String study) {
        return Optional.ofNullable(open.get(study)).or(() -> Optional.ofNullable(complete.get(study)));
    }

    /// Where an object is.
    Optional<Gathering> of(String sopInstanceUid) {
        return Optional.ofNullable(studyOf.get(sopInstanceUid)).flatMap(this::find);
    }

    boolean holds(String sopInstanceUid) {
        return studyOf.containsKey(sopInstanceUid);
    }

    /// A copy: it stays as it is while exams close.
    List<Gathering> open() {
        return List.copyOf(open.values());
    }

    int openCount() {
        return open.size();
    }

    Gathering open(String study, Function<String, Gathering> first) {
        return open.computeIfAbsent(study, first);
    }

    void reopened(Gathering home) {
        complete.remove(home.study());
        open.put(home.study(), home);
    }

    void closed(Gathering home) {
        open.remove(home.study());
        complete.put(home.study(), home);
    }

    /// Nothing is left of it.
    void gone(Gathering home) {
        open.remove(home.study());
    }

    void joined(Picture picture) {
        studyOf.put(picture.uid(), picture.study());
    }

    void left(List<String> instances) {
        instances.forEach(studyOf::remove);
    }

    void forgetOld(long nowNanos) {
        while (!complete.isEmpty() && nowNanos - oldest().lastNanos() > REMEMBERED.toNanos()) {
            forget(oldest());
        }
    }

    /// Makes room by forgetting what is complete.
    ///
    /// @return if that is not enough: the open exam that was silent longest, to be closed and then asked
    /// again
    Optional<Gathering> surplus() {
        while (complete.size() > MOST_REMEMBERED || studyOf.size() > Exams.MOST_OBJECTS && !complete.isEmpty()) {
            forget(oldest());
        }
        return open.size() > Exams.MOST_OPEN || studyOf.size() > Exams.MOST_OBJECTS
                ? open.values().stream().reduce((a, b) -> a.lastNanos() - b.lastNanos() <= 0 ? a : b)
                : Optional.empty();
    }

    private Gathering oldest() {
        return complete.values().iterator().next();
    }

    private void forget(Gathering home) {
        complete.remove(home.study());
        home.pictures().forEach(picture -> studyOf.remove(picture.uid()));
    }
}
