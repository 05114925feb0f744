// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

/// What is counted as it happens.
public enum Count {
    OBJECTS, BYTES, ANSWERS, MET, MISSED, NOT_ANALYSED, REFUSED
}
