// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Journal;
import dev.gantry.journal.Journal.Durability;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Outcomes.Moment;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every revision of every outcome, on disk before it is published and until the broker has acknowledged it.
///
/// What was said of a unit is remembered for [Retention#AGE], at most for [Retention#UNITS] units: the same
/// picture again says nothing new, over restarts too. Any thread may call; nothing here waits for the disk
/// but [#open], [#close] and what [Publisher] does.
public final class Outbox implements AutoCloseable {
    /// Revisions that may wait for the broker; one more is refused, and its objects stay unsettled in the
    /// spool.
    public static final int MAX_WAITING = 20_000;

    private static final long REPAIR_PAUSE_NANOS = 1_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    // The lock is held while a revision is decided and handed to the journal, so that seq, journal and life
    // cycle agree; never while anything waits for a disk. When the journal refuses (disk full, failed sync)
    // revisions go on being decided in memory, unpublished, and tend() writes all of memory to a fresh
    // segment until that succeeds: neither a gap in seq nor a second id for the same picture.

    private final Journals journals;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Object lock = new Object();
    private final Outcomes outcomes;
    private final Retention kept = new Retention();
    private final List<Long> acknowledged = new ArrayList<>();
    private final List<Consumer<Entry>> listeners = new ArrayList<>();
    private final UUID epoch = UUID.randomUUID();
    private Journal journal;
    private Optional<String> failure = Optional.empty();
    private boolean broken;
    private boolean closed;
    private long repairAtNanos;
    private long nextSeq = 1;

    /// Opens the outbox in `folder`, made when missing, with all that was said and not yet acknowledged.
    ///
    /// @throws IOException when the folder cannot be used
    public static Outbox open(Path folder) throws IOException {
        return new Outbox(() -> Journal.open(folder, Durability.SYNC), Clock.systemUTC(), System::nanoTime);
    }

    /// Opens the outbox's journal, at first and after it failed.
    @FunctionalInterface
    interface Journals {
        Journal open() throws IOException;
    }

