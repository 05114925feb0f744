// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import java.time.Instant;

/// One line of the audit.
///
/// @param wall by the wall clock, for people
/// @param at   by a clock that nobody sets, for the ladder; never before that of the line before
public record Line(Instant wall, Instant at, Step step) {}
