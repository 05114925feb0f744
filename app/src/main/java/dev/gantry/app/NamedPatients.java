// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.MqttSettings;
import dev.gantry.outbox.Outbox;
import java.io.IOException;

/// Outcomes that name patients and are still in the outbox after a site went back to pseudonyms: what was said once may
/// be sent again, byte for byte, and never without encryption.
final class NamedPatients {
    private static final int PAGE = 1000;

    private NamedPatients() {}

    /// @throws IllegalArgumentException when there are some, and the broker is spoken to in clear
    static void refuseInClear(Outbox outbox, MqttSettings mqtt) throws IOException {
        if (!mqtt.encrypted() && held(outbox)) {
            throw new IllegalArgumentException("mqtt.url: must begin with ssl:// as long as the outbox holds outcomes"
                    + " that name patients, from when privacy.level allowed it: up to 7 days after the last of them");
        }
    }

    private static boolean held(Outbox outbox) throws IOException {
        long last = outbox.lastSeq();
        long next = outbox.firstSeq();
        while (next <= last) {
            var page = outbox.read(next, last, PAGE);
            if (page.stream().anyMatch(it -> it.standing().last().subject().exam().identifiers().isPresent())) {
                return true;
            }
            next = page.isEmpty() ? last + 1 : page.getLast().seq() + 1;
        }
        return false;
    }
}
