// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.config.ExamSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/// What is learned of one scanner: how long it pauses, and which of its counts cannot be relied on.
///
/// Of each complete series and exam it remembers the longest pause. A silence means the end when it is twice
/// as long as all of those but one in twenty; outliers, such as an image that was sent the next morning,
/// change nothing.
final class Scanner {
    private static final int FEWEST = 8;
    private static final double QUANTILE = 0.95;
    private static final int MARGIN = 2;

    private final Supplier<ExamSettings> settings;
    private final Pauses series = new Pauses();
    private final Pauses exams = new Pauses();
    private final Set<Expectation> distrusted = EnumSet.noneOf(Expectation.class);

    /// How long to wait.
    record Patience(Duration silence, boolean learned) {}

    /// The longest pauses of the latest complete ones.
    private static final class Pauses {
        private final long[] nanos = new long[64];
        private int count;

        void add(long longestNanos) {
            nanos[count++ % nanos.length] = longestNanos;
        }

        boolean enough() {
            return count >= FEWEST;
        }

        long quantileNanos() {
            var sorted = Arrays.copyOf(nanos, Math.min(count, nanos.length));
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(QUANTILE * sorted.length) - 1];
        }
    }

    Scanner(Supplier<ExamSettings> settings) {
        this.settings = settings;
    }

    void seriesEnded(long longestPauseNanos) {
        series.add(longestPauseNanos);
    }

    void examEnded(long longestPauseNanos) {
        exams.add(longestPauseNanos);
    }

    Patience withSeries() {
        return patience(series);
    }

    Patience withExam() {
        return patience(exams);
    }

    private Patience patience(Pauses pauses) {
        if (!settings.get().learnSilence() || !pauses.enough()) {
            return new Patience(settings.get().silence(), false);
        }
        long learned = Math.min(MARGIN * pauses.quantileNanos(), settings.get().silenceAtMost().toNanos());
        return new Patience(Duration.ofNanos(Math.max(learned, settings.get().silenceAtLeast().toNanos())), true);
    }

    void distrust(Expectation what) {
        distrusted.add(what);
    }

    boolean trusts(Expectation what) {
        return !distrusted.contains(what);
    }
}
