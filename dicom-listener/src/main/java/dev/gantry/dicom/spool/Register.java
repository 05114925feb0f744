// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.journal.Journal;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which objects the spool holds, and of which of them all is said; kept in a journal.
///
/// Its lock guards two ordered maps, oldest first; the journal is appended to under the lock so that
/// both tell the same story.
final class Register implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Register.class);
    private static final long COMPACT_BYTES = 8L << 20;
    private static final int BYTES_PER_ENTRY = 512;

    private final Journal journal;
    private final Map<String, Entry.Received> unsettled = new LinkedHashMap<>();
    private final Map<String, Entry.Received> settled = new LinkedHashMap<>();

    private Register(Journal journal) {
        this.journal = journal;
    }

    static Register open(Path folder, Durability durability) throws IOException {
        var register = new Register(Journal.open(folder,
                durability == Durability.FSYNC ? Journal.Durability.SYNC : Journal.Durability.WRITE));
        register.journal.replay(bytes -> register.remember(Entry.decode(bytes)));
        return register;
    }

    private void remember(Entry entry) {
        switch (entry) {
            case Entry.Received received -> unsettled.put(received.id(), received);
            case Entry.Settled(var id) -> Optional.ofNullable(unsettled.remove(id)).ifPresent(r -> settled.put(id, r));
            case Entry.Evicted(var id) -> settled.remove(id);
        }
    }

    /// Removes the files no entry speaks of: objects that a crash cut short and nobody was told were kept.
    void removeStrays(Path objects) throws IOException {
        try (Stream<Path> files = Files.walk(objects, 2)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                var id = name.replaceFirst("\\.(dcm|part)$", "");
                if (!name.endsWith(".dcm") || !(unsettled.containsKey(id) || settled.containsKey(id))) {
                    Files.delete(file);
                    LOG.info("removed an object that was never acknowledged file={}", name);
                }
            }
        }
    }

    /// Completes `kept` when the entry is as durable as the settings ask; on a journal thread.
    void received(StoredObject object, Promise<Void> kept) {
        var entry = new Entry.Received(object.id(), object.origin(), object.sopClassUid(), object.sopInstanceUid(),
                object.transferSyntax(), object.fingerprint(), object.received());
        synchronized (this) {
            unsettled.put(entry.id(), entry);
            journal.append(entry.encode()).whenComplete((_, failure) -> {
                if (failure == null) {
                    kept.tryComplete();
                } else {
                    forget(entry);
                    kept.tryFail(failure);
                }
            });
        }
    }

    /// Its sender is told that it was not kept, so nothing may be said of it after a restart either.
    private synchronized void forget(Entry.Received entry) {
        unsettled.remove(entry.id());
    }

    synchronized void settled(String id) {
        append(new Entry.Settled(id));
        compactIfLarge();
    }

    synchronized void evicted(String id) {
        append(new Entry.Evicted(id));
    }

    private void append(Entry entry) {
        journal.append(entry.encode()).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.error("spool journal failed id={} cause={}", entry.id(), failure.toString());
            }
        });
        remember(entry);
    }

    private void compactIfLarge() {
        long live = (long) (unsettled.size() + settled.size()) * BYTES_PER_ENTRY;
        if (journal.bytes() > COMPACT_BYTES + 2 * live) {
            journal.rotate(Stream.concat(
                    Stream.concat(settled.values().stream(), unsettled.values().stream()).map(Entry::encode),
                    settled.keySet().stream().map(id -> new Entry.Settled(id).encode())).toList());
        }
    }

    synchronized List<Entry.Received> unsettled() {
        return List.copyOf(unsettled.values());
    }

    synchronized Optional<Entry.Received> oldestSettled() {
        return settled.values().stream().findFirst();
    }

    Optional<String> failure() {
        return journal.failure().map(Throwable::toString);
    }

    @Override
    public void close() {
        try {
            journal.close();
        } catch (IOException e) {
            LOG.error("spool journal did not close cleanly", e);
        }
    }
}
