// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Checked;
import dev.gantry.acknowledgement.Receivers;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.chronicle.Chronicle;
import dev.gantry.chronicle.Line;
import dev.gantry.chronicle.SteadyTime;
import dev.gantry.chronicle.Step;
import dev.gantry.chronicle.Told;
import dev.gantry.config.AlertSettings;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the loop: hears what is said and what is answered, and reminds of what nobody answers.
///
/// Every step is in the audit on disk; after a crash all that is known is what stands there. Any thread may call;
/// only [#open], [#follow], [#look] and [#close] wait for a disk.
public final class Escalations implements AutoCloseable {
    /// Where the audit is, in the folder of the spool.
    public static final String FOLDER = "alerts";

    private static final Logger LOG = LoggerFactory.getLogger(Escalations.class);
    private static final int BATCH = 500;
    private static final int LONGEST_LEVEL = 64;

    // The lock is held while a step is decided, applied and handed to the journal, so that memory and audit agree;
    // never while anything waits for a disk or a broker.

    private final Object lock = new Object();
    private final ReentrantLock looking = new ReentrantLock();
    private final boolean answerable;
    private final Receivers receivers;
    private final Refusals refusals = new Refusals();
    private final Outgoing outgoing;
    private final Books books;
    private final Cases cases;
    private final Dispatch dispatch;
    private long heard;
    private boolean closed;

    /// Opens the audit in `folder`, made when missing. Nothing is sent before [#follow] and [#look].
    ///
    /// @param clock the wall clock
    /// @throws IllegalArgumentException when a receiver's key cannot be used
    /// @throws IOException              when the folder cannot be used
    public static Escalations open(Path folder, AlertSettings settings, Herald herald, Clock clock)
            throws IOException {
        return new Escalations(folder, settings, herald, clock, System::nanoTime);
    }

    Escalations(Path folder, AlertSettings settings, Herald herald, Clock clock, LongSupplier nanoClock)
            throws IOException {
        this.answerable = !settings.receivers().isEmpty();
        this.receivers = Receivers.open(settings);
        this.outgoing = new Outgoing(settings.repeatsPerMinute());
        this.books = new Books(folder, lock, clock, nanoClock);
        this.cases = books.cases();
        this.dispatch = new Dispatch(lock, books, outgoing, herald);
        synchronized (lock) {
            var now = books.now();
            heard = cases.heard();
            books.record(Ladder.rule(cases, Step.Ruled.of(settings)), now);
            if (!answerable && cases.epoch().isPresent()) {
                books.record(List.of(new Step.Noted(Optional.empty(), heard)), now); // to begin afresh, if ever
            }
            LOG.info("escalations receivers={} steps={} open={}", settings.receivers().size(),
                    settings.escalates() ? settings.escalation().size() : 0, cases.openCount());
        }
    }

