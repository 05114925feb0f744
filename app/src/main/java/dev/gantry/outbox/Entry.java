// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.outcome.Standing;

/// One revision in the outbox: what stood once it was said, and the bytes that are published.
///
/// @param payload as in docs/schema/outcome.schema.json; the same bytes at every sending
public record Entry(Standing standing, byte[] payload) {

    /// Its number on this appliance.
    public long seq() {
        return standing.last().identity().seq();
    }
}
