// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Journal.Durability;
import dev.gantry.journal.Log;
import dev.gantry.outbox.Entry.Revision;
import dev.gantry.outbox.Register.Decision;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Outcomes.Moment;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.TakenBack;
import dev.gantry.outcome.Unit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every revision of every outcome, on disk before it is published and until the broker has acknowledged it, and for
/// some days after that for receivers that missed it.
///
/// As many may wait as the disk holds: it is the spool's disk, and the spool refuses new objects while there is room
/// left (`spool.refuse-percent`). What is said while the disk takes nothing waits in memory and is written when it
/// does again. Any thread may call; nothing here waits for the disk but what says so.
public final class Outbox implements AutoCloseable {
    private static final long CLOSE_LIMIT_MILLIS = 30_000;
    private static final int ABOUT_BYTES = 2_048;
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    // The lock is held while a revision is decided and queued, so that seq, log and life cycle agree; never while
    // anything waits for a disk. See [Scribe] for how what was decided gets to the disk.

    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Object lock = new Object();
    private final Register register;
    private final Reading reading;
    private final Scribe scribe;
    private final List<Consumer<Entry>> listeners = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private final Keeper keeper;
    private boolean closed;

    /// Opens the outbox in `folder`, made when missing, with all that was said and not yet acknowledged.
    ///
    /// @throws IOException when the folder cannot be used, or the disk has no room to move what an earlier version of
    ///                     Gantry left there
    public static Outbox open(Path folder) throws IOException {
        var outbox = new Outbox(
                Logs.in(folder, Durability.SYNC, Logs.SEGMENT_BYTES), Clock.systemUTC(), System::nanoTime);
        outbox.keeper.start();
        return outbox;
    }

    Outbox(Logs logs, Clock clock, LongSupplier nanoClock) throws IOException {
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.register = new Register(new Outcomes(clock::millis), this::back);
        this.reading = new Reading(register, lock, this::log);
        this.scribe = new Scribe(register, lock, logs, nanoClock, this::tell);
        this.keeper = new Keeper(register, lock, scribe, reading, clock, this::tend);
        synchronized (lock) {
            register.forget(clock.instant());
            LOG.info("outbox waiting={} first-seq={} next-seq={} epoch={}", register.waiting(), register.index.first(),
                    register.nextSeq(), register.epoch());
        }
    }

    private Revision back(long seq) {
        return reading.back(seq);
    }

    private Log log() {
        return scribe.log();
    }

    private void tell(Entry entry) {
        for (var listener : listeners) {
            try {
                listener.accept(entry);
            } catch (RuntimeException e) {
                LOG.error("a listener of the outbox failed", e); // the others, and who waits, must not suffer for it
            }
        }
    }

    /// Says `answer`: decides its revision, keeps it and lets it be published. An answer that moves its unit to
    /// another mode takes back what was said in the former one too, in one step: two revisions, both or none.
    ///
    /// The stage completes once it is on disk (on the log's thread: keep what follows short); empty when there was
    /// nothing new to say, and then what stands is on disk. While the disk takes nothing it waits. It fails only with
    /// [RejectedExecutionException] when the outbox is closed, or [IOException] when it is closed before the disk
    /// took it.
    public CompletionStage<Optional<Outcome>> say(Answer answer) {
        synchronized (lock) {
            if (closed) {
                return refused();
            }
            var decision = new Decision();
            outcomes().leave(answer, register.nextSeq(), now()).ifPresent(gone -> retraction(decision, gone));
            var standing = outcomes().next(answer, register.nextSeq(), now());
            if (standing.isEmpty()) {
                return nothingNew(answer.unit());
            }
            var payload = OutcomeJson.write(standing.get().last());
            register.add(new Entry(standing.get(), payload), decision, payload.length);
            scribe.write(decision);
            return decision.done.thenApply(_ -> standing.map(Standing::last));
        }
    }

    /// Takes back what stands for `unit`, if anything does. Completes as [#say] does.
    ///
    /// @param why one sentence for people, without patient data
    public CompletionStage<Optional<Outcome>> retract(Unit unit, String why) {
        synchronized (lock) {
            if (closed) {
                return refused();
            }
            var gone = outcomes().retract(unit, why, register.nextSeq(), now());
            if (gone.isEmpty()) {
                return nothingNew(unit);
            }
            var decision = new Decision();
            var entry = retraction(decision, gone.get());
            scribe.write(decision);
            return decision.done.thenApply(_ -> Optional.of(entry.standing().last()));
        }
    }

    private static CompletionStage<Optional<Outcome>> refused() {
        return CompletableFuture.failedFuture(new RejectedExecutionException("the outbox is closed"));
    }

