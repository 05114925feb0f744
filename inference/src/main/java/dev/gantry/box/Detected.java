// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Detection;
import java.util.List;

/// What came out of a graph that looks for boxes.
public sealed interface Detected {
    /// @param detections the best first; of the same score the one that stands first in the output
    record Boxes(List<Detection> detections) implements Detected {
        public Boxes {
            detections = List.copyOf(detections);
        }
    }

    /// No boxes can be made of it.
    record Nonsense(String detail) implements Detected {}
}
