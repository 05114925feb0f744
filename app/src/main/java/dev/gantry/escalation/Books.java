// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.chronicle.Chronicle;
import dev.gantry.chronicle.Line;
import dev.gantry.chronicle.SteadyTime;
import dev.gantry.chronicle.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of alerts, and the audit of it. A step that was decided is applied and handed to the journal in one,
/// so that memory and audit agree.
///
/// Guarded by its owner's lock, but for [#tend] and [#close], which wait for a disk and must be called without it.
final class Books implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Books.class);
    private static final Duration NOTE_EVERY = Duration.ofMinutes(1);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final int MOST_NAMED = 10;
    private static final int DISK_SECONDS = 30;

    private final Object lock;
    private final Cases cases = new Cases();
    private final Chronicle chronicle;
    private final SteadyTime time;
    private final LongSupplier nanoClock;
    private Optional<Line> last = Optional.empty();
    private CompletionStage<Void> written = CompletableFuture.completedFuture(null);
    private Instant forgottenAt;
    private Consumer<Line> listener = _ -> {};

    /// All that is known is what stands in `folder`.
    Books(Path folder, Object lock, Clock clock, LongSupplier nanoClock) throws IOException {
        this.lock = lock;
        this.nanoClock = nanoClock;
        this.chronicle = Chronicle.open(folder, lock, line -> {
            cases.apply(line);
            last = Optional.of(line);
        });
        this.time = new SteadyTime(last, clock, nanoClock);
        this.forgottenAt = now().at();
        cases.forget(forgottenAt);
    }

    /// @param each hears of each step from now on
    void listen(Consumer<Line> each) {
        listener = each;
    }

    Cases cases() {
        return cases;
    }

    SteadyTime.Now now() {
        return time.now();
    }

    /// Completes when the last of `steps`, and all before it, are on disk.
    CompletionStage<Void> record(List<Step> steps, SteadyTime.Now now) {
        for (var step : steps) {
            var wall = now.wall().truncatedTo(ChronoUnit.MICROS);
            var line = new Line(wall, now.at().truncatedTo(ChronoUnit.MICROS), step);
            tell(step);
            cases.apply(line);
            last = Optional.of(line);
            written = chronicle.append(line);
            listener.accept(line);
        }
        return written;
    }

    /// Without the lock: waits for the disk.
    ///
    /// @throws IOException when it is not written in time
    static void await(CompletionStage<Void> written) throws IOException {
        try {
            written.toCompletableFuture().get(DISK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the audit of alerts cannot be kept", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Completes when all steps so far are on disk.
    CompletionStage<Void> written() {
        return written;
    }

    private static void tell(Step step) {
        switch (step) {
            case Step.Sent it -> LOG.info("escalated step={} topic={} id={} alerts={}", Step.word(it.kind()), it.tail(),
                    it.carried(), it.ids().size());
            case Step.Degraded(var ids) -> LOG.warn("unanswered alerts={} ids={}", ids.size(), some(ids));
            case Step.Skipped it -> LOG.warn("escalation left out step={} why={} ids={}", Step.word(it.kind()),
                    Step.word(it.why()), some(it.ids()));
            case Step.Ended it -> LOG.warn("escalation given up why={} ids={}", Step.word(it.why()), some(it.ids()));
            case Step.Ruled _, Step.Said _, Step.Acknowledged _, Step.Refused _, Step.Noted _ -> {}
        }
    }

    private static List<?> some(List<?> ids) {
        return ids.subList(0, Math.min(MOST_NAMED, ids.size()));
    }

    /// Whether nothing was recorded for a minute.
    boolean quiet(Instant now) {
        return last.filter(line -> line.at().plus(NOTE_EVERY).isAfter(now)).isEmpty();
    }

    /// Forgets what is over for long, now and then.
    void forget(Instant now) {
        if (!forgottenAt.plus(FORGET_EVERY).isAfter(now)) {
            forgottenAt = now;
            cases.forget(now);
        }
    }

    /// Repairs and trims the audit.
    void tend(Instant at) {
        var dropped = chronicle.tend(at, nanoClock.getAsLong(), id -> cases.find(id).filter(Case::open).isPresent());
        synchronized (lock) {
            cases.forget(dropped);
        }
    }

    /// Why nothing can be kept at the moment.
    Optional<String> failure() {
        return chronicle.failure();
    }

    /// Waits until everything is on disk.
    @Override
    public void close() throws IOException {
        chronicle.close();
    }
}
