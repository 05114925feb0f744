// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.exam.RejectionNote.Reference;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The performed procedure steps that were told of, and what each still waits for. Holds the latest thousand.
final class Steps {
    private static final int MOST = 1000;

    private final Map<String, Known> steps = new LinkedHashMap<>();
    private final Map<String, List<Known>> ofStudy = new HashMap<>();

    /// A step, and the objects it names that are not here yet.
    static final class Known {
        private final PerformedStep step;
        private final Set<String> named = new HashSet<>();
        private final Set<String> missing = new HashSet<>();

        private Known(PerformedStep step, Predicate<String> here) {
            this.step = step;
            step.instances().stream()
                    .filter(object -> !Accompanying.is(object.sopClassUid()))
                    .map(PerformedStep.Reference::sopInstanceUid)
                    .forEach(named::add);
            named.stream().filter(here.negate()).forEach(missing::add);
        }

        PerformedStep step() {
            return step;
        }

        int objects() {
            return named.size();
        }

        boolean names(String sopInstanceUid) {
            return named.contains(sopInstanceUid);
        }

        /// Completed, with all it names, and it does name something.
        boolean fulfilled() {
            return step.status() == Status.COMPLETED && !named.isEmpty() && missing.isEmpty();
        }

        boolean misses() {
            return step.status() == Status.COMPLETED && !missing.isEmpty();
        }

        /// Whether all it names of a series is here.
        boolean fulfils(String series) {
            var objects = step.series().stream().filter(each -> each.seriesInstanceUid().equals(series))
                    .flatMap(each -> each.instances().stream()).toList();
            return step.status() == Status.COMPLETED && !objects.isEmpty()
                    && objects.stream().noneMatch(object -> missing.contains(object.sopInstanceUid()));
        }

        /// Whether a picture was made in it, as far as either of them says so.
        boolean made(Picture picture) {
            return named.contains(picture.uid()) || picture.identity().steps().contains(step.sopInstanceUid());
        }
    }

    /// @param here whether an object is in an exam already
    Known told(PerformedStep step, Predicate<String> here) {
        var known = new Known(step, here);
        forget(step.sopInstanceUid());
        steps.put(step.sopInstanceUid(), known);
        for (var study : step.origin().studyInstanceUids()) {
            ofStudy.computeIfAbsent(study, _ -> new ArrayList<>()).add(known);
        }
        while (steps.size() > MOST) {
            forget(steps.keySet().iterator().next());
        }
        return known;
    }

    private void forget(String uid) {
        var old = steps.remove(uid);
        if (old != null) {
            for (var study : old.step.origin().studyInstanceUids()) {
                ofStudy.computeIfPresent(study, (_, known) -> known.remove(old) && known.isEmpty() ? null : known);
            }
        }
    }

    List<Known> of(String study) {
        return ofStudy.getOrDefault(study, List.of());
    }

    /// An object came, or will never come.
    ///
    /// @return whether some step has now all that it waited for
    boolean arrived(String study, String sopInstanceUid) {
        boolean last = false;
        for (var known : of(study)) {
            last |= known.missing.remove(sopInstanceUid) && known.fulfilled();
        }
        return last;
    }

    void gone(Collection<Reference> objects) {
        objects.forEach(object -> arrived(object.study(), object.sopInstanceUid()));
    }
}
