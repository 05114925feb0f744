// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.exam.KnownBy.Hint;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.dicom.spool.StoredObject.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The exam of one study while it is open, and as long as it is remembered.
final class Gathering {
    private final String study;
    private final Scanner scanner;
    private final Map<String, Series> series = new LinkedHashMap<>();
    private final Map<String, String> seriesOf = new LinkedHashMap<>();
    private final Set<Origin> sending = new HashSet<>();
    private final Set<String> patients = new HashSet<>();
    private Tally promised = new Tally();
    private StoredObject last;
    private Optional<KnownBy> complete = Optional.empty();
    private boolean conflictTold;
    private long lastNanos;
    private long longestPauseNanos;

    Gathering(String study, Scanner scanner, StoredObject first, long nowNanos) {
        this.study = study;
        this.scanner = scanner;
        this.last = first;
        this.lastNanos = nowNanos;
    }

    String study() {
        return study;
    }

    Scanner scanner() {
        return scanner;
    }

    Collection<Series> series() {
        return series.values();
    }

    Series series(Picture picture) {
        return series.get(picture.member().series());
    }

    Picture picture(String sopInstanceUid) {
        return series.get(seriesOf.get(sopInstanceUid)).picture(sopInstanceUid);
    }

    Stream<Picture> pictures() {
        return series.values().stream().flatMap(each -> each.pictures().stream());
    }

    boolean holds(String sopInstanceUid) {
        return seriesOf.containsKey(sopInstanceUid);
    }

    boolean isEmpty() {
        return seriesOf.isEmpty();
    }

    int size() {
        return seriesOf.size();
    }

    void add(Picture picture, StoredObject object, long nowNanos) {
        boolean live = !object.replayed();
        if (live && !isEmpty()) {
            longestPauseNanos = Math.max(longestPauseNanos, nowNanos - lastNanos);
        }
        lastNanos = nowNanos;
        last = object;
        sending.add(object.origin());
        remove(picture.uid()); // the same instance with other data
        seriesOf.put(picture.uid(), picture.member().series());
        series.computeIfAbsent(picture.member().series(), uid -> new Series(uid, nowNanos))
                .add(picture, nowNanos, live);
        count(picture);
    }

    private void count(Picture picture) {
        picture.identity().patient().ifPresent(patients::add);
        Optional.ofNullable(picture.claims().counts().get(Expectation.STUDY_INSTANCES)).ifPresent(promised::add);
    }

    void remove(String sopInstanceUid) {
        var uid = seriesOf.remove(sopInstanceUid);
        if (uid == null) {
            return;
        }
        var home = series.get(uid);
        home.remove(sopInstanceUid);
        if (home.pictures().isEmpty()) {
            series.remove(uid);
        }
        patients.clear();
        promised = new Tally();
        pictures().forEach(this::count);
    }

    /// Something of it came again: it is not over.
    void touch(long nowNanos) {
        lastNanos = nowNanos;
    }

    void released(String calling, String peer) {
        sending.removeIf(origin -> origin.calling().equals(calling) && origin.peer().equals(peer));
    }

    boolean released() {
        return sending.isEmpty();
    }

    long lastNanos() {
        return lastNanos;
    }

    Optional<KnownBy> complete() {
        return complete;
    }

    void close(KnownBy how) {
        complete = Optional.of(how);
        last = last.lean();
        if (!(how instanceof KnownBy.NoRoom)) {
            scanner.examEnded(longestPauseNanos);
        }
    }

    void reopen() {
        complete = Optional.empty();
    }

    Exam exam() {
        return exam(pictures().toList());
    }

    /// @param chosen some of its pictures, or pictures that were in it
    Exam exam(Collection<Picture> chosen) {
        return new Exam(study, chosen.stream().map(Picture::member).toList(), last, conflict());
    }

    /// Its objects name more than one patient. Those that name none do not count.
    boolean conflict() {
        return patients.size() > 1;
    }

    /// Whether the conflict there is has not been told yet; forgets what it told when there is none any more.
    boolean conflictIsNews() {
        boolean news = conflict() && !conflictTold;
        conflictTold = conflict();
        return news;
    }

    /// All of its objects agree on how many there are in the study, and they are here.
    Optional<KnownBy> counted() {
        if (!promised.promises(size()) || !scanner.trusts(Expectation.STUDY_INSTANCES)) {
            return Optional.empty();
        }
        if (promised.value() < size()) {
            scanner.distrust(Expectation.STUDY_INSTANCES);
        }
        return promised.value() == size()
                ? Optional.of(new KnownBy.ExpectedCount(Expectation.STUDY_INSTANCES.attribute(), size()))
                : Optional.empty();
    }

    /// What its own series hint at: whole only if all of them look whole.
    Set<Hint> hints() {
        var hints = new HashSet<Hint>();
        boolean whole = true;
        for (var each : series.values()) {
            var own = new ArrayList<>(each.hints(scanner));
            whole &= own.remove(Hint.LOOKS_WHOLE);
            hints.addAll(own);
        }
        if (whole && hints.isEmpty()) {
            hints.add(Hint.LOOKS_WHOLE);
        }
        if (released()) {
            hints.add(Hint.RELEASED);
        }
        return hints;
    }
}
