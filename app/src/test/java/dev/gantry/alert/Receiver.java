// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A hospital's system: subscribes, and notes all it hears.
final class Receiver implements AutoCloseable {
    record Heard(String topic, JsonNode payload, MqttMessage message, Instant at) {
        String text(String key) {
            return payload.path(key).stringValue();
        }

        long number(String key) {
            return payload.path(key).longValue();
        }

        String property(String key) {
            return message.getProperties().getUserProperties().stream()
                    .filter(property -> property.getKey().equals(key))
                    .map(property -> property.getValue())
                    .findFirst()
                    .orElse("");
        }
    }

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final URI url;
    private final String topic;
    private MqttClient client;

    Receiver(URI url, String topic) throws MqttException {
        this.url = url;
        this.topic = topic;
        connect();
    }

    /// Connects anew and keeps what was heard.
    void connect() throws MqttException {
        client = new MqttClient(url.toString(), freshId(), new MemoryPersistence());
        client.setCallback(new Ears());
        var options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        client.connect(options);
        client.subscribe(new MqttSubscription[] {new MqttSubscription(topic, 1)});
    }

    private static String freshId() {
        return "receiver-" + System.nanoTime();
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }

    Stream<Heard> outcomes() {
        return heard.stream().filter(it -> it.topic().contains("/outcome/"));
    }

    List<String> statusStates() {
        return heard.stream()
                .filter(it -> it.topic().endsWith("/status"))
                .map(it -> it.text("state"))
                .toList();
    }

    void publish(String on, MqttMessage message) throws MqttException {
        client.publish(on, message);
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 100, false);
        client.close(true);
    }

    private final class Ears implements MqttCallback {
        @Override
        public void messageArrived(String on, MqttMessage message) {
            var at = Instant.now();
            var payload = JsonMapper.shared().readTree(new String(message.getPayload(), UTF_8));
            heard.add(new Heard(on, payload, message, at));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException problem) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {}
    }
}
