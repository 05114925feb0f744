// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gantry.journal.Journal.Durability;
import dev.gantry.journal.Log.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogTest {
    private static final int SEGMENT_BYTES = 400;

    @TempDir
    Path folder;

    @TempDir
    Path graveyard;

    @BeforeAll
    static void keepQuietAboutTheDamageWeDo() {
        for (var type : List.of(Tail.class, Log.class, Writer.class)) {
            ((Logger) LoggerFactory.getLogger(type)).setLevel(Level.OFF);
        }
    }

    private Log open() throws IOException {
        return open(Disk.LOCAL);
    }

    private Log open(Disk disk) throws IOException {
        return Log.open(folder, Durability.SYNC, SEGMENT_BYTES, () -> bytes("head"), disk);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Place await(CompletionStage<Place> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Place append(Log log, String text) {
        return await(log.append(() -> bytes(text), text.length()));
    }

    private static List<String> records(Log log) throws IOException {
        var records = new ArrayList<String>();
        log.replay((_, record) -> records.add(new String(record, UTF_8)));
        records.removeIf("head"::equals);
        return records;
    }

    private List<String> reopened() throws IOException {
        try (var log = open()) {
            return records(log);
        }
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj("record number %04d"::formatted).toList();
    }

    private void write(List<String> texts) throws IOException {
        try (var log = open()) {
            texts.forEach(text -> append(log, text));
        }
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
        }
    }

    @Test
    void remembersItsRecordsInOrderOverManySegmentsAndLives() throws IOException {
        write(numbered(40).subList(0, 15));
        write(numbered(40).subList(15, 40));

        assertThat(segments()).hasSizeGreaterThan(3);
        assertThat(reopened()).isEqualTo(numbered(40));
        assertThat(reopened()).isEqualTo(numbered(40));
    }

    @Test
    void readsBackWhatStandsAnywhere() throws IOException {
        try (var log = open()) {
            var places = numbered(30).stream().map(text -> append(log, text)).toList();

            for (int i = 0; i < places.size(); i++) {
                assertThat(log.read(places.get(i))).asString(UTF_8).isEqualTo(numbered(30).get(i));
            }
            var nowhere = new Place(places.getFirst().segment(), places.getFirst().offset() + 1);
            assertThatThrownBy(() -> log.read(nowhere)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void readsBackTheLongestRecord() throws IOException {
        try (var log = open()) {
            var long1 = "x".repeat(Journal.MAX_RECORD_BYTES);
            var place = append(log, long1);

            assertThat(log.read(place)).asString(UTF_8).isEqualTo(long1);
        }
    }

    @Test
    void saysWhereEachRecordStandsWhenItIsOpenedAgain() throws IOException {
        write(numbered(30));
        try (var log = open()) {
            var places = new ArrayList<Place>();
            log.replay((place, _) -> places.add(place));
            for (var place : places) {
                assertThat(log.read(place)).isNotEmpty();
            }
        }
    }

    @Test
    void rewritesASegmentInItsPlaceAndDeletesOthers() throws IOException {
        write(numbered(30));
        try (var log = open()) {
            var all = log.segments();
            var places = log.rewrite(all.get(1), List.of(bytes("what"), bytes("remains")));
            log.delete(all.getFirst());

            assertThat(log.read(places.get(1))).asString(UTF_8).isEqualTo("remains");
            append(log, "later");
        }
        var found = reopened();
        assertThat(found).startsWith("what", "remains").endsWith("record number 0029", "later");
        assertThat(found).doesNotContain("record number 0000");
    }

    @Test
    void losesNothingToldAtAnyCutOfItsNewestSegment() throws IOException {
        write(numbered(30));
        var newest = segments().getLast();
        var whole = Files.readAllBytes(newest);
        int before = 30 - (int) reopened().stream().filter(new String(whole, UTF_8)::contains).count();
        for (int size = 0; size <= whole.length; size += size < 60 || size > whole.length - 90 ? 1 : 7) {
            Files.write(newest, Arrays.copyOf(whole, size));
            var found = reopened();
            assertThat(found).as("cut at %d", size).isEqualTo(numbered(30).subList(0, found.size()));
            assertThat(found.size()).isGreaterThanOrEqualTo(before);
            if (size == whole.length) {
                assertThat(found).hasSize(30);
            }
        }
    }

    @Test
    void saysWhatABitThatFlippedHasCost() throws IOException {
        write(numbered(30));
        var sealed = segments().get(1);
        var whole = Files.readAllBytes(sealed);
        whole[Segment.HEADER_BYTES + 3 * Segment.FRAME_BYTES + 40] ^= 4;
        Files.write(sealed, whole);

        try (var log = open()) {
            var found = log.replay((_, _) -> {});
            assertThat(found.damages()).singleElement().matches(damage -> damage.segment() == 2);
        }
        assertThat(reopened()).hasSize(29);
    }

    @Test
    void missesTheEndOfASealedSegment() throws IOException {
        write(numbered(30));
        var sealed = segments().get(1);
        Files.write(sealed, Arrays.copyOf(Files.readAllBytes(sealed), (int) Files.size(sealed) - 5));

        try (var log = open()) {
            assertThat(log.replay((_, _) -> {}).damages()).hasSize(1);
        }
    }

    /// What is told to be on the disk is there after a cut at any step, with power lost or not; and what is there is
    /// always the beginning of what was written.
    @Test
    void survivesACutBetweenAnyTwoStepsOfItsLife() throws IOException {
        write(numbered(30).subList(0, 12));
        var before = contents();
        boolean finished = false;
        for (int stop = 0; !finished; stop++) {
            for (boolean powerLoss : new boolean[] {true, false}) {
                restore(before);
                var disk = new FaultyDisk(graveyard);
                disk.stopAfter(stop);
                int told = liveUntilTheCut(disk);
                finished = !disk.stopped();
                if (powerLoss) {
                    disk.losePower();
                }

                var found = reopened();
                var as = "cut after %d, power lost: %s, steps %s".formatted(stop, powerLoss, disk.steps());
                boolean cleaned = !found.contains("record number 0001");
                var all = numbered(30).stream().filter(text -> !cleaned || !CLEANED.contains(text)).toList();
                assertThat(found).as(as).isEqualTo(all.subList(0, found.size()));
                assertThat(found.size()).as(as).isGreaterThanOrEqualTo(told - (cleaned ? CLEANED.size() : 0));
                assertThat(reopened()).as(as).isEqualTo(found);
            }
        }
    }

    private static final List<String> CLEANED = numbered(30).subList(1, 5);

    /// Opens, appends until it has 24 records, cleans the first segment of [#CLEANED], appends the rest; how many
    /// records were told to be safe.
    private int liveUntilTheCut(FaultyDisk disk) throws IOException {
        int told = 12;
        Log log;
        try {
            log = open(disk);
        } catch (IOException _) {
            return told;
        }
        try (log) {
            for (var text : numbered(30).subList(12, 24)) {
                append(log, text);
                told++;
            }
            var live = new ArrayList<byte[]>();
            log.read(1, (_, record) -> {
                if (!CLEANED.contains(new String(record, UTF_8))) {
                    live.add(record);
                }
            });
            log.rewrite(1, live);
            for (var text : numbered(30).subList(24, 30)) {
                append(log, text);
                told++;
            }
        } catch (IOException | CompletionException _) {
            return told;
        }
        return told;
    }

    private Map<Path, byte[]> contents() throws IOException {
        var contents = new HashMap<Path, byte[]>();
        for (var segment : segments()) {
            contents.put(segment, Files.readAllBytes(segment));
        }
        return contents;
    }

    private void restore(Map<Path, byte[]> contents) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        for (var file : contents.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }

    @Test
    void goesOnInAFullSegmentWhileTheDiskHasNoRoomForAnother() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var log = open(disk)) {
            disk.fail("create");
            numbered(40).forEach(text -> append(log, text));
            assertThat(segments()).hasSize(1);
            disk.fail("");
            append(log, "then there is room");
            append(log, "again");
        }
        assertThat(reopened()).hasSize(42).endsWith("again");
    }

    @Test
    void leavesNothingOfAWriteThatDidNotFit() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var log = open(disk)) {
            append(log, "first");
            disk.fail("write");
            assertThatThrownBy(() -> append(log, "second")).hasCauseInstanceOf(IOException.class);
            disk.fail("");
            append(log, "third");
            assertThat(log.failure()).isEmpty();
        }
        assertThat(reopened()).containsExactly("first", "third");
    }

    @Test
    void takesNothingMoreAfterAFailedSyncUntilItIsOpenedAgain() throws IOException {
        var disk = new FaultyDisk(graveyard);
        try (var log = open(disk)) {
            append(log, "first");
            disk.fail("sync");
            assertThatThrownBy(() -> append(log, "second")).hasCauseInstanceOf(IOException.class);
            disk.fail("");
            assertThatThrownBy(() -> append(log, "third")).hasCauseInstanceOf(IOException.class);
            assertThat(log.failure()).isPresent();
        }
        try (var log = open()) {
            var newest = new ArrayList<String>();
            log.replayNewest((_, record) -> newest.add(new String(record, UTF_8)));
            assertThat(newest).startsWith("head", "first");
        }
    }

    @Test
    void readsTheJournalOfAnEarlierOwnerAndThenLetsGoOfIt() throws IOException {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            journal.append(bytes("old")).toCompletableFuture().join();
        }
        try (var log = open()) {
            var former = new ArrayList<String>();
            assertThat(log.replayFormer(record -> former.add(new String(record, UTF_8)))).isTrue();
            assertThat(former).containsExactly("old");
            log.deleteFormer();
            assertThat(log.replayFormer(_ -> {})).isFalse();
        }
        assertThat(reopened()).isEmpty();
    }

    @Test
    void refusesASecondOwner() throws IOException {
        try (var first = open()) {
            assertThat(first.failure()).isEmpty();
            assertThatThrownBy(this::open).hasMessageContaining("in use by another process");
        }
    }
}
