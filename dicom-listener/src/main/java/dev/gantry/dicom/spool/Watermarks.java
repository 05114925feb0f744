// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings;
import dev.gantry.dicom.spool.Disk.Space;
import java.util.Optional;

/// From how full a disk on room is made, and from when on nothing more is taken. Pure.
///
/// @param reserveBytes what is never given to objects: journals and what waits to be written need it
record Watermarks(int evictPercent, int refusePercent, long reserveBytes) {
    private static final long RESERVE_BYTES = 64L << 20;

    static Watermarks of(SpoolSettings settings) {
        return new Watermarks(settings.evictPercent(), settings.refusePercent(), RESERVE_BYTES);
    }

    /// How many bytes should go; 0 when there is room enough.
    long tooMuch(Space space) {
        boolean over = space.usedPercent() >= evictPercent;
        long bytes = Math.max(space.used() - space.at(evictPercent), 2 * reserveBytes - space.usable());
        return over ? Math.max(1, bytes) : Math.max(0, bytes);
    }

    /// Why no new object is taken, in words for a field engineer; empty when it is.
    Optional<String> refusal(Space space) {
        if (space.usedPercent() >= refusePercent) {
            return Optional.of("the disk is %.0f %% full".formatted(space.usedPercent()));
        }
        if (space.usable() < 2 * reserveBytes) {
            return Optional.of("the disk has only %d MB left".formatted(space.usable() >> 20));
        }
        return Optional.empty();
    }

    /// How many bytes objects of unknown length may still write before the disk must be looked at again.
    ///
    /// @param waitingBytes received but not yet written
    long allowance(Space space, long waitingBytes) {
        return space.usable() - reserveBytes - waitingBytes;
    }

    /// What may be used before objects are refused.
    long full(Space space) {
        return Math.min(space.at(refusePercent), space.used() + space.usable() - 2 * reserveBytes);
    }
}
