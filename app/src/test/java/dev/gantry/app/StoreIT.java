// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.commitment.CommitmentUser;
import dev.gantry.dicom.commitment.Reference;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The appliance as a store: it answers for what it keeps, and asks the archive, an Orthanc, to do the same.
///
/// Two images are there before the tests: one that the scanner sent to the archive too, one that it did not. Both came
/// in an earlier life of the process, which was killed.
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class StoreIT {
    private static final CrObject ARCHIVED = CrObject.named("archived");
    private static final CrObject ONLY_HERE = CrObject.named("only-here");

    @TempDir
    static Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Vertx vertx = Vertx.vertx();
    private Hospital hospital;
    private Orthanc orthanc;
    private GantryRun gantry;

    @BeforeAll
    void sendThenKillThenArchive() throws Exception {
        Peers.program("Orthanc", "orthanc"); // skips the tests where there is none
        var broker = new Broker(folder);
        opened.push(broker::close);
        hospital = new Hospital(broker.url());
        opened.push(hospital::close);
        int archive = GantryRun.freePort();
        gantry = new GantryRun(folder, broker.url(),
                "peers: [{ae-title: ORTHANC, host: 127.0.0.1, port: %d}]".formatted(archive),
                "role: store, archive: ORTHANC", "exam: {silence: 300ms}");
        orthanc = new Orthanc(folder, archive, gantry.port());
        opened.push(orthanc::close);
        var first = gantry.start();
        opened.push(first::destroyForcibly);
        assertThat(gantry.store(vertx, ARCHIVED)).isZero();
        assertThat(gantry.store(vertx, ONLY_HERE)).isZero();
        hospital.awaitOutcomes(2);
        first.destroyForcibly().waitFor();

        orthanc.await();
        var printed = Site.run(List.of(Peers.program("storescu", "dcmtk").toString(), "-aec", "ORTHANC", "127.0.0.1",
                Integer.toString(archive), ARCHIVED.write(folder.resolve("objects")).toString()));
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        var second = gantry.start();
        opened.push(() -> second.destroyForcibly().waitFor());
    }

    @AfterAll
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private OptionalInt uncommitted() {
        return hospital.messages().stream().filter(message -> message.topic().endsWith("/status"))
                .map(message -> message.payload().path("queues").path("spool-uncommitted"))
                .filter(count -> count.isInt()).mapToInt(count -> count.asInt())
                .reduce((_, later) -> later);
    }

    @Test
    void letsGoOfWhatTheArchiveAnswersForAndTellsHowManyWait() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!uncommitted().equals(OptionalInt.of(1)) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }

        assertThat(uncommitted()).as(gantry.log()).hasValue(1);
        assertThat(gantry.log()).contains("archive asked to commit", "commitment of the archive committed=1 failed=1");
    }

    @Test
    void reportsToARequesterThatReleasedBefore() throws Exception {
        assertThat(orthanc.asksForCommitment(CrObject.CR_IMAGE_STORAGE, ONLY_HERE.instanceUid()))
                .contains("\"Status\" : \"Success\"", ONLY_HERE.instanceUid());
        assertThat(orthanc.asksForCommitment(CrObject.CR_IMAGE_STORAGE, CrObject.named("never").instanceUid()))
                .contains("\"Status\" : \"Failure\"", "274"); // 0112H
    }

    @Test
    void reportsOnTheAssociationOfTheRequest() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var peer = new Peer("127.0.0.1", gantry.port(), new Titles(new AeTitle("GANTRY"), new AeTitle("CR1")),
                Duration.ofSeconds(10));
        var requester = new CommitmentUser(vertx, peer, new CommitmentUser.Listener() {
            @Override
            public void committed(Reference reference) {
                heard.add("committed " + reference.sopInstanceUid());
            }

            @Override
            public void refused(Reference reference, int reason) {
                heard.add("refused %04X".formatted(reason));
            }
        });

        requester.request(List.of(new Reference(CrObject.CR_IMAGE_STORAGE, ARCHIVED.instanceUid())));

        assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("committed " + ARCHIVED.instanceUid());
    }
}
