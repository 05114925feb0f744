// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.ops;

import dev.gantry.trend.Gauge;
import dev.gantry.trend.Trend;
import dev.gantry.web.Vitals;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at all gauges every ten seconds, on a thread of its own, and ends the step of the trend.
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Map<String, Gauge> QUEUES = Map.of("spool-unsettled", Gauge.SPOOL_UNSETTLED, "open-exams",
            Gauge.OPEN_EXAMS, "lane", Gauge.LANE, "outbox", Gauge.OUTBOX);
    private static final double MEGABYTE = 1e6;
    private static final long END_SECONDS = 12;

    private final Trend trend;
    private final Supplier<Vitals> vitals;
    private final Clock clock;
    private final GpuGauges gpu = new GpuGauges();
    private final ScheduledExecutorService walking =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("rounds").factory());

    private Rounds(Trend trend, Supplier<Vitals> vitals, Clock clock) {
        this.trend = trend;
        this.vitals = vitals;
        this.clock = clock;
    }

    static Rounds begin(Trend trend, Supplier<Vitals> vitals, Clock clock) {
        var rounds = new Rounds(trend, vitals, clock);
        long step = Trend.STEP.toSeconds();
        rounds.walking.scheduleAtFixedRate(rounds::walk, step, step, TimeUnit.SECONDS);
        return rounds;
    }

    /// A schedule ends with the first exception that leaves it.
    private void walk() {
        try {
            trend.step(clock.instant(), gauges(vitals.get()));
        } catch (RuntimeException e) {
            LOG.warn("a step of the trend is missing cause={}", e.toString());
        }
    }

    private Map<Gauge, Double> gauges(Vitals now) {
        var gauges = new EnumMap<Gauge, Double>(Gauge.class);
        now.queues().forEach((queue, depth) -> {
            if (QUEUES.containsKey(queue)) {
                gauges.put(QUEUES.get(queue), (double) depth);
            }
        });
        gauges.put(Gauge.OUTBOX_AGE_S, now.outboxAge().map(age -> (double) age.toSeconds()).orElse(0.0));
        gauges.put(Gauge.DISK_PERCENT, now.usedPercent());
        gauges.put(Gauge.HEAP_MB, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE);
        gauges.putAll(gpu.look());
        return gauges;
    }

    @Override
    public void close() {
        walking.shutdown();
        try {
            if (!walking.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("what looks at the gauges did not end in {} s", END_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
