// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

import dev.gantry.dicom.dimse.Storage;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.outcome.Answer.Stages;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How the appliance did over the last day, in steps of ten seconds, in memory: it is told the time. Any thread.
///
/// A day is 8640 steps; a step without work takes some hundred bytes, one with all stages busy at most two thousand.
public final class Trend {
    /// What one step spans.
    public static final Duration STEP = Duration.ofSeconds(10);
    static final int MOST_STEPS = 24 * 360;

    private final Map<Stage, Spread.Open> times = new EnumMap<>(Stage.class);
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Deque<Step> steps = new ArrayDeque<>();

    /// @param at when it ended
    private record Step(Instant at, Map<Stage, Spread> times, Map<Count, Long> counts, Map<Gauge, Double> gauges) {}

    public Trend() {
        for (var stage : Stage.values()) {
            times.put(stage, new Spread.Open());
        }
    }

    /// A revision is on disk. What only repeats or takes back counts for nothing.
    public void said(Outcome outcome) {
        if (outcome.state() == Outcome.State.PROVISIONAL || outcome.state() == Outcome.State.RETRACTED) {
            return;
        }
        var timing = outcome.timing();
        synchronized (this) {
            add(Count.ANSWERS, 1);
            if (outcome.verdict() instanceof Verdict.NotAnalysed) {
                add(Count.NOT_ANALYSED, 1);
            }
            timing.met().ifPresent(met -> add(met ? Count.MET : Count.MISSED, 1));
            times.get(Stage.ANSWER).add(timing.elapsed());
            timing.stages().ifPresent(this::stages);
        }
    }

    private void stages(Stages stages) {
        times.get(Stage.QUEUED).add(stages.queued());
        times.get(Stage.DECODED).add(stages.decoded());
        times.get(Stage.PREPARED).add(stages.prepared());
        times.get(Stage.COMPUTED).add(stages.computed());
    }

    /// The same storage, timed and counted.
    public Storage observed(Storage storage) {
        return object -> new Observed(storage.begin(object), this);
    }

    synchronized void stored(StoreStatus status, Duration took, long bytes) {
        add(status == StoreStatus.SUCCESS ? Count.OBJECTS : Count.REFUSED, 1);
        add(Count.BYTES, bytes);
        times.get(Stage.STORE).add(took);
    }

    private void add(Count what, long more) {
        counts.merge(what, more, Long::sum);
    }

    /// A step is over.
    ///
    /// @param gauges as they stand; those that cannot be told are left out
    public synchronized void step(Instant now, Map<Gauge, Double> gauges) {
        var spreads = new EnumMap<Stage, Spread>(Stage.class);
        times.forEach((stage, open) -> {
            var spread = open.take();
            if (spread.count() > 0) {
                spreads.put(stage, spread);
            }
        });
        steps.addLast(new Step(now, spreads, Map.copyOf(counts), Map.copyOf(gauges)));
        counts.clear();
        if (steps.size() > MOST_STEPS) {
            steps.removeFirst();
        }
    }

    /// What happened since, in at most so many points.
    public Chart chart(Instant since, int points) {
        List<Step> those;
        synchronized (this) {
            those = steps.stream().filter(step -> step.at().isAfter(since)).toList();
        }
        int each = Math.max(1, Math.ceilDiv(those.size(), points));
        var all = new ArrayList<Chart.Point>();
        for (int i = 0; i < those.size(); i += each) {
            all.add(point(those.subList(i, Math.min(those.size(), i + each))));
        }
        return new Chart(STEP.multipliedBy(each), all);
    }

    /// Times and counts add up; of a gauge the highest is what matters.
    private static Chart.Point point(List<Step> those) {
        var percentiles = new EnumMap<Stage, Chart.Percentiles>(Stage.class);
        for (var stage : Stage.values()) {
            var sum = Spread.sum(those.stream().filter(it -> it.times().containsKey(stage))
                    .map(it -> it.times().get(stage)).toList());
            if (sum.count() > 0) {
                percentiles.put(stage, new Chart.Percentiles(sum.count(), sum.percentile(50).orElseThrow(),
                        sum.percentile(95).orElseThrow(), sum.percentile(99).orElseThrow()));
            }
        }
        var counted = new EnumMap<Count, Long>(Count.class);
        those.forEach(step -> step.counts().forEach((what, more) -> counted.merge(what, more, Long::sum)));
        var highest = new EnumMap<Gauge, Double>(Gauge.class);
        those.forEach(step -> step.gauges().forEach((gauge, value) -> highest.merge(gauge, value, Math::max)));
        return new Chart.Point(those.getLast().at(), percentiles, counted, highest);
    }
}
