// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.commitment.Asking.Pace;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An archive of our own that is away at first, gets objects late, or is asked by one that starts again.
@Timeout(60)
class ArchiveIT {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Pace QUICK = new Pace(
            Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(5));

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    /// What the archive keeps.
    final Set<String> archived = ConcurrentHashMap.newKeySet();
    final Held held = new Held();
    Optional<CommitmentProvider> commitments = Optional.empty();
    int port;

    /// What the appliance holds, in the order it came.
    private static final class Held implements Archive.Holdings {
        final Set<String> waiting = new LinkedHashSet<>();
        final List<String> committed = new CopyOnWriteArrayList<>();
        final List<Integer> asked = new CopyOnWriteArrayList<>();

        @Override
        public synchronized List<Reference> uncommitted(int most, Predicate<String> which) {
            var objects = waiting.stream().filter(which).limit(most)
                    .map(uid -> new Reference(ReportTest.CT, uid)).toList();
            if (!objects.isEmpty()) {
                asked.add(objects.size());
            }
            return objects;
        }

        @Override
        public synchronized void committed(String sopInstanceUid) {
            waiting.remove(sopInstanceUid);
            committed.add(sopInstanceUid);
        }

        synchronized void add(Set<String> uids) {
            waiting.addAll(uids);
        }

        synchronized int size() {
            return waiting.size();
        }
    }

    @BeforeEach
    void reserve() throws IOException {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
        if (commitments.isPresent()) {
            commitments.get().close();
        }
    }

    private Archive ask() {
        var archive = new Archive(vertx, new Peer("127.0.0.1", port,
                new Titles(new AeTitle("PACS"), new AeTitle("GANTRY")), Duration.ofSeconds(5)), held,
                System::nanoTime, QUICK, LOOK);
        archive.begin();
        return archive;
    }

    /// It reports on the association of the request, a moment later.
    private void openArchive() throws Exception {
        var provider = CommitmentProvider.open(folder, vertx,
                uid -> Optional.of(ReportTest.CT).filter(_ -> archived.contains(uid)), _ -> Optional.empty(),
                Clock.systemUTC(), new CommitmentProvider.Pace(Duration.ofMillis(50), Duration.ofMillis(200),
                        Duration.ofSeconds(1)));
        commitments = Optional.of(provider);
        var settings = CommitmentIT.settings("PACS", port);
        vertx.deployVerticle(new Listener(settings, new Provider(object -> {
            throw new IllegalStateException("nothing is stored here");
        }, List.of(provider), List.of(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)))).await(60, TimeUnit.SECONDS);
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(done.getAsBoolean()).as("within 20 s").isTrue();
    }

    @Test
    void asksAgainUntilTheArchiveIsThereAndHasTheObject() throws Exception {
        held.add(Set.of("1.1", "1.2"));
        archived.add("1.1");
        var asking = ask();
        await(() -> held.asked.size() >= 2);
        assertThat(held.committed).isEmpty();

        openArchive();
        await(() -> held.committed.contains("1.1"));
        int before = held.asked.size();
        await(() -> held.asked.size() >= before + 2);
        assertThat(held.committed).containsExactly("1.1");

        archived.add("1.2"); // the router is slow
        await(() -> held.committed.contains("1.2"));

        assertThat(held.committed).containsExactly("1.1", "1.2");
        assertThat(asking.complaints()).isEmpty();
        asking.close();
    }

    @Test
    void asksForMuchInBoundedRequestsAndOnceForEach() throws Exception {
        var uids = IntStream.range(0, 2500).mapToObj(i -> "1.3." + i).collect(Collectors.toSet());
        held.add(uids);
        archived.addAll(uids);
        openArchive();

        var asking = ask();
        await(() -> held.size() == 0);

        assertThat(held.asked).containsExactly(1000, 1000, 500);
        assertThat(held.committed).containsExactlyInAnyOrderElementsOf(uids);
        asking.close();
    }

    @Test
    void asksAnewForWhatAnEarlierLifeAskedFor() throws Exception {
        held.add(Set.of("1.1"));
        openArchive();
        var earlier = ask();
        await(() -> held.asked.size() >= 1);
        earlier.close();
        archived.add("1.1");

        var later = ask();
        await(() -> held.size() == 0);
        later.close();

        assertThat(held.committed).contains("1.1");
    }
}
