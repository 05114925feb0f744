// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.engine.Analysis.Refusal;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.preprocess.Picture;
import dev.gantry.schedule.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Versions are swapped under load: one says that white is positive, the other that it is negative, so an analysis
/// that sees anything but one whole version is noticed.
///
/// 200 swaps; `mvn verify -Pswaps -pl inference -am` makes 10,000.
@Timeout(3600)
class SwapsIT {
    private static final int SWAPS = Integer.getInteger("gantry.swaps", 200);
    private static final int IN_FLIGHT = 16;
    private static final int WARM = 100;
    private static final long PAUSE_NANOS = 300_000;

    @TempDir
    Path folder;

    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong replaced = new AtomicLong();
    private final AtomicReference<String> wrong = new AtomicReference<>("");

    /// Checks what becomes of one analysis.
    private final class Check implements Receiver {
        private final ActiveModel model;
        private final boolean white;
        private final Semaphore places;

        Check(ActiveModel model, boolean white, Semaphore places) {
            this.model = model;
            this.white = white;
            this.places = places;
        }

        @Override
        public void deadlinePassed() {
            wrong.set("a deadline passed");
        }

        @Override
        public void ended(Analysis analysis, boolean late) {
            places.release();
            switch (analysis) {
                case Analysis.Completed done -> {
                    completed.incrementAndGet();
                    var id = done.provenance().model();
                    if (done.positive() != (white == id.version().major() < 2) || !id.equals(model.id())) {
                        wrong.set(model.id() + " was asked, " + id + " said " + done.findings());
                    }
                }
                case Analysis.Refused(var why) when why == Refusal.REPLACED -> replaced.incrementAndGet();
                default -> wrong.set(analysis.toString());
            }
        }
    }

    private void load(Site site, AtomicBoolean over) {
        var places = new Semaphore(IN_FLIGHT);
        for (long i = 0; !over.get() && wrong.get().isEmpty(); i++) {
            places.acquireUninterruptibly();
            LockSupport.parkNanos(PAUSE_NANOS); // the swaps are the subject
            boolean white = i % 2 == 0;
            var model = site.active();
            submitted.incrementAndGet();
            site.engine.analyse(model, () -> Picture.of(Radiograph.pixels(white ? 255 : 0)),
                    Deadline.after(Site.LONG, System.nanoTime()), new Check(model, white, places));
        }
        places.acquireUninterruptibly(IN_FLIGHT);
    }

    /// Activates the other version; each tenth time a third one is added and taken away again.
    private static void swap(Site site, int number) throws IOException {
        if (number % 10 == 9) {
            site.shelf.add(site.stick.resolve("chest/3.0.0"));
            site.activate("3.0.0");
            site.remove("3.0.0");
        } else {
            site.activate(number % 2 == 0 ? "2.0.0" : "1.0.0");
        }
    }

    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst().orElseThrow();
    }

    @Test
    void swapsUnderLoadAndNoAnalysisSeesHalfAVersion() throws Exception {
        Site.chest(folder.resolve("installed"), "1.0.0", "mean");
        Site.chest(folder.resolve("installed"), "2.0.0", "wrong");
        Site.chest(folder.resolve("stick"), "3.0.0", "wrong");
        try (var site = new Site(folder)) {
            var over = new AtomicBoolean();
            var loads = List.of(
                    Thread.ofPlatform().start(() -> load(site, over)), Thread.ofPlatform().start(() -> load(site, over)));
            long before = 0;
            long started = System.nanoTime();
            for (int i = 0; i < SWAPS && wrong.get().isEmpty(); i++) {
                if (i == WARM) {
                    before = residentKilobytes();
                }
                swap(site, i);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            over.set(true);
            for (var load : loads) {
                load.join();
            }

            System.out.printf("swaps=%d seconds=%.1f analyses=%d completed=%d replaced=%d rssBeforeKb=%d rssAfterKb=%d%n",
                    SWAPS, seconds, submitted.get(), completed.get(), replaced.get(), before, residentKilobytes());
            assertThat(wrong.get()).isEmpty();
            assertThat(completed.get()).isPositive();
            assertThat(completed.get() + replaced.get()).as("each analysis ended once").isEqualTo(submitted.get());
        }
    }
}
