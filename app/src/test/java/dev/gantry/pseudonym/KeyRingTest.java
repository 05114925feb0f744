// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final Instant NEW_YEAR = Instant.parse("2027-01-04T08:00:00Z");
    private static final Clock AFTER = Clock.fixed(NEW_YEAR.plusSeconds(1), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void names() {
        file = folder.resolve("keys/site.key");
    }

    private KeyRing open() throws IOException {
        return KeyRing.open(file, "2026", AFTER);
    }

    private static void own(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void makesAKeyThatOnlyItsOwnerCanRead() throws IOException {
        var made = open();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Base64.getDecoder().decode(Files.readString(file).strip())).hasSize(32);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.site-key*");
        assertThat(made.keys()).singleElement().extracting(Key::id).isEqualTo("2026");
        assertThat(open().newest().study("1.2")).isEqualTo(made.newest().study("1.2"));
        assertThat(KeyRing.open(folder.resolve("other.key"), "2026").newest().study("1.2"))
                .isNotEqualTo(made.newest().study("1.2"));
    }

    @Test
    void publishesUnderTheNewestKeyAndKeepsTheNamesOfTheFirst() throws IOException {
        var before = open();

        var added = KeyRing.rotate(file, "2026", "2027", NEW_YEAR);

        var after = open();
        assertThat(added.since()).isEqualTo(NEW_YEAR);
        assertThat(after.keys()).extracting(Key::id).containsExactly("2026", "2027");
        assertThat(after.newest().keyId()).isEqualTo("2027");
        assertThat(after.newest().study("1.2")).isNotEqualTo(before.newest().study("1.2"));
        assertThat(after.first().study("1.2")).isEqualTo(before.newest().study("1.2"));
        assertThat(after.named("2026").study("1.2")).isEqualTo(before.newest().study("1.2"));
        assertThat(after.all()).extracting(Pseudonyms::keyId).containsExactly("2027", "2026");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(KeyRing.open(file, "2027").first().keyId()).as("the settings may name either").isEqualTo("2026");
    }

    @Test
    void takesUpARotationWithoutARestart() throws IOException {
        var running = open();
        assertThat(running.reread()).isFalse();

        KeyRing.rotate(file, "2026", "2027", NEW_YEAR);

        assertThat(running.newest().keyId()).isEqualTo("2026");
        assertThat(running.reread()).isTrue();
        assertThat(running.newest().keyId()).isEqualTo("2027");
        assertThat(running.reread()).isFalse();
        assertThat(running.complaint()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "2027 2027-01-04T08:00:00Z AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="})
    void keepsTheKeysInForceWhenTheFileIsDamagedWhileItRuns(String damage) throws IOException {
        var running = open();
        var study = running.newest().study("1.2");

        own(file, damage);

        assertThat(running.reread()).isFalse();
        assertThat(running.newest().study("1.2")).isEqualTo(study);
        assertThat(running.complaint()).get().asString().contains("the keys read before stay in force");
    }

    @Test
    void keepsTheKeysInForceWhenTheFileIsGone() throws IOException {
        var running = open();

        Files.delete(file);

        assertThat(running.reread()).isFalse();
        assertThat(running.complaint()).isPresent();
    }

    @Test
    void publishesUnderAKeyOnlyOnceItsTimeHasCome() throws IOException {
        KeyRing.rotate(file, "2026", "2027", NEW_YEAR);

        assertThat(KeyRing.open(file, "2026", Clock.fixed(NEW_YEAR.minusSeconds(1), ZoneOffset.UTC)).newest().keyId())
                .isEqualTo("2026");
        assertThat(KeyRing.open(file, "2026", Clock.fixed(NEW_YEAR, ZoneOffset.UTC)).newest().keyId())
                .isEqualTo("2027");
        assertThatThrownBy(() -> KeyRing.rotate(file, "2026", "2028", NEW_YEAR.minusSeconds(9)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("before key 2027");
    }

    @Test
    void refusesASecondKeyOfTheSameName() throws IOException {
        KeyRing.rotate(file, "2026", "2027", NEW_YEAR);

        assertThatThrownBy(() -> KeyRing.rotate(file, "2026", "2027", NEW_YEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--key-id: 2027 is in the ring already (2026, 2027)");
    }

    @Test
    void losesNoneOfSeveralRotationsAtOnce() throws Exception {
        open();
        var jobs = new ArrayList<Callable<Key>>();
        for (int i = 0; i < 8; i++) {
            var id = "at-once-" + i;
            jobs.add(() -> inTurn(id));
        }

        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var done : pool.invokeAll(jobs)) {
                done.get();
            }
        }

        assertThat(open().keys()).hasSize(9).extracting(Key::id).doesNotHaveDuplicates();
    }

    /// A lock of files holds between processes; within one a second lock is an exception.
    private Key inTurn(String id) throws IOException {
        synchronized (AFTER) {
            return KeyRing.rotate(file, "2026", id, NEW_YEAR);
        }
    }

    @Test
    void refusesAKeyIdThatNamesNoKeyOfTheRing() throws IOException {
        KeyRing.rotate(file, "2026", "2027", NEW_YEAR);

        assertThatThrownBy(() -> KeyRing.open(file, "2028"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("privacy.key-id")
                .hasMessageContaining("2026, 2027")
                .hasMessageContaining("gantry privacy rotate --key-id 2028");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x"})
    void refusesAKeyThatOthersMayUse(String permissions) throws IOException {
        open();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("site.key")
                .hasMessageContaining("0600");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | not 32 bytes as base64
            not-base64!                           | not 32 bytes as base64
            c2hvcnQ=                              | not 32 bytes as base64
            2026 2026-01-01T00:00:00Z c2hvcnQ=    | line 1: not 32 bytes as base64
            2026 yesterday c2hvcnQ=               | "yesterday" is no time
            2026 c2hvcnQ=                         | line 1: not a key-id, a time and 32 bytes
            '# no key at all'                     | must hold 1 to 100 keys
            """)
    void refusesAFileThatHoldsNoKeys(String text, String why) throws IOException {
        own(file, text);

        assertThatThrownBy(this::open).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why).hasMessageContaining("site.key");
    }

    @Test
    void neverShowsASecretInATextOrAMessage() throws IOException {
        open();
        var secret = Files.readString(file).strip();
        KeyRing.rotate(file, "2026", "2027", NEW_YEAR);
        own(file, Files.readString(file).replace(secret, secret + "A"));

        assertThat(new Key("2026", NEW_YEAR, Base64.getDecoder().decode(secret)).toString()).doesNotContain(secret);
        assertThatThrownBy(this::open).hasMessageNotContaining(secret);
    }

    @Test
    void putsABackupBackAndNeverOverOtherKeys() throws IOException {
        var backup = open().keys();
        var late = new ArrayList<>(backup);
        late.add(KeyRing.rotate(file, "2026", "2027", NEW_YEAR));
        var elsewhere = folder.resolve("fresh/site.key");

        assertThat(KeyRing.restore(elsewhere, "2026", late)).isTrue();
        assertThat(KeyRing.open(elsewhere, "2026", AFTER).newest().study("1.2")).isEqualTo(open().newest().study("1.2"));
        assertThat(KeyRing.restore(file, "2026", backup)).as("has them and more").isFalse();
        var other = folder.resolve("other/site.key");
        KeyRing.open(other, "2026");
        assertThatThrownBy(() -> KeyRing.restore(other, "2026", late))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds other keys (2026) than the backup (2026, 2027)");
        assertThat(List.of(other, elsewhere)).allSatisfy(it ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(it))).isEqualTo("rw-------"));
    }
}
