// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.spool.OpenSpool.Image;
import dev.gantry.dicom.spool.Spool.Kept;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a spool still has of a study.
class HoldingTest {
    @TempDir
    Path folder;

    private OpenSpool open;

    @BeforeEach
    void open() throws Exception {
        open = new OpenSpool(folder).open();
    }

    @AfterEach
    void close() {
        open.close();
    }

    private Spool.Holding holding(String study) {
        return open.spool.holding(study::equals);
    }

    @Test
    void holdsTheLatestOfEachInstanceInTheOrderOfTheirArrival() throws Exception {
        open.store(Image.of("2.25.12").ofStudy("2.25.7"));
        open.store(Image.of("2.25.11").ofStudy("2.25.7"));
        open.store(Image.of("2.25.13").ofStudy("2.25.8"));
        open.spool.settled(open.told.getFirst().id());

        var holding = holding("2.25.7");

        assertThat(holding.kept()).extracting(Kept::sopInstanceUid).containsExactly("2.25.12", "2.25.11");
        assertThat(holding.unsettled()).isEqualTo(1);
        assertThat(holding.gone()).isZero();
        assertThat(holding("2.25.9").kept()).isEmpty();
    }

    @Test
    void countsACorrectedImageWhereItBelongsNow() throws Exception {
        open.store(Image.of("2.25.11").ofStudy("2.25.7"));
        open.store(Image.of("2.25.11").ofStudy("2.25.8"));

        assertThat(holding("2.25.7").kept()).isEmpty();
        assertThat(holding("2.25.8").kept()).hasSize(1);
    }

    @Test
    void countsWhatMadeRoom() throws Exception {
        open.store(Image.of("2.25.11").ofStudy("2.25.7"));
        open.store(Image.of("2.25.12").ofStudy("2.25.7"));
        open.spool.settled(open.told.getFirst().id());
        open.usedByOthers = OpenSpool.DISK_BYTES * 8 / 10;
        open.lookAtDisk();

        assertThat(holding("2.25.7").kept()).extracting(Kept::sopInstanceUid).containsExactly("2.25.12");
        assertThat(holding("2.25.7").gone()).isEqualTo(1);
    }

    @Test
    void readsBackWhatIsSettled() throws Exception {
        open.store(Image.of("2.25.11").ofStudy("2.25.7"));
        var told = open.last();
        open.spool.settled(told.id());

        var again = open.spool.reread(told.id()).orElseThrow();

        assertThat(again.replayed()).isTrue();
        assertThat(again.fingerprint()).isEqualTo(told.fingerprint());
        assertThat(again.kept().succeeded()).isTrue();
        assertThat(again.kinship()).isInstanceOf(Kinship.First.class);
        assertThat(again.without(Set.of("chest/1.0.0")).barred()).containsExactly("chest/1.0.0");
        assertThat(open.spool.reread("nobody")).isEmpty();
    }

    @Test
    void givesNothingBackThatIsNotWhatWasReceived() throws Exception {
        open.store(Image.of("2.25.11"));
        var file = open.files().getFirst();
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThat(open.spool.reread(open.last().id())).isEmpty();
    }
}
