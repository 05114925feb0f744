// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.acknowledgement.Ack;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;

/// What people answered to alerts, on the page or elsewhere: the last answer to each. Not thread-safe.
final class Responses {
    static final int MOST = 5_000;

    /// @param action `seen`, `accepted`, `dismissed` or `snoozed`
    record Response(String action, String role, Instant at) {}

    private final SequencedMap<UUID, Response> responses = new LinkedHashMap<>();

    void came(Ack ack) {
        responses.putLast(ack.id(), new Response(ack.action().word(), ack.by().role(), ack.time()));
        if (responses.size() > MOST) {
            responses.pollFirstEntry();
        }
    }

    Optional<Response> of(UUID outcome) {
        return Optional.ofNullable(responses.get(outcome));
    }
}
