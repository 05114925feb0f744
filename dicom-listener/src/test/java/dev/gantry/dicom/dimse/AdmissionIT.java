// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.AccessSettings;
import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.config.Network;
import dev.gantry.config.PeerSettings;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.AccessFolder;
import dev.gantry.dicom.access.Allowed;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.tls.Openssl;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who may call, asked by DCMTK.
@Timeout(60)
class AdmissionIT {
    private static final String UNKNOWN = "Calling AE Title Not Recognized";

    @TempDir
    Path spool;

    Vertx vertx;
    Access access;
    int port;

    @BeforeEach
    void start() {
        Openssl.needs("echoscu");
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }

    @AfterEach
    void close() throws Exception {
        if (vertx instanceof Vertx running) {
            running.close().await(60, TimeUnit.SECONDS);
            access.close();
        }
    }

    private void listen(String host, Policy policy, PeerSettings... peers) throws Exception {
        var settings = new DicomSettings("GANTRY", host, OptionalInt.of(0), 50, 50, 131_072, Duration.ofSeconds(5),
                Duration.ofSeconds(20), List.of("explicit-little-endian", "implicit-little-endian"), NativeCodecs.OFF,
                Optional.empty(), new AccessSettings(List.of("OLD_PACS"), policy, List.of(peers)));
        access = Access.open(settings, spool, Clock.systemUTC());
        var listener = new Listener(settings, new Provider(new FakeStorage()), access, Optional.empty());
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        port = listener.actualPort();
    }

    private Openssl.Run echoscu(String calling, String called, String host) throws Exception {
        return Openssl.run("echoscu", "-v", "-aet", calling, "-aec", called, host, Integer.toString(port));
    }

    private static PeerSettings peer(String title, String network) {
        return new PeerSettings(title, List.of(new Network(network)), Optional.empty());
    }

    @Test
    void letsInOnlyWhoIsListed() throws Exception {
        listen("127.0.0.1", Policy.LISTED, peer("CT_1", "127.0.0.0/8"), peer("CT_2", "10.0.4.0/24"));

        assertThat(echoscu("CT_1", "GANTRY", "127.0.0.1").exit()).isZero();
        assertThat(echoscu("CT_1", "OLD_PACS", "127.0.0.1").exit()).as("also called").isZero();
        assertThat(echoscu("CT_2", "GANTRY", "127.0.0.1").output()).as("from elsewhere").contains(UNKNOWN);
        assertThat(echoscu("CT_3", "GANTRY", "127.0.0.1").output()).contains(UNKNOWN);
        assertThat(echoscu("CT_1", "PACS", "127.0.0.1").output()).contains("Called AE Title Not Recognized");
        assertThat(access.refusals()).extracting(refusal -> refusal.calling() + " " + refusal.objection().cause())
                .containsExactly("CT_1 CALLED", "CT_3 CALLING", "CT_2 ADDRESS");
    }

    @Test
    void letsInWhoIsAllowedWithoutARestart() throws Exception {
        listen("127.0.0.1", Policy.LISTED);
        assertThat(echoscu("CT_1", "GANTRY", "127.0.0.1").output()).contains(UNKNOWN);

        AccessFolder.in(spool).change(_ -> List.of(
                new Allowed("CT_1", List.of(new Network("127.0.0.1")), Optional.of("GANTRY"), Instant.now())));

        assertThat(echoscu("CT_1", "GANTRY", "127.0.0.1").exit()).isZero();
        assertThat(echoscu("CT_1", "OLD_PACS", "127.0.0.1").output()).contains("Called AE Title Not Recognized");
    }

    @Test
    void letsEverybodyInAndRemembersThemUntilItIsLive() throws Exception {
        listen("127.0.0.1", Policy.COMMISSIONING, peer("CT_1", "127.0.0.1"));

        assertThat(echoscu("CT_1", "GANTRY", "127.0.0.1").exit()).isZero();
        assertThat(echoscu("CT_2", "GANTRY", "127.0.0.1").exit()).isZero();

        assertThat(access.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.calling()).isEqualTo("CT_2");
            assertThat(refusal.letIn()).isTrue();
            assertThat(refusal.implementation()).startsWith("OFFIS_DCMTK");
            assertThat(refusal.objection().remedy())
                    .isEqualTo("gantry access allow --address 127.0.0.1 --called GANTRY CT_2");
        });
    }

    @Test
    void knowsIpv4CallersOnAnIpv6Socket() throws Exception {
        listen("::", Policy.LISTED, peer("CT_1", "127.0.0.1"), peer("CT_6", "::1"));

        assertThat(echoscu("CT_1", "GANTRY", "127.0.0.1").exit()).isZero();
        assertThat(echoscu("CT_6", "GANTRY", "127.0.0.1").output()).contains(UNKNOWN);
        try (var scanner = new ScriptedScanner(new java.net.Socket("::1", port))) {
            scanner.say(new AssociateRq(
                    new Titles(new AeTitle("GANTRY"),
                            new AeTitle("CT_6")),
                    List.of(ScriptedScanner.CT_CONTEXT), ScriptedScanner.request("GANTRY").user()));
            assertThat(scanner.hear()).isInstanceOf(AssociateAc.class);
        }
    }
}
