// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Checked;
import dev.gantry.acknowledgement.Receivers;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.config.AlertSettings;
import dev.gantry.journal.Journal;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final Duration NOTE_EVERY = Duration.ofMinutes(1);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final int BATCH = 500;
    private static final int DISK_SECONDS = 30;
    private static final int LONGEST_LEVEL = 64;

    // The lock is held while a step is decided, applied and handed to the journal, so that memory and audit agree;
    // never while anything waits for a disk or a broker.

    private final Object lock = new Object();
    private final ReentrantLock looking = new ReentrantLock();
    private final boolean answerable;
    private final Receivers receivers;
    private final Herald herald;
    private final Cases cases = new Cases();
    private final Refusals refusals = new Refusals();
    private final Outgoing outgoing;
    private final Audit audit;
    private final SteadyTime time;
    private final LongSupplier nanoClock;
    private Consumer<Line> listener = _ -> {};
    private Optional<Outbox> outbox = Optional.empty();
    private Optional<Line> last = Optional.empty();
    private CompletionStage<Void> written = CompletableFuture.completedFuture(null);
    private Instant forgottenAt;
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
        this.herald = herald;
        this.outgoing = new Outgoing(settings.repeatsPerMinute());
        this.nanoClock = nanoClock;
        this.audit = Audit.open(folder, lock, line -> {
            cases.apply(line);
            last = Optional.of(line);
        });
        this.time = new SteadyTime(last, clock, nanoClock);
        synchronized (lock) {
            var now = time.now();
            cases.forget(now.at());
            forgottenAt = now.at();
            heard = cases.heard();
            record(Ladder.rule(cases, Step.Ruled.of(settings)), now);
            if (!answerable && cases.epoch().isPresent()) {
                record(List.of(new Step.Noted(Optional.empty(), heard)), now); // to begin afresh, if ever
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
        outbox = Optional.of(followed);
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
                record(List.of(new Step.Noted(Optional.of(epoch), heard)), time.now());
            }
            noted = written;
        }
        await(noted); // else a crash now would make the next start the first one, to which what is said next is old
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

    private static void await(CompletionStage<Void> noted) throws IOException {
        try {
            noted.toCompletableFuture().get(DISK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the audit of alerts cannot be kept", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Hears of each step from now on, under a lock: it must be quick.
    public void listen(Consumer<Line> each) {
        synchronized (lock) {
            listener = each;
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
                var now = time.now();
                record(Ladder.said(cases, told, now), now);
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
            var now = time.now();
            return switch (Ladder.answer(cases, ack, now)) {
                case Ladder.Reply.Take(var step) -> {
                    LOG.info("acknowledged id={} revision={} receiver={} role={} action={} effect={}", ack.id(),
                            ack.revision(), ack.receiver(), ack.by().role(), ack.action().word(),
                            step.effect().word());
                    yield record(List.of(step), now).thenApply(_ -> new Answered.Taken(step.effect()));
                }
                case Ladder.Reply.Again _ -> written.thenApply(_ -> new Answered.Again());
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
            var now = time.now();
            refusals.refused(name, why, detail, now.at()).ifPresent(step -> {
                LOG.warn("acknowledgement refused receiver={} reason={} detail=\"{}\"", name, why.word(), detail);
                if (answerable && !closed) {
                    record(List.of(step), now);
                }
            });
        }
    }

    /// Completes when the last of `steps`, and all before it, are on disk.
    private CompletionStage<Void> record(List<Step> steps, Ladder.Now now) {
        for (var step : steps) {
            var wall = now.wall().truncatedTo(ChronoUnit.MICROS);
            var line = new Line(wall, now.at().truncatedTo(ChronoUnit.MICROS), step);
            tell(step);
            cases.apply(line);
            last = Optional.of(line);
            written = audit.append(line);
            listener.accept(line);
        }
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
        return ids.subList(0, Math.min(10, ids.size()));
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
                var now = time.now();
                at = now.at();
                tick(now);
                sendings = outgoing.take(Ladder.due(cases, at), cases.sentInTheMinuteBefore(at), at);
            }
            sendings.forEach(this::send);
            var dropped = audit.tend(at, nanoClock.getAsLong(), id -> cases.find(id).filter(Case::open).isPresent());
            synchronized (lock) {
                cases.forget(dropped);
            }
        } finally {
            looking.unlock();
        }
    }

    private void tick(Ladder.Now now) {
        var steps = new ArrayList<Step>();
        if (answerable) {
            steps.addAll(refusals.tick(now.at()));
        }
        steps.addAll(Ladder.tick(cases, now.at(), outgoing.heldBack()));
        boolean quiet = last.filter(line -> line.at().plus(NOTE_EVERY).isAfter(now.at())).isEmpty();
        if (steps.isEmpty() && quiet && cases.openCount() > 0) {
            steps.add(noted()); // so that after a crash at most a minute is unknown
        }
        record(steps, now);
        if (!forgottenAt.plus(FORGET_EVERY).isAfter(now.at())) {
            forgottenAt = now.at();
            cases.forget(now.at());
        }
    }

    private Step noted() {
        return new Step.Noted(cases.epoch(), heard);
    }

    private void send(Sending sending) {
        try {
            var entry = entry(sending.carried().seq());
            if (entry.isEmpty()) {
                gone(sending);
                return;
            }
            Instant since;
            synchronized (lock) {
                since = sending.openings().keySet().stream().flatMap(id -> cases.find(id).stream())
                        .map(Case::openedPublished).min(Instant::compareTo).orElse(sending.carried().published());
            }
            herald.repeat(entry.get(), sending.tail(), Outgoing.properties(sending, since))
                    .whenComplete((_, problem) -> sent(sending, Optional.ofNullable(problem)));
        } catch (IOException e) {
            sent(sending, Optional.of(e));
        }
    }

    private Optional<Entry> entry(long seq) throws IOException {
        var from = outbox.orElseThrow(() -> new IOException("the outbox is not followed yet"));
        return from.read(seq, seq, 1).stream().findFirst();
    }

    private void gone(Sending sending) {
        synchronized (lock) {
            if (closed || !outgoing.taken(sending)) {
                return;
            }
            record(List.of(new Step.Skipped(sending.kind(), Step.SkipCause.GONE,
                    List.copyOf(sending.openings().keySet()))), time.now());
        }
    }

    private void sent(Sending sending, Optional<Throwable> problem) {
        synchronized (lock) {
            var now = time.now();
            if (problem.isPresent()) {
                LOG.debug("escalation not taken topic={} why={}", sending.tail(), problem.get().toString());
                outgoing.failed(sending, Optional.ofNullable(problem.get().getMessage()).orElse("unknown"), now.at());
            } else if (outgoing.taken(sending) && !closed) {
                var ids = sending.openings().entrySet().stream()
                        .filter(it -> cases.find(it.getKey())
                                .filter(one -> one.open() && one.opening() == it.getValue()).isPresent())
                        .map(Map.Entry::getKey).sorted().toList();
                record(List.of(new Step.Sent(sending.kind(), sending.tail(), sending.carried().id(),
                        sending.carried().revision(), ids)), now);
            }
        }
    }

    /// Why the appliance is degraded as far as alerts go: one sentence each, without patient data.
    public List<String> complaints() {
        synchronized (lock) {
            var complaints = new ArrayList<String>();
            var now = time.now().at();
            var unanswered = cases.open()
                    .filter(it -> it.degraded() && !cases.snoozed(it.last().study(), now)).toList();
            unanswered.stream().map(Case::openedPublished).min(Instant::compareTo).ifPresent(oldest -> complaints.add(
                    "%d alert%s unanswered, the oldest since %s".formatted(unanswered.size(),
                            unanswered.size() == 1 ? " is" : "s are", oldest.truncatedTo(ChronoUnit.SECONDS))));
            outgoing.complaints().forEach((tail, why) -> complaints.add(
                    "escalations cannot be sent on %s: %s".formatted(tail, why)));
            audit.failure().filter(_ -> !closed).ifPresent(complaints::add);
            return complaints;
        }
    }

    /// Completes when all steps so far are on disk.
    CompletionStage<Void> written() {
        synchronized (lock) {
            return written;
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
        var lines = new ArrayList<Line>();
        for (var record : Journal.look(folder)) {
            LineJson.read(record).ifPresent(lines::add);
        }
        return lines;
    }

    /// Keeps what is left to keep. What is under way goes once more after the next start.
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (answerable) {
                var now = time.now();
                record(refusals.rest(), now);
                record(List.of(noted()), now);
            }
        }
        audit.close();
    }
}
