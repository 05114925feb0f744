// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What should stand for each unit, told from the rules of docs/mqtt.md by the shortest way.
final class Truth {
    private final Map<Unit, Answer> standing = new HashMap<>();

    void said(Answer now) {
        standing.merge(now.unit(), now, Truth::after);
    }

    private static Answer after(Answer was, Answer now) {
        if (was.subject().mode() != now.subject().mode()) {
            return now;
        }
        if (now.conclusion().provisional()) {
            return was;
        }
        if (was.conclusion().provisional() || !was.digest().equals(now.digest())) {
            return now;
        }
        boolean failed = was.conclusion().verdict() instanceof Verdict.NotAnalysed;
        return failed && !was.conclusion().verdict().equals(now.conclusion().verdict()) ? now : was;
    }

    void retracted(Unit unit) {
        standing.remove(unit);
    }

    void check(Unit unit, List<Outcome> found) {
        var expected = standing.get(unit);
        if (expected == null) {
            assertThat(found).as("%s was taken back, or never said", unit).isEmpty();
            return;
        }
        assertThat(found).as("answers that stand for %s", unit).hasSize(1);
        var outcome = found.getFirst();
        assertThat(outcome.subject().mode()).isEqualTo(expected.subject().mode());
        assertThat(outcome.verdict().result()).isEqualTo(expected.conclusion().verdict().result());
        assertThat(outcome.verdict().reason()).isEqualTo(expected.conclusion().verdict().reason());
        assertThat(outcome.state() == State.PROVISIONAL).isEqualTo(expected.conclusion().provisional());
    }
}
