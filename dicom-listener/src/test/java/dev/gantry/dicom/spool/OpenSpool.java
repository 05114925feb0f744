// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.dimse.Storage.Incoming;
import dev.gantry.dicom.dimse.Storage.Reception;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.pdu.AeTitle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A spool in a folder of the test, what it told, and a disk whose fullness the test decides.
final class OpenSpool implements AutoCloseable {
    static final String CR = "1.2.840.10008.5.1.4.1.1.1";
    static final long DISK_BYTES = 1L << 30;

    final Path folder;
    final Vertx vertx = Vertx.vertx();
    final List<StoredObject> told = new CopyOnWriteArrayList<>();
    final AtomicLong nanos = new AtomicLong();
    volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
    volatile long usedByOthers;
    Durability durability = Durability.FSYNC;
    Role role = Role.COPY;
    Ledger.Bounds bounds = Ledger.Bounds.USUAL;
    long reserveBytes;
    Disk disk = this::space;
    Spool spool;

    OpenSpool(Path folder) {
        this.folder = folder;
    }

    OpenSpool open() throws IOException {
        var settings = new SpoolSettings(folder, durability, role, 70, 90);
        spool = Spool.open(settings, new Spool.Terms(disk, new Watermarks(70, 90, reserveBytes), bounds), vertx,
                told::add, clock(), nanos::get);
        return this;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    /// A disk that holds the objects and what others put there.
    private Disk.Space space() throws IOException {
        long used = usedByOthers;
        for (var file : files()) {
            used += Files.exists(file) ? Files.size(file) : 0;
        }
        return new Disk.Space(DISK_BYTES, DISK_BYTES - used, DISK_BYTES - used);
    }

    /// Closes and opens it again; what it told before is forgotten, what it tells again is there.
    void restart() throws IOException {
        spool.close();
        reopen();
    }

    /// As after a kill of a process that had written all it was to write.
    void restartAfterKill() throws IOException {
        var attempts = folder.resolve("attempts");
        var copy = Files.readAllBytes(attempts);
        spool.close();
        Files.write(attempts, copy);
        reopen();
    }

    private void reopen() throws IOException {
        told.clear();
        now = now.plusSeconds(60);
        open();
        spool.replay();
    }

    void lookAtDisk() throws Exception {
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        awaitLook();
    }

    /// Until all that it was given so far is written, or removed.
    void awaitWriter() throws Exception {
        spool.writer().caughtUp().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /// Until every look that was asked for is over, and another one.
    void awaitLook() throws Exception {
        spool.keeper().lookAgain().get(60, TimeUnit.SECONDS);
    }

    Reception begin(String instance) {
        return spool.begin(new Incoming(1, new AeTitle("CR1"), new AeTitle("GANTRY"), "192.0.2.7", CR, instance,
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
    }

    StoreStatus store(Image image) throws Exception {
        return send(image).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    Future<StoreStatus> send(Image image) {
        var reception = begin(image.instance());
        reception.write(ByteBuffer.wrap(image.dataSet()));
        now = now.plusMillis(1);
        return reception.finish();
    }

    StoredObject last() {
        return told.getLast();
    }

    void settleAll() {
        told.forEach(object -> spool.settled(object.id()));
    }

    /// Files with something in them.
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("objects"))) {
            return all.filter(file -> file.toString().endsWith(".dcm") && file.toFile().length() > 0).sorted().toList();
        } catch (java.io.UncheckedIOException _) {
            return files(); // a file went while we looked
        }
    }

    @Override
    public void close() {
        spool.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /// An image of noise.
    record Image(String instance, String patient, String study, String accession, int seed, int pixelBytes) {
        static Image of(String instance) {
            return new Image(instance, "P1", "2.25.1", "A1", 1, 1000);
        }

        Image ofPatient(String other) {
            return new Image(instance, other, study, accession, seed, pixelBytes);
        }

        Image ofStudy(String other) {
            return new Image(instance, patient, other, accession, seed, pixelBytes);
        }

        Image ofAccession(String other) {
            return new Image(instance, patient, study, other, seed, pixelBytes);
        }

        Image ofPixels(int otherSeed, int bytes) {
            return new Image(instance, patient, study, accession, otherSeed, bytes);
        }

        byte[] dataSet() {
            var pixels = new byte[pixelBytes];
            new Random(seed).nextBytes(pixels);
            return new DataSetBuilder()
                    .put(Tag.SOP_CLASS_UID, CR)
                    .put(Tag.SOP_INSTANCE_UID, instance)
                    .put(Tag.ACCESSION_NUMBER, accession)
                    .put(Tag.PATIENT_ID, patient)
                    .put(Tag.STUDY_INSTANCE_UID, study)
                    .bulk(Tag.PIXEL_DATA, Vr.OW, pixels)
                    .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        }
    }
}
