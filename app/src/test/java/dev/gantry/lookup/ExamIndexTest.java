// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import static dev.gantry.lookup.Sights.RECEIVED;
import static dev.gantry.lookup.Sights.exam;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.Pseudonyms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamIndexTest {
    private static final Duration WEEK = Duration.ofDays(7);

    /// A clock that the test sets.
    private static final class SetClock extends Clock {
        private Instant now = RECEIVED;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final SetClock clock = new SetClock();

    @TempDir
    Path folder;

    private KeyRing ring;
    private Pseudonyms names;

    @BeforeEach
    void keys() throws IOException {
        ring = KeyRing.open(folder.resolve("site.key"), "1");
        names = ring.newest();
    }

    private ExamIndex open() throws IOException {
        return ExamIndex.open(folder.resolve("lookup"), ring, WEEK, clock);
    }

    private static List<String> studies(ExamIndex index, String pseudonym) {
        return index.find(pseudonym).stream().flatMap(match -> match.exams().stream()).map(KnownExam::studyUid).toList();
    }

    private byte[] onDisk() throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder.resolve("lookup"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        return all.toString().getBytes(ISO_8859_1);
    }

    @Test
    void findsAnExamByItsStudyAndByItsAccessionNumber() throws IOException {
        try (var index = open()) {
            index.seen(exam("1.2.3", "A-1", RECEIVED));
            index.seen(exam("1.2.4", "A-1", RECEIVED));

            assertThat(studies(index, names.study("1.2.3"))).containsExactly("1.2.3");
            assertThat(studies(index, names.accession("", "A-1"))).containsExactlyInAnyOrder("1.2.3", "1.2.4");
            assertThat(index.find(names.accession("HOSP", "A-1"))).isEmpty();
            assertThat(index.find(names.series("1.2.3"))).isEmpty();
        }
    }

    @Test
    void showsEveryPatientThatImagesOfOneStudyName() throws IOException {
        try (var index = open()) {
            index.seen(KnownExam.of(Sights.image("1.2.3", "A-1", "", "PID-1", RECEIVED)));
            index.seen(KnownExam.of(Sights.image("1.2.3", "A-1", "", "PID-2", RECEIVED.plusSeconds(9))));

            var found = index.find(names.study("1.2.3")).orElseThrow().exams().getFirst();
            assertThat(found.orders()).extracting(it -> it.patientId().orElse("")).containsExactly("PID-1", "PID-2");
            assertThat(found.first()).isEqualTo(RECEIVED);
            assertThat(found.last()).isEqualTo(RECEIVED.plusSeconds(9));
            assertThat(found.toString()).doesNotContain("PID", "A-1", "1.2.3");
        }
    }

    @Test
    void knowsThemAfterARestartAndUnderEveryKey() throws IOException {
        try (var index = open()) {
            index.seen(exam("1.2.3", "A-1", RECEIVED));
            KeyRing.rotate(folder.resolve("site.key"), "1", "2", Instant.now());
            assertThat(studies(index, names.study("1.2.3"))).containsExactly("1.2.3");
            ring.reread();

            assertThat(studies(index, ring.named("2").study("1.2.3"))).containsExactly("1.2.3");
            assertThat(index.find(names.study("1.2.3")).orElseThrow().keyId()).isEqualTo("1");
        }
        try (var index = open()) {
            assertThat(studies(index, names.study("1.2.3"))).containsExactly("1.2.3");
            assertThat(studies(index, ring.named("2").accession("", "A-1"))).containsExactly("1.2.3");
        }
    }

    @Test
    void letsGoOfWhatIsTooOldOnDiskToo() throws IOException {
        try (var index = open()) {
            index.seen(exam("1.2.3.2001", "OLD-1", RECEIVED));
            index.seen(exam("1.2.3.2002", "NEW-1", RECEIVED.plus(WEEK)));
            assertThat(studies(index, names.study("1.2.3.2001"))).isNotEmpty();
            Files.writeString(folder.resolve("lookup/segment-9.damaged"), "OLD-2");
            Files.setLastModifiedTime(folder.resolve("lookup/segment-9.damaged"), FileTime.from(RECEIVED));

            clock.now = RECEIVED.plus(WEEK).plusSeconds(1);
            assertThat(studies(index, names.study("1.2.3.2001"))).as("at once").isEmpty();
            index.tend();

            assertThat(index.size()).isEqualTo(1);
        }
        assertThat(new String(onDisk(), ISO_8859_1)).contains("NEW-1").doesNotContain("OLD-1", "OLD-2", "1.2.3.2001");
    }

    @Test
    void isOfTheOwnerAlone() throws IOException {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("lookup"))))
                .isEqualTo("rwx------");
    }

    @Test
    void forgetsAllWhenTheSiteHasNoLookup() throws IOException {
        try (var index = open()) {
            index.seen(exam("1.2.3", "A-1", RECEIVED));
        }

        Lookup.forget(folder);
        Lookup.forget(folder);

        assertThat(folder.resolve("lookup")).doesNotExist();
    }
}