    /// What it takes back is read when it is written, on the log's thread.
    private Entry retraction(Decision decision, TakenBack gone) {
        var former = register.entry(gone.before());
        var known = gone.known();
        var entry = new Entry(known.identity().seq(), known.unit(), known.gist().heard(), _ -> retracted(gone, former));
        register.add(entry, decision, ABOUT_BYTES);
        return entry;
    }

    private static Revision retracted(TakenBack gone, Entry former) {
        Standing standing;
        try {
            standing = gone.of(former.standing());
        } catch (UncheckedIOException | IllegalArgumentException e) {
            LOG.error("what is taken back cannot be read any more seq={}", former.seq(), e);
            standing = gone.ofWhatIsLost();
        }
        return new Entry.Fresh(standing, OutcomeJson.write(standing.last()));
    }

    private CompletionStage<Optional<Outcome>> nothingNew(Unit unit) {
        return outcomes().known(unit)
                .flatMap(known -> register.waiting(known.identity().seq()))
                .map(item -> item.decision)
                .filter(decision -> !decision.durable())
                .map(decision -> decision.done.thenApply(_ -> Optional.<Outcome>empty()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private Outcomes outcomes() {
        return register.outcomes;
    }

    private Moment now() {
        return new Moment(clock.instant(), nanoClock.getAsLong());
    }

    /// What stands for `unit`, as far as it is remembered. It may wait for the disk.
    ///
    /// @throws UncheckedIOException when the disk does not give it back
    public Optional<Standing> standing(Unit unit) {
        Optional<Entry> entry;
        synchronized (lock) {
            entry = outcomes().known(unit).map(register::entry);
        }
        return entry.map(Entry::standing);
    }

    /// Revisions that the broker has not acknowledged.
    public int waiting() {
        synchronized (lock) {
            return register.waiting();
        }
    }

    /// The lowest of their numbers.
    public OptionalLong oldestWaiting() {
        synchronized (lock) {
            return register.oldestWaiting();
        }
    }

    /// Their numbers.
    public Set<Long> waitingSeqs() {
        synchronized (lock) {
            return register.waitingSeqs();
        }
    }

    /// Why nothing new can be kept, and so published, at the moment.
    public Optional<String> failure() {
        synchronized (lock) {
            return scribe.failure();
        }
    }

    /// Names the numbering: made with the folder, and anew when the disk has lost part of it. Numbers of another
    /// epoch have nothing to do with these.
    public UUID epoch() {
        synchronized (lock) {
            return register.epoch();
        }
    }

    /// From here on to [#lastSeq] every revision can be read; of those before it, some.
    public long firstSeq() {
        synchronized (lock) {
            return register.index.first();
        }
    }

    /// The highest number on disk, 0 when there is none yet.
    public long lastSeq() {
        synchronized (lock) {
            return register.durableSeq();
        }
    }

    /// The revisions from `from` to `to`, both included, that are on disk and still held, in the order of their
    /// numbers, at most `most`: ask again from behind the last one. It waits for the disk.
    ///
    /// @throws IOException when the disk does not give them back
    public List<Entry> read(long from, long to, int most) throws IOException {
        return reading.read(from, to, most);
    }

    /// Hands over what is on disk and not acknowledged, oldest first, and from now on each revision once it is on
    /// disk, on a thread that must not be kept waiting.
    public void attach(Consumer<Entry> publisher) {
        synchronized (lock) {
            register.deliverable().forEach(item -> publisher.accept(item.entry));
            listeners.add(publisher);
        }
    }

    /// Hears of each revision from now on once it is on disk, in the order of their numbers, on a thread that must not
    /// be kept waiting.
    public void listen(Consumer<Entry> listener) {
        synchronized (lock) {
            listeners.add(listener);
        }
    }

    /// The broker has acknowledged the revision on all its topics. It is on disk after the next [#tend].
    public void settled(long seq) {
        synchronized (lock) {
            if (register.settle(seq)) {
                acknowledged.add(seq);
            }
        }
    }

    /// Queues what was acknowledged for the disk; does not wait for it.
    public void tend() {
        synchronized (lock) {
            if (!acknowledged.isEmpty() && scribe.failure().isEmpty() && !closed) {
                scribe.settle(List.copyOf(acknowledged));
                acknowledged.clear();
            }
        }
    }

    /// What the keeper does by itself, ten times a second. It waits for the disk.
    void maintain() {
        keeper.maintain();
    }

    /// Waits until everything said is on disk, up to 30 s; what cannot be kept fails.
    @Override
    public void close() throws IOException {
        keeper.stop();
        tend();
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        scribe.close(CLOSE_LIMIT_MILLIS);
    }
}