    /// Hears of each revision from now on, and of those it has missed since it last ran. What was said before it
    /// ran for the first time is none of its business.
    ///
    /// @throws IOException when the outbox cannot be read
    public void follow(Outbox followed) throws IOException {
        dispatch.follow(followed);
        if (!answerable) {
            return;
        }
        var epoch = followed.epoch();
        long before = followed.lastSeq();
        long from;
        CompletionStage<Void> noted;
        synchronized (lock) {
            boolean same = cases.epoch().equals(Optional.of(epoch));
            from = same ? heard + 1 : cases.epoch().isEmpty() ? before + 1 : 1;
            if (!same) {
                heard = from - 1;
                books.record(List.of(new Step.Noted(Optional.of(epoch), heard)), books.now());
            }
            noted = books.written();
        }
        Books.await(noted); // else a crash would make the next start the first one, to which what is said next is old
        followed.listen(this::said); // before the rest is read, so that none is lost; an older revision changes nothing
        long to = followed.lastSeq();
        while (from <= to) {
            var missed = followed.read(from, to, BATCH);
            try {
                missed.forEach(this::said);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            from = missed.isEmpty() ? to + 1 : missed.getLast().seq() + 1;
        }
    }

    /// Hears of each step from now on, under a lock: it must be quick.
    public void listen(Consumer<Line> each) {
        synchronized (lock) {
            books.listen(each);
        }
    }

    /// A revision is on disk. Quick; any thread.
    public void said(Entry entry) {
        if (!answerable) {
            return;
        }
        var told = Told.of(entry.standing());
        synchronized (lock) {
            if (!closed) { // else it is heard after the next start
                heard = Math.max(heard, told.seq());
                var now = books.now();
                books.record(Ladder.said(cases, told, now), now);
            }
        }
    }

    /// Something came on the topic `ack/<receiver>`, whatever it is. Any thread; never blocks.
    ///
    /// @param done run once the answer is on disk, or at once when there is nothing to keep; on any thread
    public void acknowledged(String receiver, byte[] payload, Runnable done) {
        switch (receivers.check(receiver, payload)) {
            case Checked.Refused(var why, var detail) -> {
                refused(receiver, why, detail);
                done.run();
            }
            case Checked.Valid(var ack) -> take(ack).thenRun(done);
        }
    }

    /// Somebody answers on a page of ours, or another way than by MQTT. The same is asked of it.
    ///
    /// Completes once it is on disk, on any thread.
    public CompletionStage<Answered> acknowledge(Ack ack) {
        return switch (receivers.check(ack)) {
            case Checked.Refused(var why, var detail) -> {
                refused(ack.receiver(), why, detail);
                yield CompletableFuture.completedFuture(new Answered.Refused(why, detail));
            }
            case Checked.Valid _ -> take(ack);
        };
    }

    private CompletionStage<Answered> take(Ack ack) {
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("stopped")); // the broker keeps it
            }
            var now = books.now();
            return switch (Ladder.answer(cases, ack, now)) {
                case Ladder.Reply.Take(var step) -> {
                    LOG.info("acknowledged id={} revision={} receiver={} role={} action={} effect={}", ack.id(),
                            ack.revision(), ack.receiver(), ack.by().role(), ack.action().word(),
                            step.effect().word());
                    yield books.record(List.of(step), now).thenApply(_ -> new Answered.Taken(step.effect()));
                }
                case Ladder.Reply.Again _ -> books.written().thenApply(_ -> new Answered.Again());
                case Ladder.Reply.Refuse(var why, var detail) -> {
                    refused(ack.receiver(), why, detail);
                    yield CompletableFuture.completedFuture(new Answered.Refused(why, detail));
                }
            };
        }
    }

    private void refused(String receiver, Refusal why, String detail) {
        var plain = receiver.replaceAll("[^A-Za-z0-9._-]", "-");
        var name = plain.substring(0, Math.min(LONGEST_LEVEL, plain.length()));
        synchronized (lock) {
            var now = books.now();
            refusals.refused(name, why, detail, now.at()).ifPresent(step -> {
                LOG.warn("acknowledgement refused receiver={} reason={} detail=\"{}\"", name, why.word(), detail);
                if (answerable && !closed) {
                    books.record(List.of(step), now);
                }
            });
        }
    }

    /// Does what is due. Called each 100 to 500 ms, by a thread that may wait for a disk; a call while another is
    /// at it does nothing.
    public void look() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            List<Sending> sendings;
            Instant at;
            synchronized (lock) {
                if (closed) {
                    return;
                }
                var now = books.now();
                at = now.at();
                tick(now);
                sendings = outgoing.take(Ladder.due(cases, at), cases.sentInTheMinuteBefore(at), at);
            }
            sendings.forEach(dispatch::send);
            books.tend(at);
        } finally {
            looking.unlock();
        }
    }

    private void tick(SteadyTime.Now now) {
        var steps = new ArrayList<Step>();
        if (answerable) {
            steps.addAll(refusals.tick(now.at()));
        }
        steps.addAll(Ladder.tick(cases, now.at(), outgoing.heldBack()));
        if (steps.isEmpty() && books.quiet(now.at()) && cases.openCount() > 0) {
            steps.add(noted()); // so that after a crash at most a minute is unknown
        }
        books.record(steps, now);
        books.forget(now.at());
    }

    private Step noted() {
        return new Step.Noted(cases.epoch(), heard);
    }

    /// Why the appliance is degraded as far as alerts go: one sentence each, without patient data.
    public List<String> complaints() {
        synchronized (lock) {
            var complaints = new ArrayList<String>();
            cases.complaint(books.now().at()).ifPresent(complaints::add);
            outgoing.complaints().forEach((tail, why) -> complaints.add(
                    "escalations cannot be sent on %s: %s".formatted(tail, why)));
            books.failure().filter(_ -> !closed).ifPresent(complaints::add);
            return complaints;
        }
    }

    /// Completes when all steps so far are on disk.
    CompletionStage<Void> written() {
        synchronized (lock) {
            return books.written();
        }
    }

    /// For metrics: `open`, `unanswered`, and refused acknowledgements since the start as `refused.<reason>`.
    public Map<String, Long> counts() {
        synchronized (lock) {
            var counts = new TreeMap<String, Long>();
            counts.put("open", (long) cases.openCount());
            counts.put("unanswered", cases.open().filter(Case::degraded).count());
            refusals.total().forEach((why, count) -> counts.put("refused." + why, count));
            return counts;
        }
    }

    /// The audit in `folder`, oldest line first, whether an appliance is writing it or not.
    ///
    /// @throws IOException when there is none, or it cannot be read
    public static List<Line> history(Path folder) throws IOException {
        return Chronicle.history(folder);
    }

    /// Keeps what is left to keep. What is under way goes once more after the next start.
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            dispatch.close();
            if (answerable) {
                var now = books.now();
                books.record(refusals.rest(), now);
                books.record(List.of(noted()), now);
            }
        }
        books.close();
    }
}
