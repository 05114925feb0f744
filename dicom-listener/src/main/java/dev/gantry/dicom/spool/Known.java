// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import io.vertx.core.Future;
import java.util.Optional;

/// What is known of one object: its journal entry, and where it stands. Confined to the lock of the [Register].
final class Known {

    /// Where an object stands.
    enum Place {
        /// Not yet durable.
        ARRIVING,
        UNSETTLED,
        SETTLED,
        /// Its file made room.
        GONE,
        /// Another one stands for it.
        FORGOTTEN
    }

    static final Future<Void> DURABLE = Future.succeededFuture();

    final String id;
    final String sopInstanceUid;
    final byte[] line;
    Place place = Place.ARRIVING;
    boolean committed;
    long goneAtMillis;
    /// Of an arriving one; a constant afterwards.
    Future<Void> kept = DURABLE;
    Optional<Known> earlier = Optional.empty();

    Known(Entry.Received entry) {
        id = entry.id();
        sopInstanceUid = entry.sopInstanceUid();
        line = entry.encode();
    }

    /// Read from its line each time: it is seldom asked for.
    Entry.Received entry() {
        return (Entry.Received) Entry.decode(line);
    }

    /// Its file is there and durable.
    boolean kept() {
        return place == Place.UNSETTLED || place == Place.SETTLED;
    }
}
