// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import dev.gantry.config.Mode;
import dev.gantry.config.WatchSettings;
import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Finding;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Unit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The models that answer for real, and what they usually say.
///
/// Pure. Only `mode: live` counts, only final revisions, and of one exam only the first answer of each model: the
/// pictures of one patient are no independent trials.
final class Models {
    private static final int MOST = 64;
    /// Exams whose pictures may come mixed.
    private static final int RECENT = 64;

    private final WatchSettings.Models settings;
    private final Map<String, ModelHabit> habits = new TreeMap<>();
    private final Deque<Unit> recent = new ArrayDeque<>();

    Models(WatchSettings.Models settings) {
        this.settings = settings;
    }

    Collection<ModelHabit> habits() {
        return habits.values();
    }

    /// Takes up what was written.
    void restore(ModelHabit.Version version, ModelHabit.Memory memory) {
        if (habits.size() < MOST) {
            habits.put(version.name(), new ModelHabit(version, settings.sensitivity(), expected(version), memory));
        }
    }

    private Optional<Double> expected(ModelHabit.Version version) {
        return Optional.ofNullable(settings.expected().get(version.name()));
    }

    void said(Outcome outcome, Unit unit, Instant at) {
        boolean counts = outcome.subject().mode() == Mode.LIVE && outcome.state() == Outcome.State.FINAL
                && outcome.model().isPresent();
        if (!counts || again(new Unit(outcome.subject().exam().study(), unit.model()))) {
            return;
        }
        var version = version(outcome.model().get());
        var habit = habits.get(version.name());
        if (habit == null || !habit.version().equals(version)) {
            habits.remove(version.name());
            restore(version, ModelHabit.Memory.since(at));
        }
        var score = outcome.verdict().findings().stream().mapToDouble(Finding::probability).max().orElse(0);
        boolean refused = outcome.verdict().reason().isPresent();
        boolean positive = outcome.verdict().findings().stream().anyMatch(Finding::flagged);
        Optional.ofNullable(habits.get(version.name()))
                .ifPresent(it -> it.saw(new ModelHabit.Seen(at, refused, positive, score)));
    }

    private static ModelHabit.Version version(ModelUsed used) {
        return new ModelHabit.Version(used.name(), used.version());
    }

    private boolean again(Unit exam) {
        if (recent.contains(exam)) {
            return true;
        }
        recent.addLast(exam);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        return false;
    }

    List<String> complaints() {
        return habits.values().stream().flatMap(habit -> habit.complaints().stream()).toList();
    }
}
