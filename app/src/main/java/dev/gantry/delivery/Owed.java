// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Unit;
import java.util.List;

/// A revision that the broker must take on all its topics. What it says stays in the outbox until it is sent.
///
/// @param topics where it goes, its outcome topic among them
public record Owed(Entry entry, Rank rank, List<String> topics) {
    public Owed {
        topics = topics.stream().map(String::intern).toList(); // a hundred thousand wait, on a few dozen topics
    }

    public long seq() {
        return entry.seq();
    }

    public Unit unit() {
        return entry.unit();
    }
}
