// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.ExamSettings;
import dev.gantry.config.Settings;
import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.desk.Eyes;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.model.ModelId;
import dev.gantry.outbox.Outbox;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays the models' golden cases through a line of its own after the start: real sockets, spool and outbox, in a
/// folder that is removed again; only the broker is left out.
///
/// The first exam after a start would otherwise find the code cold and pay several times the usual latency. When a
/// real one comes meanwhile, it is the rehearsal, and this one ends.
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String PREFIX = "rehearsal-";
    private static final int ROUNDS = 15;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final ExamSettings NO_EXAM_ENDS = new ExamSettings(NEVER, false, NEVER, NEVER, List.of());

    /// What is cold is the code, so once in the life of a process is enough.
    private static final AtomicBoolean WARM = new AtomicBoolean();

    private final Settings settings;
    private final Vertx vertx;
    private final Eyes eyes;
    private final BooleanSupplier enough;

    /// @param enough asked before each round
    Rehearsal(Settings settings, Vertx vertx, Eyes eyes, BooleanSupplier enough) {
        this.settings = settings;
        this.vertx = vertx;
        this.eyes = eyes;
        this.enough = enough;
    }

    /// Takes a second or two; a rehearsal that fails is a warning, not an end.
    void play() {
        long began = System.nanoTime();
        try {
            var objects = new ArrayList<Outgoing>();
            for (var model : eyes.engine().answering()) { // a gate looks at their pictures
                objects.addAll(goldenObjects(model.id()));
            }
            if (!objects.isEmpty() && WARM.compareAndSet(false, true)) {
                int rounds = play(objects);
                LOG.info("rehearsed objects={} rounds={} millis={}", objects.size(), rounds,
                        (System.nanoTime() - began) / 1_000_000);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("rehearsal failed; the first exams may be slow cause={}", e.toString());
        }
    }

    private int play(List<Outgoing> objects) throws IOException {
        removeStrays();
        var folder = Files.createTempDirectory(settings.spool().path(), PREFIX);
        try (var outbox = Outbox.open(folder.resolve("outbox"))) {
            var disk = new SpoolSettings(folder.resolve("spool"), settings.spool().durability(), Role.COPY,
                    101, 101);
            var line = new Line(vertx, disk, _ -> {});
            try (var spool = line.spool()) {
                line.open(eyes.unexplained(), Line.sayings(outbox), () -> NO_EXAM_ENDS, () -> {});
                return send(spool, objects);
            }
        } finally {
            remove(folder);
        }
    }

    /// Each object once a round, each time as another instance, as many rounds as there is time for.
    private int send(Spool spool, List<Outgoing> objects) throws IOException {
        var own = settings.dicom();
        var listener = new Listener(new DicomSettings(own.aeTitle(), "127.0.0.1", 0, own.maxAssociations(),
                own.maxAssociationsPerHost(), own.maxPduBytes(), own.artim(), own.idle(), own.transferSyntaxes(),
                own.nativeCodecs()), new Provider(spool));
        var deployed = Appliance.await(vertx.deployVerticle(listener));
        int rounds = 0;
        try {
            var peer = new Peer("127.0.0.1", listener.actualPort(),
                    new Titles(new AeTitle(own.aeTitle()), new AeTitle("REHEARSAL")), LIMIT);
            while (rounds < ROUNDS && !enough.getAsBoolean()) {
                var fresh = new ArrayList<Outgoing>();
                for (var object : objects) {
                    fresh.add(FreshInstance.of(object));
                }
                Appliance.await(new Sender(vertx).send(peer, fresh, _ -> {}));
                settle(spool);
                rounds++;
            }
        } finally {
            Appliance.await(vertx.undeploy(deployed));
        }
        return rounds;
    }

    private static void settle(Spool spool) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (spool.health().unsettled() > 0 && System.nanoTime() - end < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private List<Outgoing> goldenObjects(ModelId model) throws IOException {
        var golden = settings.models().path()
                .resolve(model.name()).resolve(model.version().toString()).resolve("golden");
        if (!Files.isDirectory(golden)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(golden)) {
            var objects = new ArrayList<Outgoing>();
            for (var file : files.filter(f -> f.toString().endsWith(".dcm")).sorted().toList()) {
                if (Part10.open(file) instanceof Part10.Opened opened) {
                    Outgoing.of(opened).ifPresent(objects::add);
                }
            }
            return objects;
        }
    }

    /// What a rehearsal left that was killed.
    private void removeStrays() throws IOException {
        try (Stream<Path> folders = Files.list(settings.spool().path())) {
            for (var stray : folders.filter(f -> f.getFileName().toString().startsWith(PREFIX)).toList()) {
                remove(stray);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
