// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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

/**
 * A whole receiver of Gantry's outcomes. Java 17 or later, org.eclipse.paho.mqttv5.client 1.2.5, Jackson 3.
 *
 * <p>{@code java -cp 'lib/*' Receiver.java HOST PORT STATE-FILE [NAME ROLE]}
 */
public final class Receiver implements MqttCallback {
    private record Standing(long revision, String state, String result) {}

    private static final class Appliance {
        String epoch = "-";
        long have;
        final TreeSet<Long> beyond = new TreeSet<>();
        String status = "unknown";
        long untilNanos = Long.MAX_VALUE;
    }

    private final Path file;
    private final String name;
    private final String role;
    private final MqttClient hearing;
    private final MqttClient saying; // Paho cannot keep a session and publish on it: docs/decisions/0002
    private final Map<String, Standing> standing = new TreeMap<>();
    private final Map<String, Appliance> appliances = new TreeMap<>();

    private Receiver(String url, Path file, String name, String role) throws IOException, MqttException {
        this.file = file;
        this.name = name;
        this.role = role;
        hearing = new MqttClient(url, "gantry-" + name, new MemoryPersistence());
        saying = new MqttClient(url, "gantry-" + name + "-says", new MemoryPersistence());
        hearing.setCallback(this);
        load();
    }

    public static void main(String[] args) throws Exception {
        var named = args.length > 4;
        var receiver = new Receiver("tcp://" + args[0] + ":" + args[1], Path.of(args[2]),
                named ? args[3] : "receiver", named ? args[4] : "");
        while (true) {
            receiver.connect();
            receiver.look();
            Thread.sleep(1000);
        }
    }

    private void connect() {
        try {
            if (!saying.isConnected()) {
                saying.connect(new MqttConnectionOptions());
            }
            if (!hearing.isConnected()) {
                var options = new MqttConnectionOptions();
                options.setCleanStart(false);
                options.setSessionExpiryInterval(7L * 24 * 3600); // the broker keeps what comes while we are away
                hearing.connect(options);
                hearing.subscribe(new MqttSubscription[] {new MqttSubscription("gantry/+/+/#", 1)});
            }
        } catch (MqttException e) {
            System.out.println("NOT CONNECTED " + e);
        }
    }

    /** Rule 5: no heartbeat is as bad as {@code offline}. */
    private synchronized void look() {
        appliances.forEach((place, it) -> {
            if (it.untilNanos != Long.MAX_VALUE && System.nanoTime() - it.untilNanos > 0) {
                it.status = "silent";
                it.untilNanos = Long.MAX_VALUE;
                System.out.println("APPLIANCE " + place + " silent");
            }
        });
    }

    /** Paho sends the PUBACK when this returns: by then all is on disk. */
    @Override
    public synchronized void messageArrived(String topic, MqttMessage message) throws IOException {
        var level = topic.split("/");
        var place = level[1] + "/" + level[2];
        boolean live = !level[3].equals("shadow") && !level[3].equals("test");
        try {
            var kind = live ? level[3] : level[4];
            var said = JsonMapper.shared().readTree(new String(message.getPayload(), StandardCharsets.UTF_8));
            switch (kind) {
                case "outcome", "alert", "attention", "escalation" -> outcome(place, live, known(said), reminds(message));
                case "ledger" -> ledger(place, known(said));
                case "status" -> status(place, known(said));
                default -> { }
            }
        } catch (RuntimeException e) { // a message that cannot be read must not stop the others
            System.out.println("CANNOT READ " + topic + " " + e.getMessage());
        }
        save();
    }

    private static JsonNode known(JsonNode said) {
        var version = said.path("schema-version").asString();
        if (!version.startsWith("1.")) { // rule 9
            throw new IllegalArgumentException("schema-version " + version + ": this receiver is too old");
        }
        return said;
    }

    private static boolean reminds(MqttMessage message) {
        return message.getProperties().getUserProperties().stream().anyMatch(it -> it.getKey().equals("escalation"));
    }

