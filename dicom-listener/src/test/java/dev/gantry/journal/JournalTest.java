// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gantry.journal.Journal.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class JournalTest {
    /// What may be found after a cut, in the order of the steps of [#liveUntilTheCut].
    static final List<List<String>> LIVES = List.of(
            List.of("a", "b", "c"), List.of("a", "b", "c", "d"), List.of("live"), List.of("live", "e"));

    @TempDir
    Path folder;

    @TempDir
    Path graveyard;

    @BeforeAll
    static void keepQuietAboutTheDamageWeDo() {
        ((Logger) LoggerFactory.getLogger(Tail.class)).setLevel(Level.OFF);
    }

    static void await(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static List<String> records(Journal journal) throws IOException {
        var records = new ArrayList<String>();
        journal.replay(record -> records.add(new String(record, UTF_8)));
        return records;
    }

    List<String> reopened() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            return records(journal);
        }
    }

    Path segment() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    void write(String... records) throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            for (var record : records) {
                await(journal.append(bytes(record)));
            }
        }
    }

    @Test
    void remembersItsRecordsInOrder() throws IOException {
        write("one", "", "three");
        write("four");

        assertThat(reopened()).containsExactly("one", "", "three", "four");
    }

    @Test
    void keepsWhatWasEnteredOnceSomebodyWritesHere() throws Exception {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            var kept = new ArrayList<CompletableFuture<Void>>();
            for (var record : List.of("one", "two", "three")) {
                kept.add(journal.enter(bytes(record)).toCompletableFuture());
            }

            journal.writeHere();

            CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        }
        assertThat(reopened()).containsExactly("one", "two", "three");
    }

    @Test
    void keepsTheOrderOfWhatIsEnteredAndWhatIsAppended() throws IOException {
        var expected = new ArrayList<String>();
        try (var journal = Journal.open(folder, Durability.WRITE)) {
            for (int i = 0; i < 2000; i++) {
                expected.add("record " + i);
                if (i % 3 == 0) {
                    journal.append(bytes(expected.getLast()));
                } else {
                    journal.enter(bytes(expected.getLast()));
                }
                if (i % 7 == 0) {
                    journal.writeHere();
                }
            }
        }
        assertThat(reopened()).containsExactlyElementsOf(expected);
    }

    @Test
    void writesWhatWasEnteredWhenItIsClosed() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            journal.enter(bytes("entered"));
        }

        assertThat(reopened()).containsExactly("entered");
    }

    @Test
    void startsEmptyInAFolderThatIsNotThereYet() throws IOException {
        try (var journal = Journal.open(folder.resolve("deep/er"), Durability.WRITE)) {
            assertThat(records(journal)).isEmpty();
            assertThat(journal.recovered()).isEqualTo(new Recovered(0, 0, List.of()));
        }
    }

    @Test
    void keepsTheLongestRecord() throws IOException {
        var longest = new byte[Journal.MAX_RECORD_BYTES];
        Arrays.fill(longest, (byte) 'G');
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            for (int i = 0; i < 3; i++) {
                await(journal.append(longest.clone()));
            }
            assertThatThrownBy(() -> journal.append(new byte[Journal.MAX_RECORD_BYTES + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1048577");
        }

        try (var journal = Journal.open(folder, Durability.SYNC)) {
            journal.replay(record -> assertThat(record).isEqualTo(longest));
            assertThat(journal.recovered().records()).isEqualTo(3);
        }
    }

    @Test
    void survivesATruncationAtEveryByte() throws IOException {
        write("alpha", "beta", "gamma");
        var whole = Files.readAllBytes(segment());
        int header = Segment.HEADER_BYTES;
        var ends = List.of(header, header + 21, header + 41, header + 62);
        assertThat(whole).hasSize(ends.getLast());

        for (int size = 0; size < whole.length; size++) {
            int length = size;
            Files.write(segment(), Arrays.copyOf(whole, size));
            try (var journal = Journal.open(folder, Durability.SYNC)) {
                int records = (int) ends.stream().skip(1).filter(end -> end <= length).count();
                int end = size < header ? 0 : ends.get(records);
                assertThat(records(journal))
                        .as("cut at %d", size)
                        .isEqualTo(List.of("alpha", "beta", "gamma").subList(0, records));
                assertThat(journal.recovered()).isEqualTo(new Recovered(records, size - end, List.of()));
            }
            restore(whole);
        }
    }

    /// Puts back the first segment alone.
    private void restore(byte[] whole) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.write(folder.resolve(Segment.name(1)), whole);
    }

    @Test
    void losesNoMoreThanTheRecordWhoseBitFlipped() throws IOException {
        write("alpha", "beta", "gamma");
        var whole = Files.readAllBytes(segment());
        var all = List.of("alpha", "beta", "gamma");
        int header = Segment.HEADER_BYTES;

        for (int bit = 0; bit < whole.length * 8; bit++) {
            int at = bit / 8;
            int hit = at < header ? -1 : at < header + 21 ? 0 : at < header + 41 ? 1 : 2;
            var flipped = whole.clone();
            flipped[at] ^= (byte) (1 << bit % 8);
            restore(flipped);
            try (var journal = Journal.open(folder, Durability.SYNC)) {
                var expected = new ArrayList<>(all);
                if (hit >= 0) {
                    expected.remove(hit);
                }
                assertThat(records(journal)).as("bit %d of byte %d", bit % 8, at).isEqualTo(expected);
                assertThat(journal.recovered().damages()).as("bit %d", bit).hasSize(1);
            }
            assertThat(folder.resolve(Segment.damagedName(1))).hasBinaryContent(flipped);
        }
    }

    @Test
    void takesAnUnwrittenTailForATornOne() throws IOException {
        write("alpha");
        Files.write(segment(), new byte[5000], StandardOpenOption.APPEND);

        try (var journal = Journal.open(folder, Durability.SYNC)) {
            assertThat(journal.recovered()).isEqualTo(new Recovered(1, 5000, List.of()));
        }
    }

    @Test
    void refusesAJournalOfANewerVersion() throws IOException {
        var header = Segment.header(1).array();
        header[7] = 2;
        var crc = new CRC32C();
        crc.update(header, 0, 16);
        ByteBuffer.wrap(header).putInt(16, (int) crc.getValue());
        restore(header);

        assertThatThrownBy(() -> Journal.open(folder, Durability.SYNC))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version");
    }

    @Test
    void takesNoFrameThatStandsInAnotherPlace() throws IOException {
        write("alpha", "omega");
        var whole = Files.readAllBytes(segment());
        var frame = Arrays.copyOfRange(whole, Segment.HEADER_BYTES, Segment.HEADER_BYTES + 21);
        Files.write(segment(), frame, StandardOpenOption.APPEND);

        assertThat(reopened()).containsExactly("alpha", "omega");
    }

    @Test
    void refusesASecondOwner() throws IOException {
        try (var _ = Journal.open(folder, Durability.SYNC)) {
            assertThatThrownBy(() -> Journal.open(folder, Durability.SYNC)).hasMessageContaining("in use");
        }

        assertThat(reopened()).isEmpty();
    }

    @Test
    void replaysOnlyBeforeTheFirstAppend() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            await(journal.append(bytes("one")));

            assertThatThrownBy(() -> journal.replay(_ -> {})).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void keepsTheOrderOfEachOfManyWriters() throws Exception {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            var writers = IntStream.range(0, 8)
                    .mapToObj(writer -> Thread.ofPlatform().start(() -> {
                        var last = journal.append(bytes(writer + " 0"));
                        for (int i = 1; i < 200; i++) {
                            last = journal.append(bytes(writer + " " + i));
                        }
                        await(last);
                    }))
                    .toList();
            for (var writer : writers) {
                assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
            }
        }

        var records = reopened();
        assertThat(records).hasSize(1600);
        for (int writer = 0; writer < 8; writer++) {
            var prefix = writer + " ";
            assertThat(records.stream().filter(record -> record.startsWith(prefix)))
                    .isEqualTo(IntStream.range(0, 200).mapToObj(i -> prefix + i).toList());
        }
    }

    @Test
    void syncsManyAppendsAtOnce() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var journal = Journal.open(folder, Durability.SYNC, disk)) {
            var stages = IntStream.range(0, 1000).mapToObj(i -> journal.append(bytes("record " + i)))
                    .toList();
            stages.forEach(JournalTest::await);

            assertThat(disk.steps().stream().filter("sync"::equals).count()).isLessThan(500);
        }
    }

    @Test
    void syncsNothingWhenOnlyAskedToWrite() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var journal = Journal.open(folder, Durability.WRITE, disk)) {
            int before = disk.steps().size();
            await(journal.append(bytes("one")));

            assertThat(disk.steps().subList(before, disk.steps().size())).containsExactly("write");
        }
    }

    @Test
    void rotatesToWhatIsLive() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            for (int i = 0; i < 100; i++) {
                journal.append(bytes("old " + i));
            }
            var rotated = journal.rotate(List.of(bytes("live")));
            await(journal.append(bytes("new")));
            await(rotated);
            assertThat(journal.bytes()).isEqualTo(Segment.HEADER_BYTES + 20 + 19);
        }

        assertThat(reopened()).containsExactly("live", "new");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(segment().getFileName().toString(), "journal.lock");
        }
    }

    /// A power cut (nothing that was not synced remains) and a kill -9 (everything remains), at each step.
    @Test
    void survivesACutBetweenAnyTwoStepsOfItsLife() throws IOException {
        boolean finished = false;
        for (int stop = 0; !finished; stop++) {
            for (boolean powerLoss : new boolean[] {true, false}) {
                restoreNothing();
                write("a", "b", "c");
                var disk = new FaultyDisk(graveyard);
                disk.stopAfter(stop);
                var told = liveUntilTheCut(disk);
                finished = !disk.stopped();
                if (powerLoss) {
                    disk.losePower();
                }

                var found = reopened();
                var as = "cut after %d of %s, told %s, found %s".formatted(stop, disk.steps(), told, found);
                assertThat(LIVES.indexOf(found)).as(as).isGreaterThanOrEqualTo(told.size());
                assertThat(reopened()).as(as).isEqualTo(found);
            }
        }
    }

    private void restoreNothing() throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /// Opens, appends d, rotates to live, appends e; what was reported as done.
    private List<String> liveUntilTheCut(FaultyDisk disk) throws IOException {
        var told = new ArrayList<String>();
        Journal journal;
        try {
            journal = Journal.open(folder, Durability.SYNC, disk);
        } catch (IOException _) {
            return told;
        }
        try (journal) {
            await(journal.append(bytes("d")));
            told.add("d");
            await(journal.rotate(List.of(bytes("live"))));
            told.add("rotated");
            await(journal.append(bytes("e")));
            told.add("e");
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(IOException.class);
        }
        return told;
    }

    @Test
    void takesNothingMoreAfterAFailedSyncUntilItIsReopened() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var journal = Journal.open(folder, Durability.SYNC, disk)) {
            await(journal.append(bytes("kept")));
            disk.fail("sync");
            assertThatThrownBy(() -> await(journal.append(bytes("lost"))))
                    .hasCauseInstanceOf(IOException.class);
            disk.fail("");

            assertThatThrownBy(() -> await(journal.append(bytes("later"))))
                    .hasMessageContaining("opened again");
            assertThatThrownBy(() -> await(journal.rotate(List.of()))).hasMessageContaining("opened again");
            assertThat(journal.failure()).isPresent();
        }
        disk.losePower();

        assertThat(reopened()).containsExactly("kept");
    }

    @Test
    void copiesEverythingToFreshPagesWhenItIsReopened() throws IOException {
        write("one");
        var before = segment();

        reopened();

        assertThat(segment()).isNotEqualTo(before);
        assertThat(before).doesNotExist();
    }

    @Test
    void livesOnAfterAFullDisk() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var journal = Journal.open(folder, Durability.SYNC, disk)) {
            await(journal.append(bytes("kept")));
            disk.fail("write");
            assertThatThrownBy(() -> await(journal.append(bytes("too much"))))
                    .hasMessageContaining("cannot write");
            assertThatThrownBy(() -> await(journal.rotate(List.of(bytes("x")))))
                    .hasMessageContaining("cannot write");
            disk.fail("");
            await(journal.append(bytes("later")));

            assertThat(journal.failure()).isEmpty();
        }

        assertThat(reopened()).containsExactly("kept", "later");
    }

    @Test
    void failsForGoodWhenItCannotTakeBackHalfAWrite() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var journal = Journal.open(folder, Durability.SYNC, disk)) {
            disk.fail("");
            await(journal.append(bytes("kept")));
            disk.stopAfter(0);
            assertThatThrownBy(() -> await(journal.append(bytes("half"))))
                    .hasCauseInstanceOf(IOException.class);

            assertThat(journal.failure()).isPresent();
        }

        assertThat(reopened()).containsExactly("kept");
    }

    @Test
    void failsForGoodWhenARenameMayOrMayNotHaveHappened() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var journal = Journal.open(folder, Durability.SYNC, disk)) {
            disk.fail("move");
            assertThatThrownBy(() -> await(journal.rotate(List.of()))).hasCauseInstanceOf(IOException.class);

            assertThat(journal.failure()).isPresent();
        }
    }

    @Test
    void refusesWhatWouldNotFitItsQueue() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            var half = new byte[Journal.MAX_RECORD_BYTES];
            var stages = IntStream.range(0, 400).mapToObj(_ -> journal.append(half)).toList();
            var refused = stages.stream()
                    .filter(stage -> stage.toCompletableFuture().isCompletedExceptionally())
                    .toList();

            assertThat(refused).isNotEmpty();
            assertThatThrownBy(() -> await(refused.getFirst()))
                    .hasCauseInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void refusesAppendsOnceClosed() throws IOException {
        var journal = Journal.open(folder, Durability.SYNC);
        journal.close();
        journal.close();

        assertThatThrownBy(() -> await(journal.append(bytes("late")))).hasMessageContaining("closed");
    }

    @Test
    void letsAnotherLookWhileItIsWritten() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            await(journal.append(bytes("a")));
            await(journal.append(bytes("b")));
            assertThat(looked()).containsExactly("a", "b");

            await(journal.rotate(List.of(bytes("live"))));
            await(journal.append(bytes("c")));
            assertThat(looked()).containsExactly("live", "c");
        }
        assertThat(looked()).containsExactly("live", "c");
    }

    @Test
    void looksPastTheEndOfAWriteThatIsUnderWay() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            await(journal.append(bytes("a")));
            await(journal.append(bytes("b")));
        }
        try (var files = Files.list(folder)) {
            var segment = files.filter(file -> file.toString().endsWith(".journal")).findFirst().orElseThrow();
            var whole = Files.readAllBytes(segment);
            Files.write(segment, Arrays.copyOf(whole, whole.length - 1));
        }

        assertThat(looked()).containsExactly("a");
    }

    @Test
    void seesEveryStateWholeHoweverOftenItIsRotatedMeanwhile() throws Exception {
        try (var journal = Journal.open(folder, Durability.WRITE)) {
            await(journal.rotate(List.of(bytes("0"), bytes("0"))));
            var writing = CompletableFuture.runAsync(() -> {
                for (int i = 1; i <= 200; i++) {
                    await(journal.rotate(List.of(bytes(Integer.toString(i)), bytes(Integer.toString(i)))));
                }
            });
            while (!writing.isDone()) {
                assertThat(looked()).hasSize(2).satisfies(pair -> assertThat(pair.get(0)).isEqualTo(pair.get(1)));
            }
            writing.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysThatThereIsNothingToLookAt() {
        assertThatThrownBy(() -> Journal.look(folder)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Journal.look(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private List<String> looked() throws IOException {
        return Journal.look(folder).stream().map(record -> new String(record, UTF_8)).toList();
    }
}
