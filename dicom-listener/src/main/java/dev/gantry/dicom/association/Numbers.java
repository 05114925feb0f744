// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import java.util.concurrent.atomic.AtomicLong;

/// Numbers associations within this process, for logs.
final class Numbers {
    private static final AtomicLong LAST = new AtomicLong();

    private Numbers() {}

    static long next() {
        return LAST.incrementAndGet();
    }
}
