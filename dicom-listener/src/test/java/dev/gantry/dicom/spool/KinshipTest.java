// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.spool.Kinship.Part;
import dev.gantry.dicom.spool.OpenSpool.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an object is to those of the same SOP Instance UID that came before it.
class KinshipTest {
    static final Image IMAGE = Image.of("2.25.11");

    @TempDir
    Path folder;

    OpenSpool spool;

    @BeforeEach
    void open() throws IOException {
        spool = new OpenSpool(folder).open();
    }

    @AfterEach
    void close() {
        spool.close();
    }

    @Test
    void takesTheSameObjectTwiceForOne() throws Exception {
        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);
        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);

        assertThat(spool.told).hasSize(1);
        assertThat(spool.files()).hasSize(1);
        spool.restart();
        assertThat(spool.told).hasSize(1);
        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);
        assertThat(spool.told).as("known after a restart too").hasSize(1);
        assertThat(spool.files()).hasSize(1);
    }

    @Test
    void takesItForOneWhateverItsSenderAndThoughItIsSettled() throws Exception {
        spool.store(IMAGE);
        spool.settleAll();

        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);

        assertThat(spool.told).hasSize(1);
        assertThat(spool.spool.health().unsettled()).isZero();
    }

    @Test
    void takesManyAtOnceForOne() throws Exception {
        var answers = Stream.generate(() -> spool.send(IMAGE.ofPixels(3, 900_000))).limit(20).toList();
        for (var answer : answers) {
            assertThat(answer.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .isEqualTo(StoreStatus.SUCCESS);
        }

        assertThat(spool.told).hasSize(1);
        assertThat(spool.files()).hasSize(1);
    }

    static Stream<Arguments> corrections() {
        return Stream.of(
                Arguments.of(IMAGE.ofPatient("P2"), Set.of(Part.PATIENT)),
                Arguments.of(IMAGE.ofStudy("2.25.2"), Set.of(Part.STUDY)),
                Arguments.of(IMAGE.ofAccession("A2"), Set.of(Part.ACCESSION)),
                Arguments.of(IMAGE.ofPatient("P2").ofStudy("2.25.2").ofPixels(9, 500),
                        Set.of(Part.PATIENT, Part.STUDY)));
    }

    @ParameterizedTest
    @MethodSource("corrections")
    void tellsWhatACorrectionCorrects(Image corrected, Set<Part> changed) throws Exception {
        spool.store(IMAGE);
        var former = spool.last().id();

        assertThat(spool.store(corrected)).isEqualTo(StoreStatus.SUCCESS);

        assertThat(spool.last().kinship()).isEqualTo(new Kinship.Corrects(former, "2.25.1", changed));
        assertThat(spool.files()).as("both are kept").hasSize(2);
        spool.restart();
        assertThat(spool.told).hasSize(2);
        assertThat(spool.last().kinship()).as("told the same after a restart")
                .isEqualTo(new Kinship.Corrects(former, "2.25.1", changed));
    }

    @Test
    void knowsACorrectionAfterARestart() throws Exception {
        spool.store(IMAGE);
        spool.settleAll();
        spool.restart();

        spool.store(IMAGE.ofPatient("P2"));

        assertThat(spool.last().kinship()).isInstanceOf(Kinship.Corrects.class);
    }

    @Test
    void knowsACorrectionWhileTheFirstIsStillOnItsWay() throws Exception {
        var first = spool.send(IMAGE.ofPixels(1, 5_000_000));
        var second = spool.send(IMAGE.ofPixels(1, 5_000_000).ofPatient("P2"));

        assertThat(first.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isEqualTo(StoreStatus.SUCCESS);
        assertThat(second.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isEqualTo(StoreStatus.SUCCESS);

        assertThat(spool.told).hasSize(2);
        assertThat(spool.last().kinship())
                .isEqualTo(new Kinship.Corrects(spool.told.getFirst().id(), "2.25.1", Set.of(Part.PATIENT)));
    }

    @Test
    void closesWithoutWaitingThoughItsJournalStillHasNews() throws Exception {
        for (int i = 0; i < 200; i++) {
            spool.send(Image.of("2.25.3" + i));
        }
        long began = System.nanoTime();

        spool.spool.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
        spool.open();
        assertThat(spool.spool.replay()).isEqualTo(200);
    }

    @Test
    void tellsAReplacementWhenOnlyThePictureIsAnother() throws Exception {
        spool.store(IMAGE);
        var former = spool.last().id();

        spool.store(IMAGE.ofPixels(2, 1000));

        assertThat(spool.last().kinship()).isEqualTo(new Kinship.Replaces(former));
        assertThat(spool.files()).hasSize(2);
    }

    @Test
    void doesNotUndoACorrectionWhenTheOldVersionComesLate() throws Exception {
        spool.store(IMAGE);
        spool.store(IMAGE.ofPatient("P2"));

        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);

        assertThat(spool.told).hasSize(2);
        assertThat(spool.files()).hasSize(2);
    }

    @Test
    void tellsTwoObjectsApartWhoseChecksumsAreEqual() throws Exception {
        spool.store(IMAGE);
        var former = spool.last().id();
        var file = spool.files().getFirst();
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1; // as if another picture had the same length and CRC
        Files.write(file, bytes);

        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);

        assertThat(spool.told).hasSize(2);
        assertThat(spool.last().kinship()).isEqualTo(new Kinship.Replaces(former));
        assertThat(spool.last().kept().succeeded()).isTrue();
        assertThat(spool.files()).hasSize(2);
    }

    @Test
    void storesARepeatOfAnEvictedObjectAndSaysThatItIsOne() throws Exception {
        spool.store(IMAGE);
        var former = spool.last().id();
        spool.settleAll();
        spool.usedByOthers = OpenSpool.DISK_BYTES * 3 / 4;
        spool.lookAtDisk();
        assertThat(spool.files()).isEmpty();
        spool.restart();

        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);

        assertThat(spool.last().kinship()).isEqualTo(new Kinship.Repeats(former));
        assertThat(spool.files()).hasSize(1);
        spool.store(IMAGE.ofPatient("P2"));
        assertThat(spool.last().kinship()).isInstanceOf(Kinship.Corrects.class);
    }

    @Test
    void forgetsWhatWentLongAgo() throws Exception {
        spool.store(IMAGE);
        spool.settleAll();
        spool.usedByOthers = OpenSpool.DISK_BYTES * 3 / 4;
        spool.lookAtDisk();
        spool.store(Image.of("2.25.12"));
        spool.settleAll();
        spool.now = spool.now.plus(Duration.ofDays(8));
        spool.lookAtDisk();

        spool.store(IMAGE);

        assertThat(spool.last().kinship()).isEqualTo(new Kinship.First());
    }

    @Test
    void isTheFirstWhenTheFormerCouldNotBeKept() throws Exception {
        spool.store(Image.of("2.25.99"));
        var folderOfTheDay = spool.files().getFirst().getParent();
        var moved = folderOfTheDay.resolveSibling("moved");
        Files.move(folderOfTheDay, moved);

        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.OUT_OF_RESOURCES);

        Files.move(moved, folderOfTheDay);
        assertThat(spool.store(IMAGE)).isEqualTo(StoreStatus.SUCCESS);
        assertThat(spool.last().kinship()).isEqualTo(new Kinship.First());
        assertThat(spool.told).hasSize(3);
    }

    @Test
    void takesTheIssuerOfAPatientIdForPartOfIt() {
        var header = new DataSetBuilder().put(Tag.STUDY_INSTANCE_UID, "2.25.1").put(Tag.PATIENT_ID, "P1");
        var without = Identity.of(header.build(), "2.25.11");
        var with = Identity.of(header.put(0x0010_0021, "HOSPITAL").build(), "2.25.11");

        assertThat(without.changed(with)).containsExactly(Part.PATIENT);
        assertThat(without.changed(Identity.UNKNOWN)).as("an entry of version 0.1.0 contradicts nothing").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.25.1\tx", "a:b", "2.25.1\nreceived"})
    void survivesAStudyUidThatIsNone(String study) throws Exception {
        spool.store(IMAGE.ofStudy(study));
        spool.store(IMAGE.ofStudy(study + "9".repeat(9000)));

        spool.restart();

        assertThat(spool.told).hasSize(2);
        assertThat(spool.last().kinship()).isInstanceOf(Kinship.Corrects.class);
    }

    @Test
    void writesNeitherPatientNorAccessionIntoTheJournal() throws Exception {
        spool.store(IMAGE.ofPatient("SECRET-4711").ofAccession("ACC-0815"));
        spool.spool.close();

        try (Stream<Path> all = Files.walk(folder.resolve("journal"))) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                var text = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(text).doesNotContain("SECRET-4711", "ACC-0815");
            }
        }
        assertThat(Arrays.stream(folder.toFile().list()).toList()).noneMatch(name -> name.contains("SECRET"));
        spool.open();
    }
}
