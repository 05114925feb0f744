// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import java.util.Optional;

/// How delivery goes.
///
/// @param connected the receiver is there
/// @param waiting   messages that it may not have yet
/// @param written   messages written to it since the start, those written once more included
/// @param complaint what a person should see to, one sentence
public record Standing(boolean connected, int waiting, long written, Optional<String> complaint) {}
