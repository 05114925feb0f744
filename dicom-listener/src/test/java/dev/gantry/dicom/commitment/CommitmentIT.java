// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.commitment.CommitmentProvider.Pace;
import dev.gantry.dicom.commitment.CommitmentUser.Asked;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Called;
import dev.gantry.dicom.dimse.Caller;
import dev.gantry.dicom.dimse.Caller.Side;
import dev.gantry.dicom.dimse.Invoked;
import dev.gantry.dicom.dimse.NormalizedService;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Both sides of storage commitment over real sockets.
@Timeout(60)
class CommitmentIT {
    private static final Reference KEPT = new Reference(ReportTest.CT, "1.1");
    private static final Reference OTHER = new Reference(ReportTest.MR, "1.2");
    private static final Reference GONE = new Reference(ReportTest.CT, "1.3");
    private static final Map<String, String> HELD = Map.of("1.1", ReportTest.CT, "1.2", ReportTest.CT);
    private static final Pace QUICK = new Pace(Duration.ofMillis(300), Duration.ofMillis(200), Duration.ofSeconds(1));

    @TempDir
    Path folder;

    final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final AtomicReference<Optional<Peer>> address = new AtomicReference<>(Optional.empty());
    Vertx vertx;
    CommitmentProvider provider;
    int archivePort;

    static DicomSettings settings(String title) {
        return settings(title, 0);
    }

    static DicomSettings settings(String title, int port) {
        return new DicomSettings(title, "127.0.0.1", port, 50, 50, 131_072, Duration.ofSeconds(5),
                Duration.ofSeconds(20), List.of("explicit-little-endian"), NativeCodecs.OFF);
    }

    @BeforeEach
    void listen() throws Exception {
        vertx = Vertx.vertx();
        provider = openProvider();
        archivePort = listen("ARCHIVE", provider);
    }

    private CommitmentProvider openProvider() throws IOException {
        return CommitmentProvider.open(folder, vertx, uid -> Optional.ofNullable(HELD.get(uid)), _ -> address.get(),
                Clock.systemUTC(), QUICK);
    }

    private int listen(String title, NormalizedService service) throws Exception {
        var listener = new Listener(settings(title), new Provider(object -> {
            throw new IllegalStateException("nothing is stored here");
        }, List.of(service), List.of(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        return listener.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
        provider.close();
    }

    private static Peer peer(int port, String called, String calling) {
        return new Peer("127.0.0.1", port, new Titles(new AeTitle(called), new AeTitle(calling)),
                Duration.ofSeconds(5));
    }

    private CommitmentUser user(Duration patience) {
        return new CommitmentUser(vertx, peer(archivePort, "ARCHIVE", "GANTRY"), new CommitmentUser.Listener() {
            @Override
            public void committed(Reference reference) {
                heard.add("committed " + reference.sopInstanceUid());
            }

            @Override
            public void refused(Reference reference, int reason) {
                heard.add("refused %s %04X".formatted(reference.sopInstanceUid(), reason));
            }
        }, patience);
    }

    private void hears(String... all) throws Exception {
        for (var one : all) {
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(one);
        }
    }

    @Test
    void reportsOnTheSameAssociation() throws Exception {
        var asked = user(Duration.ofSeconds(10)).request(List.of(KEPT, OTHER, GONE)).await(60, TimeUnit.SECONDS);

        assertThat(asked).isInstanceOf(Asked.Taken.class);
        hears("committed 1.1", "refused 1.2 0119", "refused 1.3 0112");
    }

    @Test
    void reportsOnItsOwnAssociationToWhoReleased() throws Exception {
        var user = user(Duration.ZERO);
        address.set(Optional.of(peer(listen("GANTRY", user), "GANTRY", "ARCHIVE")));

        user.request(List.of(KEPT)).await(60, TimeUnit.SECONDS);

        hears("committed 1.1");
    }

    @Test
    void reportsAfterARestartAndOnceTheRequesterIsThere() throws Exception {
        var user = user(Duration.ZERO);
        user.request(List.of(KEPT, GONE)).await(60, TimeUnit.SECONDS);
        assertThat(heard.poll(1, TimeUnit.SECONDS)).isNull();
        provider.close();

        provider = openProvider();
        assertThat(heard.poll(500, TimeUnit.MILLISECONDS)).isNull();
        address.set(Optional.of(peer(listen("GANTRY", user), "GANTRY", "ARCHIVE")));

        hears("committed 1.1", "refused 1.3 0112");
    }

    @Test
    void believesNoStrangerAndNoUnaskedReport() throws Exception {
        int port = listen("GANTRY", user(Duration.ZERO));
        var called = new Caller(vertx).call(peer(port, "GANTRY", "STRANGER"), Report.SOP_CLASS_UID, Side.PROVIDER,
                List.of()).await(60, TimeUnit.SECONDS);
        var dialogue = ((Called.Standing) called).dialogue();
        var transaction = new Transaction(new UUID(1, 1), new AeTitle("GANTRY"), "1.9", List.of(KEPT), false,
                Instant.EPOCH);

        var answer = dialogue.invoke(Report.of(transaction, _ -> Optional.of(ReportTest.CT)).operation())
                .await(60, TimeUnit.SECONDS);

        assertThat(answer).isInstanceOfSatisfying(Invoked.Answered.class, it ->
                assertThat(it.response().status()).isEqualTo(0x0115));
        assertThat(heard).isEmpty();
        dialogue.release();
    }

    @Test
    void saysWhenTheArchiveDoesNotCommit() throws Exception {
        int port = listen("COPY", user(Duration.ZERO)); // takes reports, commits nothing
        var asked = new CommitmentUser(vertx, peer(port, "COPY", "GANTRY"), new CommitmentUser.Listener() {
            @Override
            public void committed(Reference reference) {
                heard.add("committed");
            }

            @Override
            public void refused(Reference reference, int reason) {
                heard.add("refused");
            }
        }).request(List.of(KEPT)).await(60, TimeUnit.SECONDS);

        assertThat(asked).isInstanceOfSatisfying(Asked.Refused.class, it -> assertThat(it.why()).contains("0211"));
        assertThat(heard).isEmpty();
    }

    @Test
    void isNotNegotiatedWhereNothingIsCommitted() throws Exception {
        var listener = new Listener(settings("COPY"), new Provider(object -> {
            throw new IllegalStateException("nothing is stored here");
        }));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);

        var called = new Caller(vertx).call(peer(listener.actualPort(), "COPY", "CT01"),
                Report.SOP_CLASS_UID, Side.USER, List.of()).await(60, TimeUnit.SECONDS);

        assertThat(called).isEqualTo(new Called.Failed("the SOP class is not accepted there"));
    }
}
