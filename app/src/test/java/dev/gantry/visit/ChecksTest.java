// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing.Source;
import dev.gantry.doctor.Finding;
import dev.gantry.doctor.Finding.Level;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("gantry.models", "../models"), "chest-pneumonia/1.0.0/golden/phantom-opacity-1.dcm");
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 21, 12, 0, 0);

    @TempDir
    Path folder;

    private DiskCheck disk(Durability durability) {
        return new DiskCheck(new SpoolSettings(folder, durability, Role.COPY, 70, 90));
    }

    private static Figure of(double... millis) {
        return new Figure(millis);
    }

    @Test
    void givesTheTimeThatSoManyPercentAreNotAbove() {
        var hundred = Figure.ofMillis(IntStream.rangeClosed(1, 100).mapToObj(it -> (double) it).toList());

        assertThat(List.of(hundred.percentile(50), hundred.percentile(95), hundred.percentile(99)))
                .containsExactly(50.0, 95.0, 99.0);
        assertThat(of(3, 1, 2).percentile(99)).isEqualTo(3);
        assertThat(of(7).words()).isEqualTo("p50 7.0 ms, p95 7.0 ms, p99 7.0 ms");
    }

    @ParameterizedTest(name = "{0} % -> {1}")
    @CsvSource({"10, OK", "69.9, OK", "70, NOTE", "89, NOTE", "90, WRONG", "100, WRONG"})
    void comparesTheRoomOnTheDiskWithTheWatermarks(double used, Level level) {
        assertThat(disk(Durability.FSYNC).room(used, 1_000_000_000).level()).isEqualTo(level);
    }

    @ParameterizedTest(name = "{0} ms, {1} -> {2}")
    @CsvSource({"1, FSYNC, OK", "30, FSYNC, NOTE", "150, FSYNC, WRONG", "150, NONE, NOTE"})
    void asksForAnotherDiskWhereEachImageWouldWait(double millis, Durability durability, Level level) {
        assertThat(disk(durability).speed(of(millis)).level()).isEqualTo(level);
    }

    @Test
    void measuresTheDiskAndLeavesNothingBehind() throws IOException {
        var findings = disk(Durability.FSYNC).look();

        assertThat(findings).hasSize(2);
        assertThat(findings.get(1).figures()).containsKeys("p50-ms", "p99-ms").containsEntry("runs", 60);
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void saysWhatToDoWhereThereIsNoSpoolYet() {
        assertThat(new DiskCheck(new SpoolSettings(folder.resolve("none"), Durability.FSYNC, Role.COPY, 70, 90)).look())
                .singleElement().satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.NOTE);
                    assertThat(finding.remedy()).isPresent();
                });
    }

    private ClockCheck clock(Optional<KernelClock> kernel) {
        return new ClockCheck(folder, Clock.fixed(NOON.atZone(ZoneId.systemDefault()).toInstant(),
                ZoneId.systemDefault()), () -> kernel);
    }

    @Test
    void tellsAClockThatNobodyKeepsFromOneThatIsKept() {
        assertThat(clock(Optional.of(new KernelClock(false, 16))).look().getFirst().level()).isEqualTo(Level.WRONG);
        assertThat(clock(Optional.of(new KernelClock(true, 5))).look().getFirst().level()).isEqualTo(Level.NOTE);
        assertThat(clock(Optional.of(new KernelClock(true, 0.02))).look().getFirst().text())
                .isEqualTo("the clock is synchronised, to 20 ms at worst");
        assertThat(clock(Optional.empty()).look().getFirst().level()).isEqualTo(Level.NOTE);
    }

    @Test
    void asksTheKernelOfThisMachine() {
        KernelClock.read().ifPresent(kernel ->
                assertThat(kernel.maxErrorSeconds()).isBetween(0.0, 1000.0));
    }

    private void image(String name, String station, String time, Instant came) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(Part10.header("1.2.840.10008.5.1.4.1.1.1", "1.2." + name.hashCode(),
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN, "CR1"));
        bytes.write(new DataSetBuilder().put(Tag.CONTENT_DATE, "20261121").put(Tag.CONTENT_TIME, time)
                .put(Tag.STATION_NAME, station).encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        var file = Files.write(Files.createDirectories(folder.resolve("objects/a")).resolve(name), bytes.toByteArray());
        Files.setLastModifiedTime(file, FileTime.from(came));
    }

    @Test
    void findsTheScannerWhoseClockIsAheadOrPerhapsBehind() throws IOException {
        var noon = NOON.atZone(ZoneId.systemDefault()).toInstant();
        image("a", "CR-1", "115958", noon);
        image("b", "CR-1", "110000", noon);
        image("c", "CT-2", "120130.5", noon);
        image("d", "MR-3", "110000", noon);

        var scanners = clock(Optional.empty()).look();

        assertThat(scanners.subList(1, scanners.size())).extracting(Finding::level)
                .containsExactly(Level.OK, Level.WRONG, Level.NOTE);
        assertThat(scanners.get(1).text()).contains("CR-1 was 2 s old");
        assertThat(scanners.get(2).text()).isEqualTo("the clock of CT-2 is at least 90 s ahead of ours");
        assertThat(scanners.get(3).text()).contains("MR-3 seemed 60 min old");
    }

    @Test
    void makesOfAGoldenPictureAnotherExamThatIsATest() throws IOException {
        var first = TestImage.of(GOLDEN).orElseThrow();
        var second = TestImage.of(GOLDEN).orElseThrow();
        var file = folder.resolve("image.dcm");
        var bytes = ((Source.Bytes) first.source()).bytes().duplicate();
        var content = new byte[bytes.remaining()];
        bytes.get(content);
        Files.write(file, Part10.header(first.sopClassUid(), first.sopInstanceUid(),
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN, "X"));
        Files.write(file, content, StandardOpenOption.APPEND);

        var parsed = ((Part10.Opened) Part10.open(file)).parse();
        var golden = ((Part10.Opened) Part10.open(GOLDEN)).parse();

        assertThat(first.sopInstanceUid()).isNotEqualTo(second.sopInstanceUid());
        assertThat(parsed.header().text(Tag.QUALITY_CONTROL_IMAGE)).hasValue("YES");
        assertThat(parsed.header().text(Tag.SOP_INSTANCE_UID)).hasValue(first.sopInstanceUid());
        assertThat(parsed.header().text(Tag.STUDY_INSTANCE_UID)).isNotEqualTo(
                golden.header().text(Tag.STUDY_INSTANCE_UID));
        assertThat(parsed.pixels().orElseThrow().length()).isEqualTo(golden.pixels().orElseThrow().length());
        assertThat(TestImage.of(Files.writeString(folder.resolve("text"), "no image"))).isEmpty();
    }
}
