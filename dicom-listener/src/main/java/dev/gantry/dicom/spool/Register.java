// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.journal.Journal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which objects the spool holds, what they are to each other, and of which of them all is said; kept in a journal.
///
/// Its lock guards the [Ledger]; the journal is appended to under the lock so that both tell the same story. Nothing
/// under the lock waits for the disk.
final class Register implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Register.class);
    private static final long COMPACT_BYTES = 8L << 20;
    private static final int BYTES_PER_OBJECT = 512;
    private static final long JOURNAL_SECONDS = 60;

    private final Path folder;
    private final Journal.Durability durability;
    private final Ledger ledger;
    private Journal journal;
    private boolean healing;

    private Register(Path folder, Journal.Durability durability, Ledger ledger, Journal journal) {
        this.folder = folder;
        this.durability = durability;
        this.ledger = ledger;
        this.journal = journal;
    }

    /// A new object as it was entered.
    ///
    /// @param entry  with its kinship
    /// @param former the object whose bytes must be compared before anything is said: it may be the same
    record Enrolled(Entry.Received entry, Optional<Former> former) {}

    /// @param kept completes when its file can be read
    record Former(String id, Future<Void> kept) {}

    static Register open(Path folder, Durability durability, Role role, Ledger.Bounds bounds) throws IOException {
        var ledger = new Ledger(role, bounds);
        var journalDurability =
                durability == Durability.FSYNC ? Journal.Durability.SYNC : Journal.Durability.WRITE;
        var journal = Journal.open(folder, journalDurability);
        journal.replay(bytes -> ledger.remember(Entry.decode(bytes)));
        return new Register(folder, journalDurability, ledger, journal);
    }

    /// Finds out what a whole object is to those of its instance, and counts it among them from now on, unless it looks
    /// like one that is held: then it is not entered before [Enrolled#former] was compared.
    ///
    /// @param kept fails when the object is not kept after all; it is as if it had never come then
    synchronized Enrolled enrol(Entry.Received draft, Future<Void> kept) {
        var kinship = ledger.versions().kinship(draft);
        if (kinship instanceof Kinship.Repeats(var id)) {
            var former = ledger.held(id);
            if (former.isPresent()) {
                return new Enrolled(draft.with(kinship), former.map(known -> new Former(id, known.kept)));
            }
        }
        return new Enrolled(enter(draft.with(kinship), kept), Optional.empty());
    }

    /// Enters an object of which it is known that no held one has its bytes.
    synchronized Entry.Received enrolOther(Entry.Received draft, Future<Void> kept) {
        return enter(draft.with(ledger.versions().kinshipOfOtherBytes(draft)), kept);
    }

    /// Enters a repeat of an object whose file turned out to be gone.
    synchronized Entry.Received enrolAgain(Entry.Received repeat, Future<Void> kept) {
        return enter(repeat, kept);
    }

    private Entry.Received enter(Entry.Received entry, Future<Void> kept) {
        var known = ledger.add(entry);
        known.kept = kept;
        kept.onFailure(_ -> forget(known));
        return entry;
    }

    private synchronized void forget(Known known) {
        ledger.remove(known);
    }

    /// Completes `kept` when the entry of the object is as durable as the settings ask; on the thread that wrote it.
    void received(Entry.Received entry, Promise<Void> kept) {
        CompletionStage<Void> appended;
        synchronized (this) {
            appended = journal.append(entry.encode());
        }
        tell(entry, appended, kept);
    }

    /// As [#received], on a thread that calls [#writeHere] next.
    void receivedHere(Entry.Received entry, Promise<Void> kept) {
        CompletionStage<Void> entered;
        synchronized (this) {
            entered = journal.enter(entry.encode());
        }
        tell(entry, entered, kept);
    }

    private void tell(Entry.Received entry, CompletionStage<Void> appended, Promise<Void> kept) {
        appended.whenComplete((_, failure) -> { // not under the lock: whoever waits for it may be anybody
            if (failure == null) {
                durable(entry.id());
                kept.tryComplete();
            } else {
                kept.tryFail(failure);
            }
        });
    }

    /// Writes the entries that wait; blocks for the disk.
    void writeHere() {
        Journal open;
        synchronized (this) {
            open = journal;
        }
        open.writeHere();
    }

    private synchronized void durable(String id) {
        ledger.known(id).ifPresent(ledger::durable);
    }

    synchronized void settled(String id) {
        if (ledger.settle(id)) {
            append(new Entry.Settled(id));
        }
    }

    /// The archive keeps the instance: all its versions that are here may go once they are settled.
    ///
    /// @return how many that were
    synchronized int committed(String sopInstanceUid) {
        var ids = ledger.commit(sopInstanceUid);
        ids.forEach(id -> append(new Entry.Committed(id)));
        return ids.size();
    }

    /// Its file is not there any more, or not as it was.
    synchronized void lost(String id) {
        ledger.remember(new Entry.Lost(id));
        append(new Entry.Lost(id));
    }

    /// The stage completes once the crash is on disk.
    synchronized CompletionStage<Void> crashed(Entry.Crashed crash) {
        ledger.remember(crash);
        return journal.append(crash.encode());
    }

    /// Objects that make room.
    ///
    /// @param said completes when the journal has it that they are gone; only then may their files go
    record Leaving(List<Entry.Received> objects, CompletionStage<Void> said) {}

    /// The next objects to make room, oldest first.
    ///
    /// @param max   at most so many
    /// @param bytes no more than make room for so much
    synchronized Leaving letGo(int max, long bytes, Instant now) {
        var objects = ledger.letGo(max, bytes, now);
        ledger.forgetOld(now);
        var said = objects.stream().map(entry -> journal.append(new Entry.Evicted(entry.id(), now).encode())
                .toCompletableFuture()).toArray(CompletableFuture[]::new);
        return new Leaving(objects, CompletableFuture.allOf(said).orTimeout(JOURNAL_SECONDS, TimeUnit.SECONDS));
    }

    private void append(Entry entry) {
        journal.append(entry.encode()).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.error("spool journal failed id={} cause={}", entry.id(), failure.toString());
            }
        });
    }

    /// Writes the journal anew when most of it is history. Some 0.1 s under the lock for 300 000 objects, once in a
    /// hundred thousand, so not on an event loop.
    synchronized void compactIfLarge() {
        if (journal.bytes() > COMPACT_BYTES + 2L * ledger.size() * BYTES_PER_OBJECT) {
            journal.rotate(ledger.lines());
        }
    }

    /// Opens the journal anew after it failed and writes all that is known to it; then it can be trusted again.
    ///
    /// What [Journal] says of failed syncs holds: the old file is not believed. What is written is what we know.
    /// Blocks for the disk.
    ///
    /// @throws IOException when the disk is still not well
    void heal() throws IOException {
        Journal failed;
        synchronized (this) {
            failed = journal;
            healing = true;
        }
        failed.close();
        var fresh = Journal.open(folder, durability);
        CompletionStage<Void> written;
        synchronized (this) {
            journal = fresh;
            written = fresh.rotate(ledger.lines());
        }
        try {
            written.toCompletableFuture().orTimeout(JOURNAL_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IOException("the journal cannot be written anew", e);
        }
        synchronized (this) {
            healing = false;
        }
    }

    /// Asks the ledger.
    synchronized <T> T ask(Function<Ledger, T> question) {
        return question.apply(ledger);
    }

    Set<String> barred(String id) {
        return ask(it -> it.barred(id));
    }

    /// Why nothing can be kept at present.
    synchronized Optional<String> failure() {
        var failure = journal.failure().map(why -> Optional.ofNullable(why.getCause()).orElse(why).toString());
        return healing ? failure.or(() -> Optional.of("it is being written anew")) : failure;
    }

    /// Not under the lock: the journal's thread needs it to bring its last news.
    @Override
    public void close() {
        Journal open;
        synchronized (this) {
            open = journal;
        }
        try {
            open.close();
        } catch (IOException e) {
            LOG.error("spool journal did not close cleanly", e);
        }
    }
}
