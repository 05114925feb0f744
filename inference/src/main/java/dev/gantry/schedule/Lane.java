// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.schedule.Agenda.Added;
import dev.gantry.schedule.Agenda.Start;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One device and the jobs that wait for it: which of them runs when, on which rung, with whom together.
/// docs/scheduling.md says what happens under overload.
///
/// A platform thread runs the jobs (a native call would pin a virtual one); a second one, the watch, says
/// when deadlines pass, whatever a native call is doing. Jobs may be submitted and the lane closed from any
/// thread.
public final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final String name;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition sooner = lock.newCondition();
    private final Agenda agenda;
    private final Thread worker;
    private final Thread watch;
    private long watchSleepsUntilNanos;
    private boolean closed;

    private Lane(Device device, int capacity, LongSupplier nanoClock) {
        this.name = device.name();
        this.nanoClock = nanoClock;
        this.agenda = new Agenda(capacity, device.abortable());
        this.worker = Thread.ofPlatform().name("lane-" + name).daemon(true).unstarted(this::work);
        this.watch = Thread.ofPlatform().name("watch-" + name).daemon(true).unstarted(this::keepWatch);
    }

    /// What the lane is for.
    ///
    /// @param name      for thread names and logs
    /// @param abortable a run ends within milliseconds when it is told to. Where it does not (a GPU engine is
    ///                  one step), a run is never aborted for its deadline or for other work: it ends late,
    ///                  and a job that is not to finish late discards what came of it
    public record Device(String name, boolean abortable) {}

    /// @param capacity jobs that may wait; what happens to one more, docs/scheduling.md says
    public static Lane start(Device device, int capacity, LongSupplier nanoClock) {
        var lane = new Lane(device, capacity, nanoClock);
        lane.worker.start();
        lane.watch.start();
        return lane;
    }

    /// A lane without threads: its owner calls [#workOnce], and [#watchOnce] whenever it is [#dueAtNanos].
    static Lane still(Device device, int capacity, LongSupplier nanoClock) {
        return new Lane(device, capacity, nanoClock);
    }

    /// Queues a job. When the queue is full, late or less severe work makes room for it.
    public Admission submit(Job job, Urgency urgency) {
        Added added;
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            long now = nanoClock.getAsLong();
            added = agenda.add(job, urgency, now);
            work.signal();
            wakeWatch(now);
        } finally {
            lock.unlock();
        }
        return switch (added) {
            case Added.Waiting _ -> Admission.ACCEPTED;
            case Added.Full() -> Admission.OVERLOAD;
            case Added.InPlaceOf(_, var displaced, var why) -> {
                tell(() -> displaced.drop(why));
                yield Admission.ACCEPTED;
            }
        };
    }

    /// Jobs that wait now.
    public int waiting() {
        return locked(agenda::waiting);
    }

    /// Nothing waits and nothing runs.
    public boolean idle() {
        lock.lock();
        try {
            return agenda.waiting() == 0 && agenda.running().isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// For a watchdog: for how long a run goes on that was to be over; zero while nothing runs, or what runs may. Each
    /// run is aborted when it was to be over, so that one which goes on for seconds hangs in a native call, which only
    /// the end of the process ends.
    public Duration overdue() {
        return locked(() -> Duration.ofNanos(Math.max(0, agenda.overdueNanos(nanoClock.getAsLong()))));
    }

    /// Takes no more jobs, runs those that wait, and returns when all are over. After ten seconds the running
    /// job is aborted and the others are dropped; a native call that does not return in another ten seconds
    /// is left behind.
    @Override
    public void close() {
        close(DRAIN);
    }

    void close(Duration drain) {
        lock.lock();
        try {
            closed = true;
            wakeBoth();
        } finally {
            lock.unlock();
        }
        if (!join(worker, drain)) {
            giveUp();
            if (!join(worker, DRAIN)) {
                LOG.error("lane left behind lane={} reason=\"a native call does not return\"", name);
                return;
            }
        }
        join(watch, drain);
    }

    /// Runs the next job, if there is one and the lane's thread is not [#start]ed.
    boolean workOnce() {
        var next = take(false);
        next.ifPresent(this::runAndEnd);
        return next.isPresent();
    }

    /// Says what is due now, once.
    void watchOnce() {
        tell(locked(() -> agenda.due(nanoClock.getAsLong())));
    }

    /// When the watch has something to say next; empty when nothing will come.
    OptionalLong dueAtNanos() {
        return locked(() -> agenda.nextDueNanos(nanoClock.getAsLong()));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (var next = take(true); next.isPresent(); next = take(true)) {
            runAndEnd(next.get());
        }
    }

    private void runAndEnd(Start start) {
        var effort = run(start);
        boolean again = locked(() -> agenda.gaveWay(effort));
        if (again) {
            start.entries().forEach(entry -> tell(entry::again));
        }
        boolean taken = locked(() -> agenda.finished(effort, again, nanoClock.getAsLong()));
        if (!taken) {
            start.entries().forEach(entry -> tell(() -> entry.drop(Job.Stop.CLOSING)));
        } else if (!again) {
            start.entries().forEach(entry -> tell(() -> entry.end(nanoClock.getAsLong())));
        }
    }

    private Job.Effort run(Start start) {
        var entries = start.entries();
        var jobs = entries.size() == 1
                ? List.of(entries.getFirst().job())
                : entries.stream().map(Entry::job).toList();
        try {
            return jobs.getFirst().run(new Job.Turn(start.rung(), jobs));
        } catch (RuntimeException | Error e) {
            LOG.error("job failed lane={}", name, e);
            return Job.Effort.PARTIAL;
        }
    }

    /// The next jobs; empty when there is none and the lane is closed or should not wait.
    private Optional<Start> take(boolean wait) {
        while (true) {
            Agenda.Due due;
            Optional<Start> next;
            boolean last;
            lock.lock();
            try {
                while (wait && !closed && agenda.waiting() == 0) {
                    work.awaitUninterruptibly();
                }
                long now = nanoClock.getAsLong();
                due = agenda.due(now);
                next = agenda.next(now);
                wakeWatch(now);
                last = closed || !wait;
            } finally {
                lock.unlock();
            }
            tell(due);
            if (next.isPresent() || last) {
                return next;
            }
        }
    }

    /// Only when something is due before it wakes by itself: it shares the cores with the work.
    private void wakeWatch(long nowNanos) {
        var at = agenda.nextDueNanos(nowNanos);
        if (closed || at.isPresent() && at.getAsLong() - watchSleepsUntilNanos < 0) {
            sooner.signal();
        }
    }

    private void wakeBoth() {
        work.signal();
        sooner.signal();
    }

    private void keepWatch() {
        while (awaitDue()) {
            watchOnce();
        }
    }

    /// Waits until something is due; false when the lane is closed and nothing is left to watch.
    private boolean awaitDue() {
        lock.lock();
        try {
            while (true) {
                if (closed && agenda.waiting() == 0 && agenda.running().isEmpty()) {
                    return false;
                }
                long now = nanoClock.getAsLong();
                var at = agenda.nextDueNanos(now);
                long left = at.isPresent() ? at.getAsLong() - now : LONGEST_WAIT.toNanos();
                if (left <= 0) {
                    return true;
                }
                long sleep = Math.min(left, LONGEST_WAIT.toNanos());
                watchSleepsUntilNanos = now + sleep;
                sooner.awaitNanos(sleep);
            }
        } catch (InterruptedException _) {
            return false; // nobody interrupts it but the end of the process
        } finally {
            lock.unlock();
        }
    }

    private void tell(Agenda.Due due) {
        due.passed().forEach(entry -> tell(entry::tellDeadline));
        due.drop().forEach(entry -> tell(() -> entry.drop(Job.Stop.DEADLINE)));
        due.stops().forEach(stop -> tell(() -> stop.entry().abort(stop.why(), stop.run())));
    }

    /// A receiver that throws is our own mistake, and must not end the lane.
    private void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException e) {
            LOG.error("receiver failed lane={}", name, e);
        }
    }

    private void giveUp() {
        List<Entry> dropped;
        List<Entry> running;
        lock.lock();
        try {
            dropped = agenda.clear();
            running = agenda.running();
            wakeBoth();
        } finally {
            lock.unlock();
        }
        LOG.warn("lane gives up lane={} dropped={} aborted={}", name, dropped.size(), running.size());
        running.forEach(entry -> tell(() -> entry.abort(Job.Stop.CLOSING, entry.run())));
        dropped.forEach(entry -> tell(() -> entry.drop(Job.Stop.CLOSING)));
    }

    private static boolean join(Thread thread, Duration limit) {
        try {
            return thread.getState() == Thread.State.NEW || thread.join(limit);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
