// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.chronicle.Step;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what is due, and records what became of it. Its owner's lock is taken where something is decided, and never
/// held while anything waits for a disk or a broker.
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private final Object lock;
    private final Books books;
    private final Outgoing outgoing;
    private final Herald herald;
    private volatile Optional<Outbox> outbox = Optional.empty();
    private boolean closed;

    Dispatch(Object lock, Books books, Outgoing outgoing, Herald herald) {
        this.lock = lock;
        this.books = books;
        this.outgoing = outgoing;
        this.herald = herald;
    }

    /// Where the payloads are.
    void follow(Outbox followed) {
        outbox = Optional.of(followed);
    }

    /// What comes back from now on is not recorded: it goes once more after the next start. Guarded by the lock.
    void close() {
        closed = true;
    }

    /// Without the lock: reads a disk.
    void send(Sending sending) {
        try {
            var entry = entry(sending.carried().seq());
            if (entry.isEmpty()) {
                gone(sending);
                return;
            }
            Instant since;
            synchronized (lock) {
                since = sending.openings().keySet().stream().flatMap(id -> books.cases().find(id).stream())
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
            books.record(List.of(new Step.Skipped(sending.kind(), Step.SkipCause.GONE,
                    List.copyOf(sending.openings().keySet()))), books.now());
        }
    }

    private void sent(Sending sending, Optional<Throwable> problem) {
        synchronized (lock) {
            var now = books.now();
            if (problem.isPresent()) {
                LOG.debug("escalation not taken topic={} why={}", sending.tail(), problem.get().toString());
                outgoing.failed(sending, Optional.ofNullable(problem.get().getMessage()).orElse("unknown"), now.at());
            } else if (outgoing.taken(sending) && !closed) {
                var ids = sending.openings().entrySet().stream()
                        .filter(it -> books.cases().find(it.getKey())
                                .filter(one -> one.open() && one.opening() == it.getValue()).isPresent())
                        .map(Map.Entry::getKey).sorted().toList();
                books.record(List.of(new Step.Sent(sending.kind(), sending.tail(), sending.carried().id(),
                        sending.carried().revision(), ids)), now);
            }
        }
    }
}
