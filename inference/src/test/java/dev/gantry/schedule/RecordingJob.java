// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.cost.Costs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Writes down what the lane says to it.
class RecordingJob implements Job {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Turn> turns = new CopyOnWriteArrayList<>();
    private final Function<RecordingJob, Effort> work;
    private final List<Rung> rungs = new ArrayList<>();
    private Optional<Batch> batch = Optional.empty();
    private boolean yields;

    RecordingJob() {
        this(_ -> Effort.FULL);
    }

    RecordingJob(Function<RecordingJob, Effort> work) {
        this.work = work;
    }

    /// Offers one more rung, which costs that much.
    RecordingJob rung(String name, long nanos) {
        rungs.add(new Rung(name, new Costs.Key(name, "test"), Duration.ofNanos(nanos)));
        return this;
    }

    RecordingJob batch(Object key, int most) {
        batch = Optional.of(new Batch(key, most));
        return this;
    }

    RecordingJob yielding() {
        yields = true;
        return this;
    }

    @Override
    public Effort run(Turn turn) {
        calls.add("run");
        turns.add(turn);
        return work.apply(this);
    }

    @Override
    public void deadlinePassed() {
        calls.add("deadlinePassed");
    }

    @Override
    public void abort(Stop why) {
        calls.add("abort " + why);
    }

    @Override
    public void again() {
        calls.add("again");
    }

    @Override
    public void ended(boolean late) {
        calls.add(late ? "ended late" : "ended");
    }

    @Override
    public void dropped(Stop why) {
        calls.add("dropped " + why);
    }

    @Override
    public List<Rung> rungs() {
        return rungs.isEmpty() ? Job.super.rungs() : List.copyOf(rungs);
    }

    @Override
    public Optional<Batch> batch() {
        return batch;
    }

    @Override
    public boolean yields() {
        return yields;
    }
}
