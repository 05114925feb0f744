// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.config.MqttSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One MQTT 5 connection to the broker, from its attempt to its end; never reconnects, never reused.
///
/// What it learns it tells with itself, so that a late word of an old connection is known for one. Nothing here waits
/// but [#leave].
public final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /// Paho prints the stack of every lost connection, which it tells its listener all the same.
    private static final java.util.logging.Logger PAHO =
            java.util.logging.Logger.getLogger("org.eclipse.paho.mqttv5");
    private static final int CONNECT_LIMIT_SECONDS = 5;
    private static final long LEAVE_LIMIT_MILLIS = 1_000;
    private static final int MQTT_RECEIVE_MAXIMUM = 65_535;
    /// Retained messages of a topic are no acknowledgements: what counts is sent while we are subscribed.
    private static final int NO_RETAINED = 2;
    private static final int SERVER_DISCONNECTED = MqttClientException.REASON_CODE_SERVER_DISCONNECTED;

    // Paho 1.2.5 with cleanStart=false and QoS 1 in flight, its own reconnect or its buffer loses or repeats messages
    // for ever. So: a clean start for what sends, nothing kept in Paho, a fresh client for each connection, and a
    // socket of our own (see Line). A packet that its reader chokes on ends its thread without a word to anybody: its
    // threads run in a group of ours, which hears of that.

    static {
        PAHO.setLevel(Level.OFF);
    }

    private final MqttSettings settings;
    private final Consumer<News> listener;
    private final MqttAsyncClient client;
    private final Line line;
    private final Receipts receipts = new Receipts(this::acknowledge);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean stood;
    private volatile Optional<IOException> failure = Optional.empty();

    /// Starts to connect, and to subscribe where the plan says so; [News.Up] or [News.Down] follows.
    public static Connection open(MqttSettings settings, Plan plan, Consumer<News> listener) {
        try {
            var connection = new Connection(settings, plan.clientId(), listener);
            var starting = new Thread(connection.new Threads(), () -> connection.connect(plan), "mqtt-connect");
            starting.setDaemon(true);
            starting.start();
            return connection;
        } catch (MqttException e) {
            throw new IllegalArgumentException("mqtt.url: " + settings.url(), e);
        }
    }

    private Connection(MqttSettings settings, String clientId, Consumer<News> listener) throws MqttException {
        this.settings = settings;
        this.listener = listener;
        this.client = new MqttAsyncClient("tcp://" + settings.url().getAuthority(), clientId, new MemoryPersistence());
        Optional<Supplier<SSLSocketFactory>> tls = settings.encrypted()
                ? Optional.of(() -> TlsFiles.read(settings.tls()))
                : Optional.empty();
        this.line = new Line(tls, settings.url().getHost().replaceAll("[\\[\\]]", ""),
                problem -> failure = failure.or(() -> Optional.of(problem)));
    }

    private void connect(Plan plan) {
        try {
            client.setCallback(new Ears());
            client.setManualAcks(true);
            client.connect(options(plan), null, new Listening(token -> connected(plan, token)));
        } catch (MqttException | IOException | IllegalArgumentException e) {
            down(Trouble.of(e, settings.url()));
        }
    }

    private MqttConnectionOptions options(Plan plan) throws IOException {
        var options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(CONNECT_LIMIT_SECONDS);
        options.setKeepAliveInterval(Math.clamp(plan.keepAlive().toSeconds(), 2, 60));
        options.setSocketFactory(new Lines(line));
        settings.username().ifPresent(options::setUserName);
        if (settings.passwordFile().isPresent()) {
            options.setPassword(password().getBytes(UTF_8));
        }
        switch (plan) {
            case Plan.Sending(_, _, var will) -> {
                options.setCleanStart(true);
                options.setSessionExpiryInterval(0L);
                var last = paho(will);
                options.setWill(will.topic(), last);
                options.setWillMessageProperties(last.getProperties());
            }
            case Plan.Hearing hearing -> {
                options.setCleanStart(hearing.fresh());
                options.setSessionExpiryInterval(hearing.remembered().toSeconds());
                options.setReceiveMaximum(Plan.Hearing.MOST_AT_ONCE);
                options.setMaximumPacketSize((long) Plan.Hearing.MOST_BYTES);
            }
        }
        return options;
    }

    private String password() {
        var file = settings.passwordFile().orElseThrow();
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new IllegalArgumentException("mqtt.password-file: %s cannot be read (%s)".formatted(file,
                    e.getClass().getSimpleName()), e);
        }
    }

    private void connected(Plan plan, IMqttToken token) {
        stood = true;
        var terms = Optional.ofNullable(token.getResponseProperties());
        var up = new News.Up(this,
                terms.map(MqttProperties::getReceiveMaximum).orElse(MQTT_RECEIVE_MAXIMUM),
                terms.map(MqttProperties::getMaximumPacketSize).orElse(Long.MAX_VALUE));
        switch (plan) {
            case Plan.Sending _ -> tell(up);
            case Plan.Hearing hearing -> subscribe(hearing, up);
        }
    }

    private void subscribe(Plan.Hearing plan, News.Up up) {
        try {
            var filters = plan.filters().stream().map(filter -> {
                var subscription = new MqttSubscription(filter, 1);
                subscription.setRetainHandling(NO_RETAINED);
                return subscription;
            }).toArray(MqttSubscription[]::new);
            client.subscribe(filters, null, new Listening(token -> {
                var refusal = Arrays.stream(token.getReasonCodes()).filter(code -> code >= 0x80).findFirst();
                if (refusal.isPresent()) {
                    down(new Trouble(Trouble.Kind.REFUSED,
                            "the broker does not let us subscribe to %s (0x%02X); its access list must allow it"
                                    .formatted(String.join(", ", plan.filters()), refusal.getAsInt())));
                } else {
                    tell(up);
                }
            }), new MqttProperties());
        } catch (MqttException | IllegalArgumentException e) {
            down(Trouble.of(e, settings.url()));
        }
    }

    /// Sends; [News.Answered] follows, or [News.Down].
    ///
    /// @param ticket comes back with the answer
    public void publish(Message message, long ticket) {
        try {
            client.publish(message.topic(), paho(message), null,
                    new Listening(token -> tell(new News.Answered(this, ticket, reason(token)))));
        } catch (MqttException | IllegalArgumentException e) {
            down(Trouble.of(e, settings.url()));
        }
    }

    private static MqttMessage paho(Message message) {
        var properties = new MqttProperties();
        properties.setContentType(message.type());
        properties.setPayloadFormat(true);
        message.properties().correlation().ifPresent(it -> properties.setCorrelationData(it.getBytes(UTF_8)));
        message.properties().expiry().map(Duration::toSeconds)
                .ifPresent(it -> properties.setMessageExpiryInterval(Math.max(1, it)));
        properties.setUserProperties(new ArrayList<>(message.properties().user().entrySet().stream()
                .map(it -> new UserProperty(it.getKey(), it.getValue())).toList()));
        return new MqttMessage(message.payload(), message.certain() ? 1 : 0, message.retained(), properties);
    }

    /// Paho calls every PUBACK a success, refusals included; a PUBACK without a reason means 0x00.
    private static int reason(IMqttToken token) {
        var reasons = token.getReasonCodes();
        return reasons == null || reasons.length == 0 ? 0 : reasons[0];
    }

    private void acknowledge(int packetId) {
        try {
            client.messageArrivedComplete(packetId, 1);
        } catch (MqttException e) {
            LOG.debug("a message could not be acknowledged: {}", e.toString());
        }
    }

    private void tell(News news) {
        if (!over.get()) {
            listener.accept(news);
        }
    }

    private void down(Trouble why) {
        if (over.compareAndSet(false, true)) {
            receipts.end();
            listener.accept(new News.Down(this, why));
        }
    }

    private Trouble trouble(Throwable cause) {
        return Trouble.of(failure.<Throwable>map(it -> it).orElse(cause), settings.url());
    }

    /// Says good-bye, so that the broker keeps the last will to itself; waits up to 1 s.
    public void leave() {
        try {
            client.disconnect(0).waitForCompletion(LEAVE_LIMIT_MILLIS);
        } catch (MqttException e) {
            LOG.debug("broker gone before good-bye: {}", e.toString());
        }
        drop();
    }

    /// Lets go without a word, whatever the broker does or does not; tells nothing any more.
    public void drop() {
        over.set(true);
        receipts.end();
        line.cut();
        Thread.ofVirtual().name("mqtt-drop").start(() -> {
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

    /// Where Paho's threads live, and die.
    private final class Threads extends ThreadGroup {
        Threads() {
            super("mqtt");
        }

        @Override
        public void uncaughtException(Thread thread, Throwable problem) {
            LOG.warn("mqtt packet could not be read thread=\"{}\" cause={}", thread.getName(), problem.toString());
            down(new Trouble(Trouble.Kind.UNREADABLE, "the broker sent a packet that cannot be read (" + problem + ")"));
        }
    }

    private final class Listening implements MqttActionListener {
        private final Consumer<IMqttToken> done;

        Listening(Consumer<IMqttToken> done) {
            this.done = done;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            done.accept(token);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            boolean told = cause instanceof MqttException known && known.getReasonCode() == SERVER_DISCONNECTED
                    && stood;
            if (!told) { // otherwise disconnected() follows, and knows the reason
                down(trouble(cause));
            }
        }
    }

    private final class Ears implements MqttCallback {
        @Override
        public void disconnected(MqttDisconnectResponse response) {
            down(Trouble.ofCode(response.getReturnCode())
                    .or(() -> Optional.ofNullable(response.getException()).map(Connection.this::trouble))
                    .orElseGet(() -> Trouble.lost("the broker ended the connection")));
        }

        @Override
        public void mqttErrorOccurred(MqttException problem) {
            LOG.warn("mqtt error: {}", problem.toString());
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            var done = message.getQos() == 0 ? (Runnable) () -> {} : receipts.arrived(message.getId());
            tell(new News.Arrived(Connection.this, topic, message.getPayload(), done));
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
