// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.alert.Deliveries.Delivery;
import dev.gantry.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/// Payloads with their MQTT 5 properties (MQTT 5 3.3.2.3). All are QoS 1.
record Messages(String site, String device) {
    private static final int QOS = 1;

    /// @param now becomes the user property `sent-at`
    MqttMessage outcome(Delivery delivery, Instant now) {
        var message =
                new MqttMessage(delivery.entry().payload(), QOS, false, properties(Outcome.SCHEMA_VERSION));
        message.getProperties().getUserProperties().add(new UserProperty("sent-at", now.toString()));
        return message;
    }

    /// Retained, and gone after three heartbeats: a broker never shows an appliance alive that is not.
    MqttMessage alive(byte[] payload, Duration heartbeat) {
        var message = new MqttMessage(payload, QOS, true, properties(Status.SCHEMA_VERSION));
        message.getProperties().setMessageExpiryInterval(Math.max(1, heartbeat.multipliedBy(3).toSeconds()));
        return message;
    }

    /// Retained, and stays: what is gone stays gone.
    MqttMessage offline(byte[] payload) {
        return new MqttMessage(payload, QOS, true, properties(Status.SCHEMA_VERSION));
    }

    private MqttProperties properties(String schemaVersion) {
        var properties = new MqttProperties();
        properties.setContentType("application/json");
        properties.setPayloadFormat(true);
        properties.setUserProperties(new ArrayList<>(List.of(
                new UserProperty("site", site),
                new UserProperty("device", device),
                new UserProperty("schema-version", schemaVersion))));
        return properties;
    }
}
