// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.fhir.Fhir;
import dev.gantry.mqtt.Message;
import dev.gantry.mqtt.Message.Properties;
import dev.gantry.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Payloads with their MQTT 5 properties (MQTT 5 3.3.2.3).
record Messages(String site, String device) {
    static final String FHIR_JSON = "application/fhir+json";
    private static final Duration METRICS_EXPIRY = Duration.ofSeconds(30);
    private static final Duration REPEAT_EXPIRY = Duration.ofHours(1);

    /// The same as FHIR R4; docs/fhir.md.
    byte[] fhir(Outcome outcome) {
        return Fhir.of(outcome, site, device);
    }

    /// A revision: it never expires.
    Message outcome(String topic, Outcome outcome, byte[] payload, Instant now) {
        return about(topic, outcome, payload, now, Optional.empty(), Map.of());
    }

    /// A revision that a receiver asked for again.
    Message replay(String topic, Outcome outcome, byte[] payload, Instant now) {
        return about(topic, outcome, payload, now, Optional.empty(), Map.of("replay", "true"));
    }

    /// A revision that nobody has answered. After an hour others have followed it.
    Message repeat(String topic, Outcome outcome, byte[] payload, Instant now, Map<String, String> more) {
        return about(topic, outcome, payload, now, Optional.of(REPEAT_EXPIRY), more);
    }

    private Message about(String topic, Outcome outcome, byte[] payload, Instant now, Optional<Duration> expiry,
            Map<String, String> more) {
        var user = user(Outcome.SCHEMA_VERSION);
        user.putAll(more);
        user.put("sent-at", now.toString());
        user.putAll(Age.of(outcome.subject().arrival()).properties(now));
        return new Message(topic, payload, false, true,
                new Properties(Optional.of(outcome.identity().id().toString()), expiry, user));
    }

    /// Retained, and gone after three heartbeats: a broker never shows an appliance alive that is not.
    Message alive(String topic, byte[] payload, Duration heartbeat) {
        return new Message(topic, payload, true, true, new Properties(
                Optional.empty(), Optional.of(heartbeat.multipliedBy(3)), user(Status.SCHEMA_VERSION)));
    }

    /// Retained, and stays: what is gone stays gone.
    Message offline(String topic, byte[] payload) {
        return kept(topic, payload, Status.SCHEMA_VERSION);
    }

    Message ledger(String topic, byte[] payload) {
        return kept(topic, payload, Ledger.SCHEMA_VERSION);
    }

    private Message kept(String topic, byte[] payload, String schemaVersion) {
        return new Message(topic, payload, true, true,
                new Properties(Optional.empty(), Optional.empty(), user(schemaVersion)));
    }

    /// QoS 0: the next one tells the same.
    Message metrics(String topic, byte[] payload) {
        return new Message(topic, payload, false, false,
                new Properties(Optional.empty(), Optional.of(METRICS_EXPIRY), user(Tally.SCHEMA_VERSION)));
    }

    private Map<String, String> user(String schemaVersion) {
        return new HashMap<>(Map.of("site", site, "device", device, "schema-version", schemaVersion));
    }
}
