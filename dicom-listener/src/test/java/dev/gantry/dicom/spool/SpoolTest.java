// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.dimse.Storage.Incoming;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.pdu.AeTitle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpoolTest {
    static final String CR = "1.2.840.10008.5.1.4.1.1.1";
    static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path folder;

    final List<StoredObject> told = new CopyOnWriteArrayList<>();
    final AtomicLong nanos = new AtomicLong();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    Spool open(Durability durability, int evictPercent, int refusePercent) throws IOException {
        return Spool.open(
                new SpoolSettings(folder, durability, Role.COPY, evictPercent, refusePercent), VERTX, told::add,
                Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC), nanos::get);
    }

    Spool open() throws IOException {
        return open(Durability.FSYNC, 99, 100);
    }

    static Incoming incoming(String instance) {
        return new Incoming(1, new AeTitle("CR1"), new AeTitle("GANTRY"), "192.0.2.7", CR, instance,
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    }

    static byte[] image(String instance, int pixelBytes) {
        var pixels = new byte[pixelBytes];
        new Random(7).nextBytes(pixels);
        return new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, CR)
                .put(Tag.SOP_INSTANCE_UID, instance)
                .put(Tag.STUDY_INSTANCE_UID, "2.25.1")
                .bulk(Tag.PIXEL_DATA, Vr.OW, pixels)
                .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    }

    static StoreStatus store(Spool spool, String instance, byte[] dataSet, int fragmentBytes) throws Exception {
        var reception = spool.begin(incoming(instance));
        for (int at = 0; at < dataSet.length; at += fragmentBytes) {
            reception.write(ByteBuffer.wrap(dataSet, at, Math.min(fragmentBytes, dataSet.length - at)));
        }
        return reception.finish().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("objects"))) {
            return all.filter(file -> file.toFile().length() > 0 && Files.isRegularFile(file)).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void keepsTheVeryBytesThatCame(Durability durability) throws Exception {
        var dataSet = image("2.25.11", 700_000);

        try (var spool = open(durability, 99, 100)) {
            assertThat(store(spool, "2.25.11", dataSet, 16_378)).isEqualTo(StoreStatus.SUCCESS);
        }

        var file = files().getFirst();
        assertThat(file.getFileName().toString()).endsWith(".dcm").doesNotContain("2.25.11");
        var opened = (Part10.Opened) Part10.open(file);
        var stored = Files.readAllBytes(file);
        assertThat(Arrays.copyOfRange(stored, (int) opened.dataSetOffset(), stored.length)).isEqualTo(dataSet);
        assertThat(opened.transferSyntax()).contains(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    }

    @Test
    void tellsOfAnObjectWithItsHeaderAndWhereItsPixelsAre() throws Exception {
        try (var spool = open()) {
            store(spool, "2.25.11", image("2.25.11", 1000), 100);

            var object = told.getFirst();
            assertThat(object.header().text(Tag.STUDY_INSTANCE_UID)).contains("2.25.1");
            assertThat(object.pixels().orElseThrow().length()).isEqualTo(1000);
            assertThat(object.origin()).isEqualTo(new StoredObject.Origin("CR1", "GANTRY", "192.0.2.7"));
            assertThat(object.defect()).isEmpty();
            assertThat(object.kept().succeeded()).isTrue();
        }
    }

    @Test
    void readsTheSameBytesFromMemoryAndFromDisk() throws Exception {
        try (var spool = open()) {
            var dataSet = image("2.25.11", 900_000);
            store(spool, "2.25.11", dataSet, 10_000);
            var bytes = told.getFirst().bytes();
            var inMemory = array(bytes.read(200_000, 400_000));

            bytes.release();

            assertThat(array(bytes.read(200_000, 400_000))).isEqualTo(inMemory)
                    .isEqualTo(Arrays.copyOfRange(dataSet, 200_000, 600_000));
        }
    }

    private static byte[] array(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void leavesNothingOfAnObjectThatWasCutOff() throws Exception {
        try (var spool = open()) {
            var reception = spool.begin(incoming("2.25.11"));
            reception.write(ByteBuffer.wrap(image("2.25.11", 900_000), 0, 600_000));

            reception.discard();
        }

        assertThat(files()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void refusesADataSetOfAnotherInstanceThanAnnounced() throws Exception {
        try (var spool = open()) {
            assertThat(store(spool, "2.25.11", image("2.25.12", 10), 100)).isEqualTo(StoreStatus.DATA_SET_MISMATCH);
        }

        assertThat(files()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void refusesAUidThatIsNone() throws Exception {
        try (var spool = open()) {
            assertThat(store(spool, "../../etc/passwd", image("2.25.1", 10), 100))
                    .isEqualTo(StoreStatus.CANNOT_UNDERSTAND);
        }
    }

    @Test
    void keepsADataSetThatEndsEarlyAndSaysWhatIsWrong() throws Exception {
        try (var spool = open()) {
            var dataSet = image("2.25.11", 1000);

            assertThat(store(spool, "2.25.11", Arrays.copyOf(dataSet, dataSet.length - 300), 100))
                    .isEqualTo(StoreStatus.SUCCESS);
        }

        assertThat(told.getFirst().defect()).isPresent();
        assertThat(files()).hasSize(1);
    }

    @Test
    void tellsAgainAfterARestartOfWhatWasNotSettled() throws Exception {
        try (var spool = open()) {
            store(spool, "2.25.11", image("2.25.11", 1000), 100);
            store(spool, "2.25.12", image("2.25.12", 2000), 100);
            spool.settled(told.getFirst().id());
        }
        told.clear();

        try (var spool = open()) {
            assertThat(spool.replay()).isEqualTo(1);
        }

        var object = told.getFirst();
        assertThat(object.sopInstanceUid()).isEqualTo("2.25.12");
        assertThat(object.replayed()).isTrue();
        assertThat(object.pixels().orElseThrow().length()).isEqualTo(2000);
        assertThat(object.received()).isEqualTo(Instant.parse("2026-11-21T10:00:00Z"));
        assertThat(object.bytes().read(object.pixels().orElseThrow().offset(), 2000).remaining()).isEqualTo(2000);
    }

    @Test
    void removesWhatACrashLeftHalfDone() throws Exception {
        try (var spool = open()) {
            store(spool, "2.25.11", image("2.25.11", 1000), 100);
        }
        var day = files().getFirst().getParent();
        Files.writeString(day.resolve("x-1.part"), "half an object");
        Files.writeString(day.resolve("x-2.dcm"), "whole, but nobody was told");

        open().close();

        assertThat(files()).hasSize(1).first().asString().endsWith(".dcm").doesNotContain("x-");
    }

    @Test
    void answersOutOfResourcesWhenTheDiskIsTooFull() throws Exception {
        try (var spool = open(Durability.FSYNC, 0, 0)) {
            assertThat(store(spool, "2.25.12", image("2.25.12", 10), 100)).isEqualTo(StoreStatus.OUT_OF_RESOURCES);
            assertThat(spool.health().refusal()).isPresent();
        }
    }

    @Test
    void makesRoomBySettledObjectsOnly() throws Exception {
        try (var spool = open(Durability.FSYNC, 0, 101)) {
            store(spool, "2.25.11", image("2.25.11", 10), 100);
            store(spool, "2.25.12", image("2.25.12", 10), 100);
            spool.settled(told.getFirst().id());

            spool.keeper().lookAgain().get(60, TimeUnit.SECONDS);
            store(spool, "2.25.13", image("2.25.13", 10), 100);
        }

        assertThat(files()).hasSize(2).noneMatch(file -> file.endsWith(told.getFirst().id() + ".dcm"));
        told.clear();
        try (var spool = open()) {
            assertThat(spool.replay()).isEqualTo(2);
        }
    }
}
