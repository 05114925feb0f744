// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.app.Hospital.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An alert of the whole appliance that nobody answers, until the one does who may.
class UnansweredIT {
    private static final Path STUDY = Path.of("src/test/studies/phantom-opacity-1.dcm");
    private static final String SETTINGS = """
            mode: live
            alerts:
              receivers: [{name: ris, roles: [radiologist, technologist]}]
              severities: [urgent]
              escalation:
                - {after: 1s, step: repeat}
                - {after: 2s, step: second-topic}
                - {after: 3s, step: degraded}
            """;

    @TempDir
    Path folder;

    @Test
    void isRepeatedSentElsewhereAndDegradesTheStatusUntilTheRadiologistAnswers() throws Exception {
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), SETTINGS)) {
            site.storescu(List.of(), List.of(real()));

            var alert = awaited(hospital, it -> it.topic().endsWith("/alert/urgent"));
            assertThat(alert.text("result")).isEqualTo("positive");
            assertThat(alert.text("mode")).isEqualTo("live");
            acknowledge(broker, alert, "technologist");
            var second = awaited(hospital, it -> it.topic().endsWith("/escalation/urgent"));
            assertThat(second.payload()).as("the same payload").isEqualTo(alert.payload());
            assertThat(hospital.messages().stream().filter(it -> it.topic().endsWith("/alert/urgent"))).as("and a repeat")
                    .hasSizeGreaterThanOrEqualTo(2).allMatch(it -> it.payload().equals(alert.payload()));
            awaited(hospital, it -> unanswered(it));

            acknowledge(broker, alert, "radiologist");

            awaited(hospital, it -> it.topic().endsWith("/status") && it.at().isAfter(second.at()) && !unanswered(it)
                    && hospital.messages().stream().anyMatch(before -> unanswered(before) && before.at().isBefore(it.at())));
        }
    }

    private static boolean unanswered(Message message) {
        return message.topic().endsWith("/status") && message.payload().path("reasons").toString().contains("unanswered");
    }

    /// The drawn picture with its mark of a test taken off, (0028,0300) Quality Control Image = NO, and without its date:
    /// old pictures alert nobody.
    private Path real() throws Exception {
        var bytes = new String(Files.readAllBytes(STUDY), ISO_8859_1);
        var marked = "\u0028\u0000\u0000\u0003CS\u0004\u0000";
        assertThat(bytes).contains(marked + "YES ");
        return Files.write(folder.resolve("real.dcm"), bytes.replace(marked + "YES ", marked + "NO  ")
                .replace("20260102", "        ").getBytes(ISO_8859_1));
    }

    private static Message awaited(Hospital hospital, Predicate<Message> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (hospital.messages().stream().noneMatch(wanted) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return hospital.messages().stream().filter(wanted).findFirst().orElseThrow(() ->
                new AssertionError("it did not come; what came: " + hospital.messages()));
    }

    private static void acknowledge(Broker broker, Message alert, String role) throws Exception {
        var ris = new MqttClient(broker.url().toString(), "ris", new MemoryPersistence());
        ris.connect();
        ris.publish("gantry/st-anna/cr-room-2/ack/ris", """
                {"id": "%s", "revision": 1, "receiver": "ris", "by": {"role": "%s"}, "at": "%s", "action": "accepted"}
                """.formatted(alert.text("id"), role, Instant.now()).getBytes(UTF_8), 1, false);
        ris.disconnect();
        ris.close();
    }
}
