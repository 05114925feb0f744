// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/// The spool's own names for objects: the millisecond and a count, both in base 36. No patient data in them.
///
/// The day of the id names the folder of the object's file, so a file is found by its id alone.
final class Ids {
    private static final int RADIX = 36;

    private final Clock clock;
    private final AtomicLong count = new AtomicLong();

    Ids(Clock clock) {
        this.clock = clock;
    }

    /// Unique on this machine, whatever an earlier process made: it ran in another millisecond.
    String next() {
        return Long.toString(clock.millis(), RADIX) + "-" + Long.toString(count.getAndIncrement(), RADIX);
    }

    /// Milliseconds since 1970; 0 when the text is no id.
    static long millis(String id) {
        int end = id.indexOf('-');
        try {
            return end < 0 ? 0 : Long.parseLong(id.substring(0, end), RADIX);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// In UTC.
    static LocalDate day(String id) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis(id)), ZoneOffset.UTC);
    }
}
