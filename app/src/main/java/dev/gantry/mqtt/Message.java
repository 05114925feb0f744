// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What is published.
///
/// @param retained  the broker keeps the last one of a topic
/// @param certain   QoS 1; otherwise QoS 0
/// @param payload   JSON in UTF-8, and marked as such
/// @param type      content type (MQTT 5 3.3.2.3.9)
public record Message(
        String topic, byte[] payload, boolean retained, boolean certain, Properties properties, String type) {
    private static final String JSON = "application/json";

    /// Plain JSON.
    public Message(String topic, byte[] payload, boolean retained, boolean certain, Properties properties) {
        this(topic, payload, retained, certain, properties, JSON);
    }

    /// The same of another content type.
    public Message ofType(String other) {
        return new Message(topic, payload, retained, certain, properties, other);
    }

    /// MQTT 5 3.3.2.3.
    ///
    /// @param correlation data by which a receiver knows what belongs together
    /// @param expiry      after which the broker keeps it from receivers; whole seconds, at least 1
    /// @param user        user properties
    public record Properties(Optional<String> correlation, Optional<Duration> expiry, Map<String, String> user) {
        public Properties {
            user = Map.copyOf(user);
        }
    }
}
