// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// When an exam counts as complete, and which exams are only tests.
///
/// @param silence        an exam is complete when none of its objects came for this long
/// @param testPatientIds patient IDs that match one of these are the site's phantoms: `mode: test`
public record ExamSettings(Duration silence, List<Pattern> testPatientIds) {
    public ExamSettings {
        testPatientIds = List.copyOf(testPatientIds);
    }
}
