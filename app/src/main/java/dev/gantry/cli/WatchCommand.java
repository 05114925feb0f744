// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A receiver: prints each outcome that a broker carries, until it is stopped.
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Prints each outcome that a broker carries.",
            "Subscribes to the outcomes of one or all appliances, live, shadow and test alike.",
            "Repeated deliveries (same id and revision) are shown once, as every receiver should do.",
            "Ends with Ctrl-C, or after --count outcomes."
        })
final class WatchCommand implements Callable<Integer> {
    private static final int REMEMBERED = 10_000;

    @Option(names = "--url", defaultValue = "tcp://127.0.0.1:1883", paramLabel = "URL",
            description = "the broker (default: ${DEFAULT-VALUE})")
    String url;

    @Option(names = "--site", defaultValue = "+", paramLabel = "SITE", description = "only this site")
    String site;

    @Option(names = "--device", defaultValue = "+", paramLabel = "DEVICE", description = "only this device")
    String device;

    @Option(names = "--json", description = "print the raw payloads, one per line")
    boolean json;

    @Option(names = "--count", defaultValue = "0", paramLabel = "N", description = "end after N outcomes (0: never)")
    int count;

    private final JsonMapper mapper = new JsonMapper();
    private final OutcomeText text = new OutcomeText(Ansi.AUTO);
    private final CountDownLatch done = new CountDownLatch(1);
    private int printed;
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Override
    public Integer call() throws MqttException, InterruptedException {
        var client = new MqttClient(url, "gantry-watch-" + ProcessHandle.current().pid(), new MemoryPersistence());
        client.setCallback(new Printing());
        var options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setConnectionTimeout(5);
        try {
            client.connect(options);
            var prefix = "gantry/" + site + "/" + device;
            client.subscribe(new MqttSubscription[] {
                new MqttSubscription(prefix + "/outcome/#", 1),
                new MqttSubscription(prefix + "/shadow/outcome/#", 1),
                new MqttSubscription(prefix + "/test/outcome/#", 1)
            });
        } catch (MqttException e) {
            System.err.println("gantry watch: no connection to " + url + " (" + e.getMessage()
                    + "); is the broker running, and is --url right?");
            return Main.FAILED;
        }
        System.err.println("gantry watch: subscribed at " + url);
        done.await();
        client.disconnect();
        client.close();
        return printed < count || count == 0 ? Main.FAILED : Main.DONE;
    }

    private synchronized void print(byte[] payload) {
        try {
            var outcome = mapper.readTree(payload);
            var revision = outcome.path("id").asString("") + "/" + outcome.path("revision").asInt(0);
            if (done.getCount() == 0 || seen.put(revision, true) != null) {
                return;
            }
            System.out.println(json ? new String(payload, StandardCharsets.UTF_8) : text.line(outcome));
            System.out.flush();
            printed++;
            if (printed == count) {
                done.countDown();
            }
        } catch (JacksonException e) {
            System.err.println("gantry watch: a payload is no JSON: " + e.getOriginalMessage());
        }
    }

    /// Paho's callbacks, of which two matter here.
    private final class Printing implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            print(message.getPayload());
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            if (done.getCount() > 0) {
                System.err.println("gantry watch: the broker is gone (" + response.getReasonString() + ")");
                done.countDown();
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            System.err.println("gantry watch: " + exception.getMessage());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // nothing is published here
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // subscribing follows the connect call
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // no enhanced authentication is asked for
        }
    }
}
