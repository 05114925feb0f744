// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.spool.OpenSpool.Image;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the spool makes room, and what it does when it cannot.
class RoomTest {
    static final int MB = 1 << 20;
    static final long TENTH = OpenSpool.DISK_BYTES / 10;

    @TempDir
    Path folder;

    OpenSpool spool;

    @BeforeEach
    void make() {
        spool = new OpenSpool(folder);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    void storeAndSettle(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            spool.store(Image.of("2.25.1" + i).ofPixels(i, MB));
        }
        spool.settleAll();
    }

    @Test
    void letsTheOldestGoAndNoMoreThanNeeded() throws Exception {
        spool.open();
        storeAndSettle(8);
        spool.usedByOthers = 7 * TENTH - 5 * MB; // three over the mark

        spool.lookAtDisk();

        assertThat(spool.files()).hasSizeBetween(4, 5);
        assertThat(spool.files()).anyMatch(file -> file.endsWith(spool.last().id() + ".dcm"))
                .noneMatch(file -> file.endsWith(spool.told.getFirst().id() + ".dcm"));
    }

    @Test
    void neverLetsGoWhatIsNotSettled() throws Exception {
        spool.open();
        storeAndSettle(2);
        spool.store(Image.of("2.25.77"));
        spool.usedByOthers = 8 * TENTH;

        spool.lookAtDisk();

        assertThat(spool.files()).singleElement().asString().contains(spool.last().id());
        spool.restart();
        assertThat(spool.told).singleElement().extracting(StoredObject::sopInstanceUid).isEqualTo("2.25.77");
    }

    @Test
    void letsGoInTheRoleOfAStoreOnlyWhatTheArchiveHasCommitted() throws Exception {
        spool.role = Role.STORE;
        spool.open();
        storeAndSettle(3);
        assertThat(spool.spool.committed("2.25.11")).isEqualTo(1);
        assertThat(spool.spool.committed("2.25.99")).isZero();
        spool.restart();
        spool.usedByOthers = 8 * TENTH;

        spool.lookAtDisk();

        assertThat(spool.files()).hasSize(2);
        assertThat(spool.spool.holds("2.25.10")).contains(OpenSpool.CR);
        assertThat(spool.spool.holds("2.25.11")).isEmpty();
        spool.spool.committed("2.25.12");
        spool.lookAtDisk();
        assertThat(spool.files()).hasSize(1);
    }

    @Test
    void namesWhatOnlyWaitsForTheArchiveInTheOrderItWasSettled() throws Exception {
        spool.role = Role.STORE;
        spool.open();
        storeAndSettle(4);
        spool.store(Image.of("2.25.77")); // not settled
        spool.spool.committed("2.25.11");

        assertThat(waiting(9)).containsExactly("2.25.10", "2.25.12", "2.25.13");
        assertThat(waiting(2)).containsExactly("2.25.10", "2.25.12");
        assertThat(spool.spool.uncommitted(2, uid -> !uid.equals("2.25.10")))
                .extracting(Spool.Kept::sopInstanceUid).containsExactly("2.25.12", "2.25.13");
        spool.restart();
        assertThat(waiting(9)).containsExactly("2.25.10", "2.25.12", "2.25.13");
        spool.spool.committed("2.25.12");
        assertThat(waiting(9)).containsExactly("2.25.10", "2.25.13");
        assertThat(spool.spool.health().uncommitted()).isEqualTo(2);
    }

    @Test
    void asksOnceForAnInstanceOfWhichThereAreTwoVersions() throws Exception {
        spool.role = Role.STORE;
        spool.open();
        spool.store(Image.of("2.25.10"));
        spool.store(Image.of("2.25.10").ofPixels(2, 900));
        spool.settleAll();
        assertThat(spool.spool.health().uncommitted()).isEqualTo(2);

        assertThat(waiting(9)).containsExactly("2.25.10");
        spool.spool.committed("2.25.10");

        assertThat(waiting(9)).isEmpty();
        assertThat(spool.spool.health().uncommitted()).isZero();
    }

    private List<String> waiting(int most) {
        return spool.spool.uncommitted(most, _ -> true).stream().map(Spool.Kept::sopInstanceUid).toList();
    }

    @Test
    void asksNobodyAboutACopy() throws Exception {
        spool.open();
        storeAndSettle(2);

        assertThat(waiting(9)).isEmpty();
        assertThat(spool.spool.health().uncommitted()).isZero();
    }

    @Test
    void letsGoOfTheOldestWhenThereAreMoreThanTheMemoryAllows() throws Exception {
        spool.bounds = new Ledger.Bounds(3, 100, Duration.ofDays(7));
        spool.open();
        storeAndSettle(5);

        spool.lookAtDisk();

        assertThat(spool.files()).hasSize(3);
    }

    @Test
    void takesAFileThatIsAlreadyGoneForGone() throws Exception {
        spool.open();
        storeAndSettle(2);
        Files.delete(spool.files().getFirst());
        spool.usedByOthers = 8 * TENTH;

        spool.lookAtDisk();

        assertThat(spool.files()).isEmpty();
    }

