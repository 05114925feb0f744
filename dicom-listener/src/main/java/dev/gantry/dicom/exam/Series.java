// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.exam.KnownBy.Hint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One series of an exam: its images, and what tells whether it is whole.
final class Series {
    private final String uid;
    private final Map<String, Picture> pictures = new LinkedHashMap<>();
    private Counting counting = new Counting();
    private Optional<KnownBy> complete = Optional.empty();
    private long lastNanos;
    private long longestPauseNanos;
    private Optional<Stack> stack = Optional.empty();

    Series(String uid, long nowNanos) {
        this.uid = uid;
        this.lastNanos = nowNanos;
    }

    String uid() {
        return uid;
    }

    Collection<Picture> pictures() {
        return pictures.values();
    }

    Picture picture(String sopInstanceUid) {
        return pictures.get(sopInstanceUid);
    }

    List<Member> members() {
        return pictures.values().stream().map(Picture::member).toList();
    }

    /// @param live it came just now: the pause before it counts
    void add(Picture picture, long nowNanos, boolean live) {
        if (live && !pictures.isEmpty()) {
            longestPauseNanos = Math.max(longestPauseNanos, nowNanos - lastNanos);
        }
        lastNanos = nowNanos;
        var placed = counting.earlier(picture).map(picture::retaking).orElse(picture);
        pictures.put(picture.uid(), placed);
        counting.add(placed);
        stack = Optional.empty();
    }

    void remove(String sopInstanceUid) {
        if (pictures.remove(sopInstanceUid) == null) {
            return;
        }
        var rest = List.copyOf(pictures.values());
        counting = new Counting();
        for (var picture : rest) {
            var unmarked = new Picture(picture.member().unmarked(), picture.study(), picture.identity(), picture.spot(),
                    picture.claims());
            var placed = counting.earlier(unmarked).map(unmarked::retaking).orElse(unmarked);
            pictures.put(placed.uid(), placed);
            counting.add(placed);
        }
        stack = Optional.empty();
    }

    void touch(long nowNanos) {
        lastNanos = nowNanos;
    }

    long lastNanos() {
        return lastNanos;
    }

    /// How it is known to be whole; empty while it is open.
    Optional<KnownBy> complete() {
        return complete;
    }

    void close(KnownBy how, Scanner scanner) {
        complete = Optional.of(how);
        if (pictures.size() > 1) {
            scanner.seriesEnded(longestPauseNanos);
        }
    }

    void reopen() {
        complete = Optional.empty();
    }

    /// Proof by what its headers say.
    Optional<KnownBy> proof(Scanner scanner) {
        counting.judge(scanner);
        return counting.proof(scanner);
    }

    /// What makes it likely, or unlikely, that more is to come.
    List<Hint> hints(Scanner scanner) {
        var hints = new ArrayList<Hint>();
        if (counting.promisesMore(scanner)) {
            hints.add(Hint.COUNT_NOT_REACHED);
        }
        var geometry = stack.orElseGet(() -> Stack.of(counting.poses()));
        stack = Optional.of(geometry);
        switch (geometry) {
            case GAP -> hints.add(Hint.GAP);
            case REGULAR -> hints.add(Hint.LOOKS_WHOLE);
            case UNKNOWN -> {
                if (proof(scanner).isPresent()) {
                    hints.add(Hint.LOOKS_WHOLE);
                }
            }
        }
        return hints;
    }
}
