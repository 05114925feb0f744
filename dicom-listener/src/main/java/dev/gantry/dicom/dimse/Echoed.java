// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import java.time.Duration;

/// How a C-ECHO went.
public sealed interface Echoed {
    /// @param took from the request to the answer, the association stood already
    record Answered(int status, Duration took) implements Echoed {}

    record Failed(String why) implements Echoed {}
}
