// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A receiver of outcomes: remembers each message and when it came.
final class Hospital implements AutoCloseable {
    /// @param sentAt the user property `sent-at`; empty where there is none
    record Message(String topic, JsonNode payload, boolean retained, Optional<Instant> sentAt, Instant at) {
        String text(String field) {
            return payload.path(field).asString("");
        }
    }

    private final MqttClient client;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final JsonMapper mapper = new JsonMapper();

    Hospital(URI broker) throws MqttException {
        this(broker, "hospital");
    }

    Hospital(URI broker, String name) throws MqttException {
        client = new MqttClient(broker.toString(), name, new MemoryPersistence());
        client.connect();
        IMqttMessageListener remember = (topic, message) -> {
            var now = Instant.now();
            messages.add(new Message(topic, mapper.readTree(message.getPayload()), message.isRetained(),
                    sentAt(message), now));
        };
        client.subscribe(new MqttSubscription[] {new MqttSubscription("gantry/#", 1)},
                new IMqttMessageListener[] {remember});
    }

    private static Optional<Instant> sentAt(MqttMessage message) {
        return message.getProperties().getUserProperties().stream()
                .filter(property -> property.getKey().equals("sent-at"))
                .map(property -> Instant.parse(property.getValue()))
                .findFirst();
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    List<Message> outcomes() {
        return messages.stream().filter(m -> m.topic().contains("/outcome/")).toList();
    }

    /// Waits, at most two minutes, until the outcomes so far are enough.
    List<Message> await(Predicate<List<Message>> enough) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!enough.test(outcomes()) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return outcomes();
    }

    /// Waits likewise for so many outcomes that are not provisional, and gives those: on a busy machine an answer may
    /// miss its budget, and then something provisional comes first.
    List<Message> awaitOutcomes(int count) throws InterruptedException {
        return lasting(await(outcomes -> lasting(outcomes).size() >= count));
    }

    private static List<Message> lasting(List<Message> outcomes) {
        return outcomes.stream().filter(message -> !message.text("state").equals("provisional")).toList();
    }

    /// Waits, at most two minutes, for the first message of any kind.
    void awaitMessage() throws InterruptedException {
        for (int i = 0; i < 6000 && messages.isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() throws MqttException {
        client.disconnect();
        client.close();
    }
}
