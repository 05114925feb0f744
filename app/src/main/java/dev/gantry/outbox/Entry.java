// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Unit;

/// One revision in the outbox. Which one it is is known at once; what it says may have to be read from the disk, so
/// hold entries, not what they give.
public final class Entry {
    private final Standing standing;
    private final byte[] payload;

    /// @param payload as in docs/schema/outcome.schema.json; the same bytes at every sending
    public Entry(Standing standing, byte[] payload) {
        this.standing = standing;
        this.payload = payload;
    }

    /// Its number on this appliance.
    public long seq() {
        return standing.last().identity().seq();
    }

    /// What it is about.
    public Unit unit() {
        return standing.unit();
    }

    /// What stood once it was said. It may wait for the disk.
    ///
    /// @throws java.io.UncheckedIOException when the disk does not give it back
    public Standing standing() {
        return standing;
    }

    /// The bytes that are published, the same at every sending. It may wait for the disk.
    ///
    /// @throws java.io.UncheckedIOException when the disk does not give them back
    public byte[] payload() {
        return payload;
    }
}
