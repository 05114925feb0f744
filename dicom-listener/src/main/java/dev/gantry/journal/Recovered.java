// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import java.util.List;

/// What a journal found of its past when it was opened.
///
/// @param records   records that are whole, and that [Journal#replay] hands out
/// @param tornBytes bytes of a last write that never finished; nobody was told that it had
/// @param damages   places where bytes were lost that had been whole; the files are kept aside
public record Recovered(int records, long tornBytes, List<Damage> damages) {
    public Recovered {
        damages = List.copyOf(damages);
    }

    /// A stretch of a segment that can no longer be read; the whole records after it were kept.
    ///
    /// @param segment number of the segment; its copy is `segment-<number>.damaged`
    /// @param offset  where the stretch begins, in bytes from the start of the file
    /// @param bytes   how long it is; how many records it held is not known
    public record Damage(long segment, long offset, long bytes) {}
}
