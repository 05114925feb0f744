// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.alert.Deliveries.Delivery;
import dev.gantry.config.MqttSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to the broker, from its attempt to its end; never reconnects, never reused.
///
/// What it learns it tells on Paho's threads, each time with itself, so that a late word of an old connection
/// is known for one.
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /// Paho prints the stack of every lost connection, which it tells its listener all the same.
    private static final java.util.logging.Logger PAHO =
            java.util.logging.Logger.getLogger("org.eclipse.paho.mqttv5");
    private static final int CONNECT_LIMIT_SECONDS = 5;
    private static final long LEAVE_LIMIT_MILLIS = 1_000;
    private static final int MQTT_RECEIVE_MAXIMUM = 65_535;

    // Paho 1.2.5 with cleanStart=false, its own reconnect or its buffer loses or repeats messages for ever.
    // So: a clean start each time, nothing kept in Paho, and a fresh client for each connection.

    /// What a connection tells.
    sealed interface News {
        Connection from();

        /// @param receiveMaximum QoS 1 publishes that the broker takes at once (MQTT 5 3.2.2.3.3)
        record Up(Connection from, int receiveMaximum) implements News {}

        record Down(Connection from, String why) implements News {}

        /// @param delivery empty for the status
        /// @param reason   of the PUBACK (MQTT 5 3.4.2.1)
        record Answered(Connection from, Optional<Delivery> delivery, int reason) implements News {}
    }

    static {
        PAHO.setLevel(Level.OFF);
    }

    private final MqttAsyncClient client;
    private final Consumer<News> listener;

    /// Nothing happens until [#open].
    Connection(MqttSettings settings, String clientId, Consumer<News> listener) throws MqttException {
        this.client = new MqttAsyncClient(settings.url().toString(), clientId, new MemoryPersistence());
        this.listener = listener;
    }

    /// Starts to connect; [News.Up] or [News.Down] follows.
    ///
    /// @throws IOException when the password cannot be read
    void open(MqttSettings settings, String willTopic, MqttMessage will) throws MqttException, IOException {
        var options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(CONNECT_LIMIT_SECONDS);
        options.setKeepAliveInterval(Math.clamp(settings.heartbeat().toSeconds(), 2, 60));
        options.setWill(willTopic, will);
        options.setWillMessageProperties(will.getProperties());
        settings.username().ifPresent(options::setUserName);
        if (settings.passwordFile().isPresent()) {
            options.setPassword(Files.readString(settings.passwordFile().get()).stripTrailing().getBytes(
                    UTF_8));
        }
        client.setCallback(new Losses());
        client.connect(options, null, new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                var maximum = Optional.ofNullable(token.getResponseProperties())
                        .map(MqttProperties::getReceiveMaximum)
                        .orElse(MQTT_RECEIVE_MAXIMUM);
                listener.accept(new News.Up(Connection.this, maximum));
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                listener.accept(new News.Down(Connection.this, String.valueOf(cause)));
            }
        });
    }

    /// Sends; [News.Answered] follows, or [News.Down].
    void publish(String topic, MqttMessage message, Optional<Delivery> delivery) throws MqttException {
        client.publish(topic, message, null, new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                listener.accept(new News.Answered(Connection.this, delivery, reason(token)));
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                listener.accept(new News.Down(Connection.this, String.valueOf(cause)));
            }
        });
    }

    /// Paho calls every PUBACK a success, refusals included; a PUBACK without a reason means 0x00.
    private static int reason(IMqttToken token) {
        var reasons = token.getReasonCodes();
        return reasons == null || reasons.length == 0 ? 0 : reasons[0];
    }

    /// Says good-bye, so that the broker keeps the last will to itself; waits up to 1 s.
    void leave() {
        try {
            client.disconnect(0).waitForCompletion(LEAVE_LIMIT_MILLIS);
        } catch (MqttException e) {
            LOG.debug("broker gone before good-bye: {}", e.toString());
        }
        drop();
    }

    /// Lets go without a word. Paho may take a while to end its threads: nobody waits for it.
    void drop() {
        Thread.ofVirtual().name("alert-drop").start(() -> {
            try {
                if (client.isConnected()) {
                    client.disconnectForcibly(0, 0, false);
                }
                client.close(true);
            } catch (MqttException e) {
                LOG.debug("connection ended badly: {}", e.toString());
            }
        });
    }

    /// Only losses matter: the rest is told by the listener of each action.
    private final class Losses implements MqttCallback {
        @Override
        public void disconnected(MqttDisconnectResponse response) {
            listener.accept(new News.Down(Connection.this, String.valueOf(response.getException())));
        }

        @Override
        public void mqttErrorOccurred(MqttException problem) {
            LOG.warn("mqtt error: {}", problem.toString());
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            // We subscribe to nothing.
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // The publish's own listener has heard it.
        }

        @Override
        public void connectComplete(boolean reconnect, String uri) {
            // The connect's own listener has heard it.
        }

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {
            // We do no extended authentication.
        }
    }
}