    private void outcome(String place, boolean live, JsonNode said, boolean reminds) {
        count(place, said.path("seq").asLong()); // rule 7: shadow and test have numbers too
        if (!live || !said.path("mode").asString().equals("live")) { // rule 6: a test pages nobody
            return;
        }
        var id = said.path("id").asString();
        var now = new Standing(said.path("revision").asLong(), said.path("state").asString(),
                said.path("result").asString());
        var before = standing.getOrDefault(id, new Standing(0, "", ""));
        boolean reminder = reminds && now.revision() == before.revision(); // rule 12: nobody has answered yet
        if (now.revision() <= before.revision() && !reminder) { // rules 1 and 2: a repeat, or overtaken
            return;
        }
        standing.put(id, now);
        if (now.result().equals("positive") && !now.state().equals("retracted")) {
            tell(reminder ? "REMINDER" : "ALERT", id, now); // `late` and `age`: rule 6
            if (!role.isEmpty()) {
                var ack = JsonMapper.shared().createObjectNode().put("id", id).put("revision", now.revision())
                        .put("receiver", name).put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("action", "seen");
                ack.putObject("by").put("role", role);
                say("gantry/" + place + "/ack/" + name, ack);
            }
        } else if (before.result().equals("positive")) {
            tell("TAKEN BACK", id, now); // rule 3
        } else if (now.result().equals("not_analysed")) {
            tell("NOT ANALYSED", id, now); // rule 4: nobody looked
        }
    }

    private static void tell(String what, String id, Standing now) {
        System.out.println(what + " " + id + " revision " + now.revision());
    }

    private void count(String place, long seq) {
        var it = appliances.computeIfAbsent(place, key -> new Appliance());
        if (seq > it.have) {
            it.beyond.add(seq);
        }
        while (it.beyond.remove(it.have + 1)) {
            it.have++;
        }
    }

    private void ledger(String place, JsonNode said) {
        var it = appliances.computeIfAbsent(place, key -> new Appliance());
        long first = said.path("first-seq").asLong();
        long last = said.path("last-seq").asLong();
        var epoch = said.path("epoch").asString();
        if (!it.epoch.equals(epoch)) { // first contact: begins with now; later, rule 8: a new outbox counts anew
            it.have = it.epoch.equals("-") ? last : first - 1;
            it.epoch = epoch;
            it.beyond.clear();
        }
        if (it.have < first - 1) {
            System.out.println("LOST " + place + " " + (it.have + 1) + " to " + (first - 1) + " look them up");
            it.have = first - 1;
        }
        if (it.have < last) { // rule 7: ask for what is missing
            long to = it.beyond.isEmpty() ? last : Math.min(last, it.beyond.first() - 1);
            say("gantry/" + place + "/replay",
                    JsonMapper.shared().createObjectNode().put("from-seq", it.have + 1).put("to-seq", to));
        }
    }

    private void status(String place, JsonNode said) {
        var it = appliances.computeIfAbsent(place, key -> new Appliance());
        it.status = said.path("state").asString();
        it.untilNanos = it.status.equals("offline") ? Long.MAX_VALUE
                : System.nanoTime() + (long) (3e9 * said.path("heartbeat-s").asDouble());
        System.out.println("APPLIANCE " + place + " " + it.status + " " + said.path("reasons"));
    }

    private void say(String topic, JsonNode payload) {
        try {
            saying.publish(topic, new MqttMessage(payload.toString().getBytes(StandardCharsets.UTF_8), 1, false, null));
        } catch (MqttException e) { // the ledger comes again; an answer that got lost is given again by a person
            System.out.println("NOT SENT " + topic + " " + e);
        }
    }

    private void load() throws IOException {
        for (var line : Files.exists(file) ? Files.readAllLines(file) : new ArrayList<String>()) {
            var word = line.split(" ");
            if (word[0].equals("outcome")) {
                standing.put(word[1], new Standing(Long.parseLong(word[2]), word[3], word[4]));
            } else {
                var it = appliances.computeIfAbsent(word[1], key -> new Appliance());
                it.epoch = word[2];
                it.have = Long.parseLong(word[3]);
                it.status = word[4];
            }
        }
    }

    /** Use a database. */
    private void save() throws IOException {
        var lines = new ArrayList<String>();
        standing.forEach((id, it) -> lines.add(
                "outcome " + id + " " + it.revision() + " " + it.state() + " " + it.result()));
        appliances.forEach((place, it) -> lines.add(
                "appliance " + place + " " + it.epoch + " " + it.have + " " + it.status));
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
