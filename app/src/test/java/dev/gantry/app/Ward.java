// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

/// A receiver that keeps to the rules of docs/mqtt.md, whatever becomes of its broker: it connects again, compares what
/// it heard with the ledger, and asks for what is missing.
final class Ward implements AutoCloseable {
    private static final long SESSION_SECONDS = 3600;
    private static final long LOOK_MILLIS = 200;
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// One revision, the bytes it came with, and on how many of its topics' messages.
    record Revision(JsonNode payload, String bytes, int times) {
        String text(String field) {
            return payload.path(field).asString("");
        }

        String name() {
            return text("id") + " " + payload.path("revision").asInt();
        }

        String instance() {
            return payload.path("exam").path("instance").asString("");
        }
    }

    private final URI broker;
    private final Thread thread = Thread.ofPlatform().name("ward").unstarted(this::watch);
    private final Map<Long, Revision> bySeq = new TreeMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private Optional<JsonNode> ledger = Optional.empty();
    private Optional<MqttClient> client = Optional.empty();
    private long askedNanos;
    private int asked;
    private volatile boolean leaving;

    Ward(URI broker) {
        this.broker = broker;
        thread.start();
    }

    private void watch() {
        while (!leaving) {
            try {
                if (client.filter(MqttClient::isConnected).isEmpty()) {
                    connect();
                }
                askForWhatIsMissing();
            } catch (MqttException _) {
                client.ifPresent(Ward::drop);
                client = Optional.empty();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException _) {
                break;
            }
        }
        client.ifPresent(Ward::drop);
    }

    private void connect() throws MqttException {
        client.ifPresent(Ward::drop);
        var fresh = new MqttClient(broker.toString(), "ward", new MemoryPersistence());
        client = Optional.of(fresh);
        fresh.setTimeToWait(5_000);
        fresh.setCallback(new Ears());
        var options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(SESSION_SECONDS);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(5);
        fresh.connect(options);
        fresh.subscribe(new MqttSubscription[] {new MqttSubscription("gantry/#", 1)});
    }

    private static void drop(MqttClient client) {
        try {
            client.disconnectForcibly(0, 100, false);
            client.close(true);
        } catch (MqttException _) {
            // it is gone, which was meant
        }
    }

    private void askForWhatIsMissing() throws MqttException {
        var missing = missing();
        if (missing.isEmpty() || System.nanoTime() - askedNanos < ASK_NANOS) {
            return;
        }
        askedNanos = System.nanoTime();
        synchronized (this) {
            asked++;
        }
        var request = "{\"from-seq\": %d, \"to-seq\": %d}".formatted(missing.getFirst(), missing.getLast());
        client.orElseThrow().publish("gantry/st-anna/cr-room-2/replay", new MqttMessage(request.getBytes(UTF_8), 1, false,
                new MqttProperties()));
    }

    /// The numbers that the ledger counts and that never came.
    synchronized List<Long> missing() {
        var missing = new ArrayList<Long>();
        ledger.ifPresent(it -> {
            for (long seq = it.path("first-seq").asLong(); seq <= it.path("last-seq").asLong(); seq++) {
                if (!bySeq.containsKey(seq)) {
                    missing.add(seq);
                }
            }
        });
        return missing;
    }

    /// The last number that the ledger counts; 0 before there is one.
    synchronized long lastSeq() {
        return ledger.map(it -> it.path("last-seq").asLong()).orElse(0L);
    }

    synchronized List<Revision> revisions() {
        return List.copyOf(bySeq.values());
    }

    /// Messages that said something else under a name or a number that was taken.
    synchronized List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    /// How often it had to ask for a replay.
    synchronized int asked() {
        return asked;
    }

    /// What stands for each image: the highest revision of each id, retracted ones left out.
    Map<String, List<Revision>> standing() {
        var last = new TreeMap<UUID, Revision>();
        revisions().forEach(it -> last.merge(UUID.fromString(it.text("id")), it, (one, other) ->
                one.payload().path("revision").asInt() > other.payload().path("revision").asInt() ? one : other));
        var standing = new TreeMap<String, List<Revision>>();
        last.values().stream().filter(it -> !it.text("state").equals("retracted")).forEach(it ->
                standing.computeIfAbsent(it.instance(), _ -> new ArrayList<>()).add(it));
        return standing;
    }

    /// Waits, at most so long, until it is as asked.
    boolean await(long seconds, BooleanSupplier enough) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!enough.getAsBoolean() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return enough.getAsBoolean();
    }

    private synchronized void heard(String topic, String text) {
        var payload = JsonMapper.shared().readTree(text);
        if (topic.endsWith("/ledger")) {
            ledger = Optional.of(payload);
        } else if (payload.has("revision") && payload.has("seq")) {
            var fresh = new Revision(payload, text, 1);
            bySeq.merge(payload.path("seq").asLong(), fresh, (known, _) -> {
                if (!known.bytes().equals(text)) {
                    contradictions.add(known.bytes() + " <> " + text);
                }
                return new Revision(known.payload(), known.bytes(), known.times() + 1);
            });
        }
    }

    @Override
    public void close() {
        leaving = true;
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Ears implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            heard(topic, new String(message.getPayload(), UTF_8));
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
