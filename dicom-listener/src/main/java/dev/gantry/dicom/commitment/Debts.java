// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import dev.gantry.dicom.commitment.Transaction.Entry;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The reports we owe, on the disk, oldest first. Bounded.
final class Debts implements AutoCloseable {
    static final int MAX_OWED = 1000;
    static final long MAX_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Debts.class);
    private static final long WORTH_COMPACTING_BYTES = 8L << 20;

    private final Journal journal;
    private final SequencedMap<UUID, Debt> owed = new LinkedHashMap<>();
    private long bytes;

    private record Debt(Transaction transaction, byte[] record) {}

    private Debts(Journal journal) {
        this.journal = journal;
    }

    static Debts open(Path folder) throws IOException {
        var debts = new Debts(Journal.open(folder, Journal.Durability.SYNC));
        try {
            debts.journal.replay(record -> Transaction.decode(record).ifPresent(entry -> {
                switch (entry) {
                    case Entry.Owed(var transaction) -> debts.put(transaction, record);
                    case Entry.Reported(var id) -> debts.drop(id);
                }
            }));
            return debts;
        } catch (IOException | RuntimeException e) {
            debts.close();
            throw e;
        }
    }

    synchronized boolean hasRoom(int more) {
        return owed.size() < MAX_OWED && bytes + more <= MAX_BYTES && more <= Journal.MAX_RECORD_BYTES;
    }

    /// Those of one requester under one transaction UID: more than one only where one is a duplicate.
    synchronized List<Transaction> of(AeTitle requester, String uid) {
        return all().stream().filter(it -> it.requester().equals(requester) && it.uid().equals(uid)).toList();
    }

    synchronized List<Transaction> all() {
        return owed.values().stream().map(Debt::transaction).toList();
    }

    /// Completes on the journal's thread, when it is synced.
    synchronized CompletionStage<Void> add(Transaction transaction, byte[] record) {
        put(transaction, record);
        return journal.append(record).whenComplete((_, failure) -> {
            if (failure != null) {
                drop(transaction.id());
            }
        });
    }

    synchronized void settled(UUID id) {
        drop(id);
        journal.append(Transaction.reported(id)).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warn("a commitment report may be repeated after a restart reason=\"{}\"", failure.getMessage());
            }
        });
        if (journal.bytes() > WORTH_COMPACTING_BYTES && journal.bytes() > 4 * bytes) {
            var live = new ArrayList<byte[]>();
            owed.values().forEach(debt -> live.add(debt.record()));
            journal.rotate(live);
        }
    }

    private synchronized void put(Transaction transaction, byte[] record) {
        drop(transaction.id());
        owed.put(transaction.id(), new Debt(transaction, record));
        bytes += record.length;
    }

    private synchronized void drop(UUID id) {
        var gone = owed.remove(id);
        bytes -= gone == null ? 0 : gone.record().length;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
