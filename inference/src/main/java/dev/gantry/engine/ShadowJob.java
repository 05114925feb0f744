// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.finding.Finding;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.pipeline.Look;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import dev.gantry.schedule.Job;
import java.util.HashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A shadow version that looks at one picture; its result is compared with the answer and forgotten.
final class ShadowJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowJob.class);

    private final ActiveModel shadow;
    private final ActiveModel.Lease lease;
    private final Picture picture;
    private final Analysis.Completed answer;
    private final Shadows shadows;
    private final Brake brake = new Brake();
    private Runnable count;

    ShadowJob(ActiveModel shadow, ActiveModel.Lease lease, Picture picture, Analysis.Completed answer,
            Shadows shadows) {
        this.shadow = shadow;
        this.lease = lease;
        this.picture = picture;
        this.answer = answer;
        this.shadows = shadows;
        this.count = shadow.shadow()::skipped;
    }

    @Override
    public Effort run(Turn turn) {
        var trial = shadows.trial(shadow);
        if (trial.isEmpty()) {
            return Effort.PARTIAL; // it was turned off
        }
        try {
            switch (shadow.pipeline().look(() -> picture, brake)) {
                case Look.Seen(var reading, _, _) -> {
                    compare(reading.findings());
                    shadows.ended(shadow, false);
                }
                case Look.Made _, Look.Stopped(), Look.Closed(), Look.Unreadable _ -> {} // skipped
                case Look.OutOfMemory(var detail) -> {
                    failed(detail);
                    shadows.outOfMemory(shadow, detail);
                }
                case Look.Nonsense(var detail) -> failed(detail);
                case Look.Failed(var detail) -> failed(detail);
            }
        } catch (RuntimeException e) {
            failed(e.toString());
        } finally {
            trial.get().run();
        }
        return Effort.PARTIAL; // what it costs is nobody's business: it gives way to all work
    }

    private void failed(String detail) {
        LOG.warn("shadow failed model={} reason=\"{}\"", shadow.id(), detail);
        count = shadow.shadow()::failed;
        shadows.ended(shadow, true);
    }

    private void compare(List<Finding> findings) {
        var probabilities = new HashMap<String, Finding>();
        findings.forEach(finding -> probabilities.put(finding.label(), finding));
        boolean same = probabilities.size() == answer.findings().size();
        double sum = 0;
        double most = 0;
        int both = 0;
        for (var told : answer.findings()) {
            var finding = probabilities.get(told.label());
            if (finding == null) {
                same = false;
                continue;
            }
            same &= finding.positive() == told.positive();
            double difference = Math.abs(finding.probability() - told.probability());
            sum += difference;
            most = Math.max(most, difference);
            both++;
        }
        boolean agree = same;
        double mean = both == 0 ? 0 : sum / both;
        double greatest = most;
        count = () -> shadow.shadow().compared(agree, mean, greatest);
    }

    /// Stops it, be it that it runs or waits: the device is wanted.
    void stop() {
        brake.pull();
    }

    /// It will not even wait.
    void skip() {
        end();
    }

    @Override
    public void deadlinePassed() {
        // nobody waits for it
    }

    @Override
    public void abort(Stop why) {
        brake.pull();
    }

    @Override
    public void ended(boolean late) {
        end();
    }

    @Override
    public void dropped(Stop why) {
        end();
    }

    private void end() {
        shadows.over(this);
        lease.close();
        count.run();
    }
}
