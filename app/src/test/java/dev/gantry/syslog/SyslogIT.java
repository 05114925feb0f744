// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.ClientTls;
import dev.gantry.dicom.tls.ClientSockets;
import dev.gantry.envelope.Certificates;
import dev.gantry.syslog.Message.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Delivery to a real rsyslog.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SyslogIT {
    private static final Originator FROM = new Originator("gantry-2", "gantry", "42");
    /// Nothing settles within a test: whatever a receiver may have lost comes again.
    private static final Pace PACE = new Pace(
            Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ZERO);
    private static final Pattern SEQUENCE = Pattern.compile("sequenceId=\"(\\d+)\"");

    @TempDir
    static Path certificates;

    private static Certificates made;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() throws Exception {
        Certificates.need("openssl");
        made = new Certificates(certificates).authority("hospital").authority("stranger")
                .issue("receiver", "hospital", "ec").issue("gantry", "hospital", "ec")
                .issue("intruder", "stranger", "ec");
    }

    private static Receiver at(int port, String own, String trust) {
        var tls = new ClientTls(Optional.of(made.certificate(trust)),
                Optional.of(new ClientTls.Own(made.certificate(own), made.key(own))));
        return new Receiver("127.0.0.1", port, () -> ClientSockets.read("audit-trail", tls));
    }

    private Syslog open(int port) throws IOException {
        return open(at(port, "gantry", "hospital"), 10_000);
    }

    private Syslog open(Receiver receiver, int most) throws IOException {
        return Syslog.open(folder.resolve("waiting"), receiver, FROM, PACE, most);
    }

    private static Message message(String text) {
        return new Message(Instant.now(), Severity.NOTICE, "DICOM+RFC3881", text);
    }

    private static List<Integer> numbers(List<String> received) {
        return received.stream().map(line -> {
            var matcher = SEQUENCE.matcher(line);
            assertThat(matcher.find()).as(line).isTrue();
            return Integer.parseInt(matcher.group(1));
        }).toList();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void deliversEachMessageWholeAndInItsOrder() throws Exception {
        var large = "<a>" + "äöü".repeat(4_000) + "</a>";
        try (var rsyslog = new Rsyslog(folder, made).start(); var syslog = open(rsyslog.port())) {
            for (int i = 1; i <= 300; i++) {
                assertThat(syslog.send(message(i == 7 ? large : "<m n='" + i + "'/>"))).isTrue();
            }

            var received = rsyslog.await(lines -> lines.size() >= 300);
            assertThat(numbers(received)).containsExactlyElementsOf(IntStream.rangeClosed(1, 300).boxed().toList());
            assertThat(received.get(6)).endsWith(" \uFEFF" + large);
            assertThat(received.getFirst()).matches("<85>1 20\\S+Z gantry-2 gantry 42 DICOM\\+RFC3881 \\[meta"
                    + " sequenceId=\"1\"] \uFEFF<m n='1'/>");
            assertThat(syslog.standing()).extracting(Standing::connected, Standing::written, Standing::complaint)
                    .containsExactly(true, 300L, Optional.empty());
        }
    }

    @Test
    void losesNothingWhenTheReceiverDiesAgainAndAgain() throws Exception {
        try (var rsyslog = new Rsyslog(folder, made).start(); var syslog = open(rsyslog.port())) {
            for (int death = 0; death < 3; death++) {
                for (int i = 0; i < 200; i++) {
                    syslog.send(message("<m/>"));
                    if (i == 100) {
                        int sent = 200 * death + i;
                        rsyslog.await(lines -> lines.size() > sent / 2);
                        rsyslog.kill();
                    }
                }
                rsyslog.start();
            }

            var received = rsyslog.await(lines -> numbers(lines).stream().distinct().count() == 600);
            assertThat(numbers(received).stream().distinct().sorted().toList())
                    .isEqualTo(IntStream.rangeClosed(1, 600).boxed().toList());
        }
    }

    @Test
    void deliversAfterARestartWhatTheReceiverDidNotGetAndNothingTwice() throws Exception {
        var rsyslog = new Rsyslog(folder, made);
        try (rsyslog) {
            try (var syslog = open(rsyslog.port())) {
                syslog.send(message("<a/>"));
                syslog.send(message("<b/>"));
                await(() -> syslog.standing().complaint().isPresent());
                assertThat(syslog.standing().complaint().orElseThrow()).contains(
                        "has not reached 127.0.0.1:" + rsyslog.port(), "Connection refused", "2 messages wait on disk");
            }
            rsyslog.start();
            try (var syslog = open(rsyslog.port())) {
                rsyslog.await(lines -> lines.size() == 2);
                syslog.send(message("<c/>"));
            } // it says good-bye, and waits for the same
            try (var syslog = open(rsyslog.port())) {
                assertThat(syslog.standing().waiting()).isZero();
                syslog.send(message("<d/>"));

                assertThat(numbers(rsyslog.await(lines -> lines.size() >= 4))).containsExactly(1, 2, 3, 4);
            }
        }
    }

    @Test
    void tellsNothingToAReceiverThatIsNotWhoItShouldBe() throws Exception {
        try (var rsyslog = new Rsyslog(folder, made).start();
                var syslog = open(at(rsyslog.port(), "gantry", "stranger"), 10)) {
            syslog.send(message("<secret/>"));
            await(() -> syslog.standing().complaint().isPresent());

            assertThat(syslog.standing().complaint().orElseThrow()).contains("certification path");
            assertThat(syslog.standing().connected()).isFalse();
        }
        try (var rsyslog = new Rsyslog(folder, made, "hospital").start(); // believed, and made out to nobody we call
                var syslog = open(at(rsyslog.port(), "gantry", "hospital"), 10)) {
            await(() -> syslog.standing().complaint().isPresent());

            assertThat(syslog.standing().complaint().orElseThrow()).contains("No subject alternative names");
            assertThat(rsyslog.received()).isEmpty();
        }
    }

    @Test
    void keepsWhatAReceiverRefusesToHearFromUs() throws Exception {
        try (var rsyslog = new Rsyslog(folder, made).start()) {
            try (var syslog = open(at(rsyslog.port(), "intruder", "hospital"), 10)) {
                syslog.send(message("<m/>"));
                await(() -> syslog.standing().complaint().isPresent());
                assertThat(syslog.standing().waiting()).isEqualTo(1);
            }
            try (var syslog = open(rsyslog.port())) {
                assertThat(numbers(rsyslog.await(lines -> !lines.isEmpty()))).containsExactly(1);
                assertThat(syslog.standing().connected()).isTrue();
            }
        }
    }

    @Test
    void saysWhenThereIsNoMoreRoomAndTakesWhatMustBeSaid() throws Exception {
        try (var syslog = open(at(1, "gantry", "hospital"), 10)) {
            for (int i = 0; i < 10; i++) {
                assertThat(syslog.send(message("<m/>"))).isTrue();
            }

            assertThat(syslog.send(message("<m/>"))).isFalse();
            syslog.insist(message("<full/>"));
            assertThat(syslog.standing().waiting()).isEqualTo(11);
            assertThat(syslog.roomy()).isFalse();
        }
    }

    @Test
    void refusesAFolderThatAnotherUses() throws Exception {
        try (var _ = open(1)) {
            assertThatThrownBy(() -> open(1)).isInstanceOf(IOException.class).hasMessageContaining("in use");
        }
    }
}
