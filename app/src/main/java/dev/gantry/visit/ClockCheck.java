// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Whether the kernel's clock is kept right, and whether the scanners agree with it.
///
/// DICOM has no question for the time. But an image cannot be older than nothing: by how much the newest ones seem to
/// come from the future is by how much their scanner's clock is ahead of ours; by how much all of them seem old is the
/// most that it can be behind.
final class ClockCheck implements Check {
    private static final int NEWEST = 50;
    private static final Duration AHEAD = Duration.ofSeconds(2);
    private static final Duration BEHIND = Duration.ofMinutes(10);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final double MOST_ERROR_SECONDS = 1;

    private final Path spool;
    private final Clock clock;
    private final Supplier<Optional<KernelClock>> kernel;

    ClockCheck(Path spool, Clock clock) {
        this(spool, clock, KernelClock::read);
    }

    ClockCheck(Path spool, Clock clock, Supplier<Optional<KernelClock>> kernel) {
        this.spool = spool;
        this.clock = clock;
        this.kernel = kernel;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> look() {
        var findings = new ArrayList<Finding>();
        findings.add(kernel.get().map(ClockCheck::kept).orElseGet(() ->
                Finding.note("the kernel does not say whether the clock is kept right", "look at timedatectl")));
        findings.addAll(scanners());
        return findings;
    }

    private static Finding kept(KernelClock kernel) {
        if (!kernel.synchronised()) {
            return Finding.wrong("nothing keeps the clock of this machine right (the kernel: not synchronised)",
                    "set an NTP server of the hospital in /etc/systemd/timesyncd.conf or chrony, then timedatectl");
        }
        var error = Map.<String, Object>of("max-error-s", kernel.maxErrorSeconds());
        return (kernel.maxErrorSeconds() > MOST_ERROR_SECONDS
                ? Finding.note(String.format(Locale.ROOT, "the clock is synchronised, but may be off by %.1f s",
                        kernel.maxErrorSeconds()), "see that the NTP server can be reached (timedatectl timesync-status)")
                : Finding.ok(String.format(Locale.ROOT, "the clock is synchronised, to %.0f ms at worst",
                        kernel.maxErrorSeconds() * 1000))).with(error);
    }

    /// The shortest age that the images of each scanner had when they came.
    private List<Finding> scanners() {
        var youngest = new TreeMap<String, Duration>();
        for (var file : newest()) {
            try {
                if (Part10.open(file) instanceof Part10.Opened opened) {
                    var header = opened.header();
                    var came = Files.getLastModifiedTime(file).toInstant();
                    acquired(header).ifPresent(at -> youngest.merge(
                            header.text(Tag.STATION_NAME).map(ClockCheck::plain).orElse("a scanner without a name"),
                            Duration.between(at, came), (a, b) -> a.compareTo(b) < 0 ? a : b));
                }
            } catch (IOException _) {
                // it was settled and went meanwhile
            }
        }
        return youngest.isEmpty()
                ? List.of(Finding.note("no image is in the spool whose time could be compared with ours"))
                : youngest.entrySet().stream().map(scanner -> compared(scanner.getKey(), scanner.getValue())).toList();
    }

    private static Finding compared(String scanner, Duration youngest) {
        var seconds = Map.<String, Object>of("youngest-image-s", youngest.toMillis() / 1e3);
        if (youngest.compareTo(AHEAD.negated()) < 0) {
            return Finding.wrong("the clock of " + scanner + " is at least " + youngest.abs().toSeconds()
                    + " s ahead of ours", "set both to the same NTP server").with(seconds);
        }
        if (youngest.compareTo(BEHIND) > 0) {
            return Finding.note("the youngest image of " + scanner + " seemed " + youngest.toMinutes()
                    + " min old when it came: sent late, or its clock is behind",
                    "compare the time on its screen with date on this machine").with(seconds);
        }
        return Finding.ok("the youngest image of " + scanner + " was " + youngest.toSeconds()
                + " s old when it came: its clock is not more behind than that").with(seconds);
    }

    private List<Path> newest() {
        var objects = spool.resolve("objects");
        if (!Files.isDirectory(objects)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(objects)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(ClockCheck::modified).reversed()).limit(NEWEST).toList();
        } catch (IOException | java.io.UncheckedIOException _) {
            return List.of(); // the appliance moves files meanwhile; the next visit sees more
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException _) {
            return Instant.EPOCH;
        }
    }

    private Optional<Instant> acquired(DataSet header) {
        var date = header.text(Tag.CONTENT_DATE);
        var time = header.text(Tag.CONTENT_TIME);
        if (date.isEmpty() || time.isEmpty() || time.get().length() < 6) {
            return Optional.empty();
        }
        try {
            var at = LocalDateTime.parse(date.get() + time.get().substring(0, 6), DATE_TIME)
                    .atZone(ZoneId.systemDefault()).toInstant();
            return at.isAfter(clock.instant().plus(Duration.ofDays(1))) ? Optional.empty() : Optional.of(at);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static String plain(String station) {
        return station.replaceAll("[^ -~]", "?").strip();
    }
}
