// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import java.util.List;

/// One thing that is looked at. A new one is a class and a line where the doctor is made.
public interface Check {
    /// One or two words, for the heading: `models`.
    String name();

    /// Looks; may take seconds. What is wrong with the machine is a finding, never an exception.
    List<Finding> look();
}
