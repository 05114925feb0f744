// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.time.Duration;
import java.util.List;

/// What a connection is for.
public sealed interface Plan {
    String clientId();

    Duration keepAlive();

    /// Sends, and hears nothing. The broker knows nothing of it once it is gone.
    ///
    /// @param will what the broker says when the connection ends without a good-bye
    record Sending(String clientId, Duration keepAlive, Message will) implements Plan {}

    /// Hears, and sends nothing but acknowledgements.
    ///
    /// @param filters    topics, with wildcards
    /// @param remembered how long the broker keeps what comes while we are away; zero: not at all
    /// @param fresh      what the broker kept is thrown away
    record Hearing(String clientId, Duration keepAlive, List<String> filters, Duration remembered, boolean fresh)
            implements Plan {
        /// Messages that are handed over and not yet done with; the broker sends no more before (MQTT 5 3.1.2.11.3).
        public static final int MOST_AT_ONCE = 16;

        /// A larger packet is not sent to us by the broker (MQTT 5 3.1.2.11.4). Much more than anybody needs: mosquitto
        /// 2.0.11 does not count one that it holds back as done, and sends nothing more after [#MOST_AT_ONCE] of them.
        public static final int MOST_BYTES = 4 << 20;

        public Hearing {
            filters = List.copyOf(filters);
        }
    }
}
