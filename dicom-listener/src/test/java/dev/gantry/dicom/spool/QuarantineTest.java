// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gantry.dicom.spool.OpenSpool.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An object that takes the process down twice is not tried a third time.
class QuarantineTest {
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

    List<String> quarantined() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("quarantine"))) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    void dieOf(String id, String what) throws IOException {
        spool.spool.attempt(id, what);
        spool.restartAfterKill();
    }

    @Test
    void barsWhatTheProcessDiedOfTwice() throws Exception {
        spool.store(Image.of("2.25.11"));
        var id = spool.last().id();

        dieOf(id, "decode");
        assertThat(spool.last().barred()).isEmpty();
        dieOf(id, "decode");

        assertThat(spool.last().id()).isEqualTo(id);
        assertThat(spool.last().barred()).containsExactly("decode");
        assertThat(quarantined()).containsExactly(id + ".dcm");
        assertThat(spool.spool.health().reasons())
                .containsExactly("objects in quarantine that took the process down: 1");
        assertThatIllegalStateException().isThrownBy(() -> spool.spool.attempt(id, "decode"));
        spool.spool.attempt(id, "chest/1.0.0").close();
    }

    @Test
    void stillBarsItAfterFurtherRestarts() throws Exception {
        spool.store(Image.of("2.25.11"));
        var id = spool.last().id();
        dieOf(id, "decode");
        dieOf(id, "decode");

        spool.restart();
        spool.restartAfterKill();

        assertThat(spool.last().barred()).containsExactly("decode");
        assertThat(quarantined()).hasSize(1);
    }

    @Test
    void doesNotBlameWhatEndedBefore() throws Exception {
        spool.store(Image.of("2.25.11"));
        var id = spool.last().id();
        for (int i = 0; i < 3; i++) {
            spool.spool.attempt(id, "decode").close();
            spool.restartAfterKill();
        }

        assertThat(spool.last().barred()).isEmpty();
        assertThat(quarantined()).isEmpty();
    }

    @Test
    void doesNotBlameDifferentThings() throws Exception {
        spool.store(Image.of("2.25.11"));
        var id = spool.last().id();
        dieOf(id, "decode");
        dieOf(id, "chest/1.0.0");

        assertThat(spool.last().barred()).isEmpty();
    }

    @Test
    void countsOneDeathOnceThoughItDiesAgainBeforeTheNoteIsCleared() throws Exception {
        spool.store(Image.of("2.25.11"));
        spool.spool.attempt(spool.last().id(), "decode");
        var attempts = Files.readAllBytes(folder.resolve("attempts"));
        spool.restartAfterKill();
        spool.spool.close();
        Files.write(folder.resolve("attempts"), attempts);

        spool.open();
        spool.told.clear();
        spool.spool.replay();

        assertThat(spool.last().barred()).isEmpty();
    }

    @Test
    void tellsLastOfWhatTheProcessDiedOf() throws Exception {
        spool.store(Image.of("2.25.11"));
        var id = spool.last().id();
        spool.store(Image.of("2.25.12"));

        dieOf(id, "decode");

        assertThat(spool.told).extracting(StoredObject::sopInstanceUid).containsExactly("2.25.12", "2.25.11");
    }

    @Test
    void keepsTheFileWhenTheObjectMakesRoom() throws Exception {
        spool.store(Image.of("2.25.11"));
        var id = spool.last().id();
        dieOf(id, "decode");
        dieOf(id, "decode");
        var bytes = Files.readAllBytes(spool.files().getFirst());
        spool.settleAll();
        spool.usedByOthers = OpenSpool.DISK_BYTES * 3 / 4;

        spool.lookAtDisk();

        assertThat(spool.files()).isEmpty();
        assertThat(folder.resolve("quarantine").resolve(id + ".dcm")).hasBinaryContent(bytes);
    }

    @Test
    void letsTheOldestGoFromAFullQuarantine() throws Exception {
        var quarantine = new Quarantine(folder.resolve("q"), 2, 1000);
        for (int i = 1; i <= 3; i++) {
            quarantine.add("m" + i + "-0", Files.write(folder.resolve("f" + i), new byte[100]), "decode");
        }

        assertThat(folder.resolve("q/m1-0.dcm")).doesNotExist();
        assertThat(folder.resolve("q/m2-0.dcm")).exists();
        assertThat(quarantine.size()).isEqualTo(2);
        quarantine.add("m4-0", Files.write(folder.resolve("f4"), new byte[5000]), "decode");
        assertThat(folder.resolve("q/m4-0.dcm")).as("one may be larger than the bound").exists();
        assertThat(quarantine.size()).isEqualTo(1);
    }

    @Test
    void wantsAWordForWhatIsTried() throws Exception {
        spool.store(Image.of("2.25.11"));

        assertThatIllegalArgumentException().isThrownBy(() -> spool.spool.attempt(spool.last().id(), "a\tb"));
    }
}
