// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyFilesTest {
    @TempDir
    Path folder;

    final AtomicLong millis = new AtomicLong(Instant.parse("2026-11-21T10:00:00Z").toEpochMilli());
    final AtomicLong nanos = new AtomicLong();
    final AtomicInteger count = new AtomicInteger();

    private ReadyFiles open() {
        return new ReadyFiles(() -> Long.toString(millis.get(), 36) + "-" + count.getAndIncrement(), _ -> folder, true,
                nanos::get);
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long from = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - from).isLessThan(Duration.ofSeconds(20).toNanos());
            Thread.onSpinWait();
        }
    }

    @Test
    void makesAFewAtOnceAndEnoughForASeriesWhenItIsQuiet() {
        try (var ready = open()) {
            await(() -> files().size() == 256);

            nanos.addAndGet(Duration.ofSeconds(1).toNanos());

            await(() -> files().size() == 1024);
            await(() -> ready.take().synced());
        }
    }

    @Test
    void givesNoNameOfYesterday() {
        try (var ready = open()) {
            await(() -> files().size() == 256);
            await(() -> ready.take().synced());

            millis.addAndGet(Duration.ofDays(1).toMillis());
            var name = ready.take();

            assertThat(Ids.day(name.id())).hasToString("2026-11-22");
            var yesterday = Long.toString(Instant.parse("2026-11-21T10:00:00Z").toEpochMilli(), 36);
            await(() -> files().stream().map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(yesterday)).count() <= 1);
        }
    }

    @Test
    void removesWhatWasNotUsed() {
        try (var _ = open()) {
            await(() -> files().size() == 256);
        }
        assertThat(files()).isEmpty();
    }
}
