// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// When an exam counts as complete, and which exams are only tests.
///
/// @param silence        an exam of which nothing else tells the end is complete after this long without an object
/// @param learnSilence   whether each scanner's own pauses replace it, once they are known
/// @param silenceAtLeast the shortest that may be learned
/// @param silenceAtMost  the longest that may be learned
/// @param testPatientIds patient IDs that match one of these are the site's phantoms: `mode: test`
public record ExamSettings(
        Duration silence,
        boolean learnSilence,
        Duration silenceAtLeast,
        Duration silenceAtMost,
        List<Pattern> testPatientIds) {
    public ExamSettings {
        testPatientIds = List.copyOf(testPatientIds);
    }
}
