// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Writes down what the lane says to it.
class RecordingJob implements Job {
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Consumer<RecordingJob> work;

    RecordingJob() {
        this(_ -> {});
    }

    RecordingJob(Consumer<RecordingJob> work) {
        this.work = work;
    }

    @Override
    public void run() {
        calls.add("run");
        work.accept(this);
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
    public void ended(boolean late) {
        calls.add(late ? "ended late" : "ended");
    }

    @Override
    public void dropped(Stop why) {
        calls.add("dropped " + why);
    }
}
