// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

/// What has been said of a unit so far.
///
/// @param unit        what it was said of
/// @param last        the highest revision
/// @param digest      of the objects that it is about
/// @param wasPositive some revision was positive: alert subscribers must hear every further one
/// @param wasFailed   some revision was not analysed on a STAT model: so must attention subscribers
public record Standing(
        Unit unit, Outcome last, String digest, Severity severity, boolean wasPositive, boolean wasFailed) {}