    Outbox(Journals journals, Clock clock, LongSupplier nanoClock) throws IOException {
        this.journals = journals;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.outcomes = new Outcomes(clock::millis);
        this.repairAtNanos = nanoClock.getAsLong();
        this.journal = journals.open();
        try {
            journal.replay(record -> restore(Kept.read(record)));
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
        LOG.info("outbox waiting={} standing={} next-seq={}", kept.waiting(), kept.size(), nextSeq);
    }

    private void restore(Kept record) {
        switch (record) {
            case Kept.Said(var entry, boolean settled) -> {
                kept.add(entry, CompletableFuture.completedFuture(null)).durable = true;
                outcomes.restore(entry.standing());
                nextSeq = Math.max(nextSeq, entry.seq() + 1);
                if (settled) {
                    kept.settle(entry.seq());
                }
            }
            case Kept.Settled(var seqs) -> seqs.forEach(kept::settle);
            case Kept.Counter(long next) -> nextSeq = Math.max(nextSeq, next);
        }
    }

    /// Says `answer`: decides its revision, keeps it and lets it be published.
    ///
    /// The stage completes once the revision is on disk (on a journal thread: keep what follows short); empty
    /// when there was nothing new to say, and then what stands is on disk. It fails with
    /// [RejectedExecutionException] when [#MAX_WAITING] revisions wait or the outbox is closed.
    public CompletionStage<Optional<Outcome>> say(Answer answer) {
        synchronized (lock) {
            return keep(answer.unit(), () -> outcomes.next(answer, nextSeq, now()));
        }
    }

    /// Takes back what stands for `unit`, if anything does. Completes as [#say] does.
    ///
    /// @param why one sentence for people, without patient data
    public CompletionStage<Optional<Outcome>> retract(Unit unit, String why) {
        synchronized (lock) {
            return keep(unit, () -> outcomes.retract(unit, why, nextSeq, now()));
        }
    }

    /// What stands for `unit`, as far as it is remembered.
    public Optional<Standing> standing(Unit unit) {
        synchronized (lock) {
            return outcomes.standing(unit);
        }
    }

    /// Revisions that the broker has not acknowledged.
    public int waiting() {
        synchronized (lock) {
            return kept.waiting();
        }
    }

    /// Their numbers.
    public Set<Long> waitingSeqs() {
        synchronized (lock) {
            return kept.unsettled().map(item -> item.entry.seq()).collect(Collectors.toSet());
        }
    }

    /// Why nothing new can be kept, and so published, at the moment.
    public Optional<String> failure() {
        synchronized (lock) {
            return failure;
        }
    }

    private Moment now() {
        return new Moment(clock.instant(), nanoClock.getAsLong());
    }

    private CompletionStage<Optional<Outcome>> keep(Unit unit, Supplier<Optional<Standing>> decision) {
        if (closed || kept.waiting() >= MAX_WAITING) {
            var why = closed ? "the outbox is closed" : "the outbox is full";
            return CompletableFuture.failedFuture(new RejectedExecutionException(why));
        }
        var before = outcomes.standing(unit);
        var decided = decision.get();
        if (decided.isEmpty()) {
            var standing = before.flatMap(it -> kept.find(it.last().identity().seq()));
            return standing.map(item -> item.done.thenApply(_ -> Optional.<Outcome>empty()))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        }
        var entry = new Entry(decided.get(), OutcomeJson.write(decided.get().last()));
        nextSeq++;
        var item = kept.add(entry, new CompletableFuture<>());
        if (!broken) {
            journal.append(Kept.write(new Kept.Said(entry, false)))
                    .whenComplete((_, problem) -> written(List.of(item), Optional.ofNullable(problem)));
        }
        return item.done.thenApply(_ -> Optional.of(decided.get().last()));
    }

    private void written(List<Retention.Item> items, Optional<Throwable> problem) {
        synchronized (lock) {
            if (problem.isPresent()) {
                if (failure.isEmpty()) {
                    LOG.error("outbox cannot keep outcomes: {}", problem.get().toString());
                }
                failure = Optional.of("outcomes cannot be kept: " + problem.get().getMessage());
                broken = true;
                return;
            }
            if (!broken) {
                failure = Optional.empty();
            }
            items.stream().filter(item -> !item.durable).forEach(item -> {
                item.durable = true;
                listeners.forEach(it -> it.accept(item.entry));
            });
        }
        items.forEach(item -> item.done.complete(null));
    }

    /// Hands over what is on disk and not acknowledged, oldest first, and from now on each revision once it
    /// is on disk, on a thread that must not be kept waiting.
    public void attach(Consumer<Entry> publisher) {
        synchronized (lock) {
            kept.unsettled().filter(item -> item.durable).forEach(item -> publisher.accept(item.entry));
            listeners.add(publisher);
        }
    }

    /// Hears of each revision from now on once it is on disk, in the order of their numbers, on a journal thread
    /// that must not be kept waiting.
    public void listen(Consumer<Entry> listener) {
        synchronized (lock) {
            listeners.add(listener);
        }
    }

    /// Names the numbering: made with the folder. Numbers of another epoch have nothing to do with these.
    public UUID epoch() {
        return epoch;
    }

    /// From here on to [#lastSeq] every revision can be read.
    public long firstSeq() {
        synchronized (lock) {
            return kept.all().findFirst().map(item -> item.entry.seq()).orElse(nextSeq);
        }
    }

    /// The highest number on disk, 0 when there is none yet.
    public long lastSeq() {
        synchronized (lock) {
            return kept.all().filter(item -> item.durable).mapToLong(item -> item.entry.seq()).max().orElse(nextSeq - 1);
        }
    }

    /// The revisions from `from` to `to`, both included, that are on disk and still held, in the order of their
    /// numbers, at most `most`: ask again from behind the last one. It may wait for the disk.
    ///
    /// @throws IOException when the disk does not give them back
    public List<Entry> read(long from, long to, int most) throws IOException {
        synchronized (lock) {
            return kept.all().filter(item -> item.durable && item.entry.seq() >= from && item.entry.seq() <= to)
                    .limit(most).map(item -> item.entry).toList();
        }
    }

    /// The broker has acknowledged the revision on all its topics. It is on disk after the next [#tend].
    public void settled(long seq) {
        synchronized (lock) {
            kept.settle(seq);
            acknowledged.add(seq);
        }
    }

    /// Writes what was acknowledged, forgets what is old, compacts the journal, and repairs it if it failed.
    public void tend() {
        synchronized (lock) {
            if (broken) {
                if (nanoClock.getAsLong() - repairAtNanos < 0) {
                    return;
                }
                repairAtNanos = nanoClock.getAsLong() + REPAIR_PAUSE_NANOS;
            } else {
                if (!acknowledged.isEmpty()) {
                    journal.append(Kept.write(new Kept.Settled(List.copyOf(acknowledged))));
                    acknowledged.clear();
                }
                kept.forget(clock.instant(), outcomes::forget);
                if (journal.bytes() > kept.journalLimit()) {
                    rewrite();
                }
                return;
            }
        }
        repair();
    }

    private void repair() {
        try {
            journal.close();
            var fresh = journals.open();
            synchronized (lock) {
                journal = fresh;
            }
        } catch (IOException e) {
            LOG.warn("outbox still cannot keep outcomes: {}", e.toString());
            return;
        }
        synchronized (lock) {
            broken = false;
            rewrite();
        }
    }

    /// Everything in memory becomes the journal.
    private void rewrite() {
        acknowledged.clear();
        var live = new ArrayList<byte[]>();
        live.add(Kept.write(new Kept.Counter(nextSeq)));
        kept.all().forEach(item -> live.add(Kept.write(new Kept.Said(item.entry, item.settled))));
        var unwritten = kept.unsettled().filter(item -> !item.durable).toList();
        journal.rotate(live).whenComplete((_, problem) -> written(unwritten, Optional.ofNullable(problem)));
    }

    /// Waits until everything said is on disk, up to 30 s; what cannot be kept fails.
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            repairAtNanos = nanoClock.getAsLong();
        }
        tend();
        journal.close();
        var lost = new IOException("the outbox was closed before this could be kept");
        synchronized (lock) {
            kept.unsettled().forEach(item -> item.done.completeExceptionally(lost));
        }
    }
}
