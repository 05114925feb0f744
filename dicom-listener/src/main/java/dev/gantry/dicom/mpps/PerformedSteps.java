// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

/// The performed procedure steps that scanners tell us of.
public final class PerformedSteps {

    /// Who is told of steps.
    public interface Listener {
        /// The step was created or changed, and is on the disk. On an event loop; must not block. Calls for one
        /// step come in the order of its changes.
        void told(PerformedStep step);
    }

    private PerformedSteps() {}
}
