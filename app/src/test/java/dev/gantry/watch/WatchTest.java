// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.unit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.config.WatchSettings;
import dev.gantry.config.WatchSettings.Holidays;
import dev.gantry.config.WatchSettings.Sensitivity;
import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();

    /// A clock that only moves when told to.
    private static final class ManualClock extends Clock {
        private Instant now = Instant.parse("2026-01-05T00:00:30Z"); // a Monday

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static WatchSettings settings(Set<String> ignore, Optional<LocalDate> since) {
        return new WatchSettings(
                new WatchSettings.Scanners(Sensitivity.NORMAL, ignore, Holidays.NONE, ZoneOffset.UTC),
                new WatchSettings.Models(Sensitivity.NORMAL, Map.of("chest-pneumonia", 0.1)), since);
    }

    private Watch open() throws IOException {
        return Watch.open(folder, settings(Set.of(), Optional.empty()), clock);
    }

    /// Looks each minute; each scanner sends at half past the hours from 8 to 16 unless it is Sunday.
    private void pass(Watch watch, Duration time, String... scanners) {
        var end = clock.now.plus(time);
        while (clock.now.isBefore(end)) {
            clock.now = clock.now.plus(Duration.ofMinutes(1));
            var local = clock.now.atZone(ZoneOffset.UTC);
            if (local.getMinute() == 30 && local.getHour() >= 8 && local.getHour() <= 16
                    && !Calendar.weekend(local.getDayOfWeek())) {
                for (var scanner : scanners) {
                    watch.received(scanner, clock.now);
                }
            }
            watch.look();
        }
    }

    private static Entry said(Answer answer) {
        var standing = new Outcomes(() -> 0).next(answer, 1, Examples.NOW).orElseThrow();
        return new Entry(standing, OutcomeJson.write(standing.last()));
    }

    private static Answer ofStudy(int study, Mode mode, boolean isPositive) {
        var answer = answer(unit(study), mode, isPositive ? positive() : negative());
        var exam = answer.subject().exam();
        var other = new Subject.Exam(Examples.PSEUDONYMS.study("1.2." + study), exam.accession(),
                exam.keyId(), exam.scanner(), exam.modality(), exam.series(), exam.instance());
        return new Answer(answer.unit(), answer.digest(),
                new Subject(mode, other, answer.subject().arrival()), answer.conclusion(),
                answer.work());
    }

    @Test
    void namesTheScannerThatDoesNotSendAndNoOther() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofDays(28), "CT_1", "CR_ROOM_2");
            pass(watch, Duration.ofHours(15), "CT_1");

            assertThat(watch.complaints()).containsExactly("CR_ROOM_2 usually sends by now on Mondays (in 3 of the last"
                    + " 3 weeks before 13:00) and has not since Friday 16:30");
            watch.received("CR_ROOM_2", clock.now);
            assertThat(watch.complaints()).isEmpty();
        }
    }

    @Test
    void knowsAfterARestartWhatItKnewBefore() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofDays(28), "CR_ROOM_2");
        }
        try (var watch = open()) {
            pass(watch, Duration.ofHours(9));
        }
        try (var watch = open()) {
            pass(watch, Duration.ofHours(6));

            assertThat(watch.complaints()).singleElement().asString().startsWith("CR_ROOM_2 usually sends");
        }
        try (var watch = open()) {
            watch.received("CR_ROOM_2", clock.now);
            assertThat(watch.complaints()).isEmpty();
        }
    }

    @Test
    void doesNotTakeItsOwnAbsenceForASilence() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofDays(28), "CR_ROOM_2");
        }
        clock.now = clock.now.plus(Duration.ofDays(3));
        try (var watch = open()) {
            pass(watch, Duration.ofHours(9));

            assertThat(watch.complaints()).isEmpty();
        }
    }

    @Test
    void outlivesAClockThatJumpsAYearAheadAndBack() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofDays(28), "CR_ROOM_2");
            var before = clock.now;
            clock.now = before.plus(Duration.ofDays(400));
            pass(watch, Duration.ofHours(10), "CR_ROOM_2");
            assertThat(watch.complaints()).isEmpty();
            clock.now = before.plus(Duration.ofHours(10));
            pass(watch, Duration.ofHours(14), "CR_ROOM_2");
            assertThat(watch.complaints()).isEmpty();

            pass(watch, Duration.ofHours(15));

            assertThat(watch.complaints()).singleElement().asString().startsWith("CR_ROOM_2 usually sends");
        }
    }

    @Test
    void saysNothingOfAScannerThatIsIgnoredOrLearnedBeforeTheDayOfTheSettings() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofDays(28), "CR_ROOM_2");
            pass(watch, Duration.ofHours(15));
            assertThat(watch.complaints()).hasSize(1);
        }
        try (var watch = Watch.open(folder, settings(Set.of("CR_ROOM_2"), Optional.empty()), clock)) {
            assertThat(watch.complaints()).isEmpty();
        }
        try (var watch = open()) {
            assertThat(watch.complaints()).hasSize(1);
        }
        try (var watch =
                Watch.open(folder, settings(Set.of(), Optional.of(LocalDate.of(2026, 1, 20))), clock)) {
            assertThat(watch.complaints()).isEmpty();
        }
    }

    @Test
    void takesUpOtherSettingsWhileItRuns() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofDays(28), "CR_ROOM_2");
            pass(watch, Duration.ofHours(15));
            assertThat(watch.complaints()).hasSize(1);

            watch.take(settings(Set.of("CR_ROOM_2"), Optional.empty()));
            assertThat(watch.complaints()).isEmpty();
            watch.take(settings(Set.of(), Optional.empty()));
            assertThat(watch.complaints()).hasSize(1);
            watch.take(settings(Set.of(), Optional.of(LocalDate.of(2026, 2, 1))));
            assertThat(watch.complaints()).isEmpty();
        }
    }

    @Test
    void watchesNoMoreScannersThanItHasRoomFor() throws IOException {
        try (var watch = open()) {
            for (int i = 0; i < 1000; i++) {
                watch.received("CALLER_" + i, clock.now);
            }
        }

        var kept = Files.readString(folder.resolve("watch.json"));
        assertThat(kept.split("\"scanner\":", -1)).hasSize(1 + Scanners.MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"version\":2}", "{\"version\":\"x\"}", "no JSON"})
    void learnsAnewWhenItsFileIsDamagedAndSetsThatAside(String content) throws IOException {
        Files.writeString(folder.resolve("watch.json"), content);

        try (var watch = open()) {
            assertThat(watch.complaints()).isEmpty();
        }
        assertThat(folder.resolve("watch.json.damaged")).hasContent(content);
        assertThat(Files.readString(folder.resolve("watch.json"))).startsWith("{\"version\":1");
    }

    @Test
    void losesOneDamagedEntryAndKeepsTheOthers() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofHours(10), "CT_1", "CT_2", "CT_3");
        }
        var file = folder.resolve("watch.json");
        var content = Files.readString(file);
        Files.writeString(file, content.replaceFirst("(\"CT_2\",\"first\":\")2026", "$12O26"));

        open().close();

        assertThat(Files.readString(file)).contains("CT_1", "CT_3").doesNotContain("CT_2");
    }

    /// Prefixes of the file, and bytes of it changed, from its first to its last.
    @Test
    void opensWhateverBecameOfItsFile() throws IOException {
        try (var watch = open()) {
            pass(watch, Duration.ofHours(10), "CT_1");
            watch.said(said(ofStudy(1, Mode.LIVE, true)));
        }
        var good = Files.readAllBytes(folder.resolve("watch.json"));
        for (int i = 0; i < good.length; i += 1 + good.length / 40) {
            var bad = good.clone();
            bad[i] ^= 0x11;
            Files.write(folder.resolve("watch.json"), bad);
            open().close();
            Files.writeString(folder.resolve("watch.json"), new String(good, 0, i, UTF_8));
            open().close();
        }
    }

    @Test
    void countsLiveExamsOnceAndNoOthers() throws IOException {
        try (var watch = open()) {
            for (int i = 0; i < 100; i++) {
                watch.said(said(ofStudy(i, Mode.SHADOW, true)));
                watch.said(said(ofStudy(i, Mode.TEST, true)));
                watch.said(said(ofStudy(7, Mode.LIVE, true)));
                watch.said(said(Examples.provisional(ofStudy(i, Mode.LIVE, true))));
            }
            assertThat(watch.complaints()).isEmpty();

            for (int i = 100; i < 130; i++) {
                watch.said(said(ofStudy(i, Mode.LIVE, true)));
            }
            assertThat(watch.complaints()).singleElement().asString()
                    .startsWith("chest-pneumonia 1.0.0 is positive more often than expected");
        }
    }

    @Test
    void keepsNoPseudonymInItsFile() throws IOException {
        try (var watch = open()) {
            watch.said(said(ofStudy(1, Mode.LIVE, true)));
        }

        assertThat(Files.readString(folder.resolve("watch.json")))
                .doesNotContain(Examples.PSEUDONYMS.study("1.2.1"), unit(1).pseudonym())
                .contains("chest-pneumonia");
    }
}
