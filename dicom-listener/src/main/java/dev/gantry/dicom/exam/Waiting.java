// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.config.ExamSettings;
import dev.gantry.dicom.exam.KnownBy.Hint;
import dev.gantry.dicom.exam.KnownBy.Silence;
import dev.gantry.dicom.exam.Scanner.Patience;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Decides whether a silence has lasted long enough. Hints prove nothing; they make it shorter or longer.
///
/// What looks whole from senders that have hung up waits half as long; what lacks something waits four times
/// as long; a step in progress waits as long as the settings allow. Neither goes beyond the limits of what
/// may be learned.
final class Waiting {
    private static final int LACKING = 4;
    private static final int WHOLE = 2;

    private final Supplier<ExamSettings> settings;

    Waiting(Supplier<ExamSettings> settings) {
        this.settings = settings;
    }

    /// Whether a series of an exam has been silent for long enough.
    Optional<KnownBy> over(Gathering home, Series series, long nowNanos) {
        var waited = Duration.ofNanos(nowNanos - series.lastNanos());
        var patience = home.scanner().withSeries();
        if (!maySuffice(waited, patience)) {
            return Optional.empty();
        }
        var hints = series.hints(home.scanner());
        if (home.released()) {
            hints.add(Hint.RELEASED);
        }
        return over(waited, patience, hints);
    }

    /// Whether an exam has.
    ///
    /// @param steps those known of it
    Optional<KnownBy> over(Gathering home, Collection<Steps.Known> steps, long nowNanos) {
        var waited = Duration.ofNanos(nowNanos - home.lastNanos());
        var patience = home.scanner().withExam();
        if (!maySuffice(waited, patience)) {
            return Optional.empty();
        }
        var hints = home.hints();
        for (var known : steps) {
            if (known.step().status() == Status.IN_PROGRESS) {
                hints.add(Hint.STEP_IN_PROGRESS);
            }
            if (known.misses()) {
                hints.add(Hint.STEP_OBJECTS_MISSING);
            }
        }
        return over(waited, patience, hints);
    }

    /// Whether it is worth asking for hints at all.
    private boolean maySuffice(Duration waited, Patience patience) {
        return waited.compareTo(shortened(patience.silence())) >= 0;
    }

    Optional<KnownBy> over(Duration waited, Patience patience, Collection<Hint> hints) {
        var asked = asked(patience.silence(), hints);
        return waited.compareTo(asked) >= 0
                ? Optional.of(new Silence(waited, asked, patience.learned(), hints.stream().sorted().toList()))
                : Optional.empty();
    }

    private Duration asked(Duration usual, Collection<Hint> hints) {
        var most = longer(settings.get().silenceAtMost(), usual);
        if (hints.contains(Hint.STEP_IN_PROGRESS)) {
            return most;
        }
        if (hints.contains(Hint.GAP) || hints.contains(Hint.COUNT_NOT_REACHED)
                || hints.contains(Hint.STEP_OBJECTS_MISSING)) {
            return shorter(usual.multipliedBy(LACKING), most);
        }
        return hints.containsAll(List.of(Hint.LOOKS_WHOLE, Hint.RELEASED)) ? shortened(usual) : usual;
    }

    private Duration shortened(Duration usual) {
        return longer(usual.dividedBy(WHOLE), shorter(settings.get().silenceAtLeast(), usual));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
