// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

/// What is looked at each time.
public enum Gauge {
    SPOOL_UNSETTLED, OPEN_EXAMS, LANE, OUTBOX, OUTBOX_AGE_S, DISK_PERCENT, HEAP_MB, GPU_PERCENT, GPU_MEMORY_MB,
    GPU_CELSIUS
}