    @Test
    void evictsNothingElseWhileAFileCannotBeDeleted() throws Exception {
        spool.open();
        storeAndSettle(1);
        var stuck = spool.files().getFirst();
        Files.delete(stuck);
        Files.createDirectories(stuck.resolve("not empty")); // cannot be deleted as a file can
        for (int i = 0; i < 70; i++) {
            spool.store(Image.of("2.25.2" + i));
        }
        spool.settleAll();
        spool.usedByOthers = 8 * TENTH;

        spool.lookAtDisk();
        long left = spool.files().stream().filter(Files::isRegularFile).count();
        spool.lookAtDisk();

        assertThat(spool.files().stream().filter(Files::isRegularFile).count()).isEqualTo(left).isPositive();
        Files.delete(stuck.resolve("not empty"));
        spool.lookAtDisk();
        assertThat(spool.files()).isEmpty();
    }

    @Test
    void refusesFromTheMarkOnAndResumesByItself() throws Exception {
        spool.open();
        spool.usedByOthers = 9 * TENTH + MB;
        spool.lookAtDisk();

        assertThat(spool.store(Image.of("2.25.11"))).isEqualTo(StoreStatus.OUT_OF_RESOURCES);
        assertThat(spool.spool.health().reasons()).containsExactly("the disk is 90 % full: C-STORE is refused");

        spool.usedByOthers = 6 * TENTH;
        spool.lookAtDisk();

        assertThat(spool.store(Image.of("2.25.11"))).isEqualTo(StoreStatus.SUCCESS);
        assertThat(spool.spool.health().reasons()).isEmpty();
    }

    @Test
    void givesUpAnObjectThatWouldFillTheDiskAndKeepsTheOthers() throws Exception {
        spool.reserveBytes = 10 * MB;
        spool.open();
        spool.usedByOthers = OpenSpool.DISK_BYTES * 89 / 100;
        spool.lookAtDisk();
        long room = OpenSpool.DISK_BYTES - spool.usedByOthers - 10 * MB;
        var small = spool.begin("2.25.12");
        small.write(ByteBuffer.wrap(Image.of("2.25.12").dataSet()));
        var endless = spool.begin("2.25.11");
        var dataSet = Image.of("2.25.11").ofPixels(1, MB).dataSet();
        spool.awaitLook(); // that of the beginning: no other comes while the clock stands, and what is sent only adds up
        endless.write(ByteBuffer.wrap(dataSet));
        for (long sent = 0; sent < room; sent += 4 * MB) {
            endless.write(ByteBuffer.allocate(4 * MB));
        }
        assertThat(small.finish().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isEqualTo(StoreStatus.SUCCESS);

        assertThat(endless.finish().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isEqualTo(StoreStatus.OUT_OF_RESOURCES);

        assertThat(spool.told).singleElement().extracting(StoredObject::sopInstanceUid).isEqualTo("2.25.12");
        spool.restart();
        assertThat(spool.files()).hasSize(1);
    }

    @Test
    void countsTheHoursUntilItIsFullWithoutWhatMayGo() throws Exception {
        spool.open();
        for (int minute = 0; minute < 60; minute++) {
            spool.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            spool.usedByOthers += MB;
            spool.lookAtDisk();
        }
        spool.store(Image.of("2.25.11").ofPixels(1, 5 * MB));
        assertThat(spool.spool.health().hoursUntilFull()).hasValueSatisfying(
                hours -> assertThat(hours).isBetween(10.0, 20.0)); // 861 MB at some 59 MB an hour
        spool.settleAll();
        spool.lookAtDisk();
        spool.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        spool.lookAtDisk();

        assertThat(spool.spool.health().hoursUntilFull()).hasValueSatisfying(
                hours -> assertThat(hours).isBetween(10.0, 20.0));
    }

    @Test
    void holdsOnlyWhatIsDurable() throws Exception {
        spool.open();
        assertThat(spool.spool.holds("2.25.11")).isEmpty();

        spool.store(Image.of("2.25.11"));

        assertThat(spool.spool.holds("2.25.11")).contains(OpenSpool.CR);
        assertThat(spool.spool.find(spool.last().id()).orElseThrow().file()).isRegularFile();
        assertThat(spool.spool.find("2.25.11"::equals)).singleElement()
                .extracting(Spool.Kept::id).isEqualTo(spool.last().id());
        assertThat(spool.spool.find("2.25.12"::equals)).isEmpty();
    }

    @Test
    void findsAFileThatCameOverMidnight() throws Exception {
        spool.now = java.time.Instant.parse("2026-11-21T23:59:59.999Z");
        spool.open();
        spool.store(Image.of("2.25.11"));

        spool.restart();

        assertThat(spool.told).hasSize(1);
    }

    @Test
    void strikesOffWhatIsNotWhatWasReceived() throws Exception {
        spool.open();
        spool.store(Image.of("2.25.11"));
        spool.store(Image.of("2.25.12"));
        var file = spool.spool.find("2.25.11"::equals).getFirst().file();
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        spool.restart();

        assertThat(spool.told).singleElement().extracting(StoredObject::sopInstanceUid).isEqualTo("2.25.12");
        assertThat(spool.spool.health().unsettled()).isEqualTo(1);
        assertThat(spool.spool.holds("2.25.11")).isEmpty();
    }

}
