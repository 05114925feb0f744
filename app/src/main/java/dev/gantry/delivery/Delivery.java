// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import java.util.Comparator;
import java.util.Optional;

/// One revision on its way to one topic.
public final class Delivery {
    static final Comparator<Delivery> OLDEST =
            Comparator.comparingLong((Delivery it) -> it.owed.seq()).thenComparing(Delivery::topic);

    final Pending pending;
    final Chain chain;
    Optional<Delivery> next = Optional.empty();
    private final Owed owed;
    private final String topic;
    private boolean heard;

    /// A revision and how far it has come.
    static final class Pending {
        final Owed owed;
        int left;
        int unheard;

        Pending(Owed owed) {
            this.owed = owed;
            this.left = owed.topics().size();
            this.unheard = left;
        }
    }

    /// The revisions of one unit on one topic, one after the other.
    static final class Chain {
        Optional<Delivery> head = Optional.empty();
        Optional<Delivery> tail = Optional.empty();
        Rank rank = Rank.REHEARSAL;

        /// As high as the highest of those that wait.
        void rankAnew() {
            rank = Rank.REHEARSAL;
            for (var it = head; it.isPresent(); it = it.get().next) {
                var own = it.get().owed.rank();
                rank = own.compareTo(rank) < 0 ? own : rank;
            }
        }
    }

    Delivery(Pending pending, Chain chain, String topic) {
        this.pending = pending;
        this.chain = chain;
        this.owed = pending.owed;
        this.topic = topic;
    }

    public Owed owed() {
        return owed;
    }

    public String topic() {
        return topic;
    }

    /// Whether this is the first answer to it.
    boolean hear() {
        boolean first = !heard;
        heard = true;
        return first;
    }

    @Override
    public String toString() {
        return owed.seq() + " " + topic;
    }
}
