// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Journal.Durability;
import dev.gantry.journal.Log;
import dev.gantry.journal.Recovered.Damage;
import dev.gantry.outbox.Kept.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/// Opens the outbox's log, at first and after it failed.
@FunctionalInterface
interface Logs {
    /// About 4 000 revisions; what is copied at each start, and at most what is written at once when room is made.
    long SEGMENT_BYTES = 8L << 20;

    /// @param head composes the first record of each segment
    Log open(Supplier<byte[]> head) throws IOException;

    static Logs in(Path folder, Durability durability, long segmentBytes) {
        return head -> Log.open(folder, durability, segmentBytes, head);
    }

    /// Opens it for the first time: what Gantry up to 0.1 left in the folder becomes a log, and what is in the log is
    /// told to the register.
    ///
    /// The numbering gets a new name when it is new, and when the disk has lost some of it: then nobody can know which
    /// numbers were given.
    default Log openFirst(Register register, Supplier<byte[]> head) throws IOException {
        var log = open(head);
        try {
            if (moved(log)) {
                log.close();
                log = open(head);
            }
            var found = log.replay((place, record) -> register.restore(place, Kept.read(record)));
            register.index.read(register.durableSeq());
            for (long segment : found.damages().stream().map(Damage::segment).distinct().toList()) {
                mend(log, register, segment);
            }
            if (!register.numbered() || !found.damages().isEmpty()) {
                register.begin(UUID.randomUUID());
                join(log.append(() -> Kept.write(new Kept.Head(register.epoch(), register.nextSeq())), 64)
                        .toCompletableFuture());
            }
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /// Writes what is whole in a damaged segment anew, so that the damage is news but once; the newest was copied
    /// already.
    private static void mend(Log log, Register register, long segment) throws IOException {
        if (segment != log.segments().getLast()) {
            var cleaning = new Cleaning(register, register);
            var settlements = cleaning.settlements(log, segment);
            join(log.append(() -> Kept.write(new Kept.Settled(settlements)), 8 * settlements.size())
                    .toCompletableFuture());
            log.keepAside(segment);
            cleaning.clean(log, segment);
        }
    }

    /// Doing it twice does no harm, so that it may be cut off anywhere.
    private static boolean moved(Log log) throws IOException {
        var former = new TreeMap<Long, Said>();
        var next = new long[] {1};
        boolean there = log.replayFormer(record -> {
            switch (Kept.read(record)) {
                case Kept.Saying(var saids) -> saids.forEach(said -> former.put(said.seq(), said));
                case Kept.Settled(var seqs) ->
                    seqs.forEach(seq -> former.computeIfPresent(seq, (_, said) -> said.withSettled(true)));
                case Kept.Counter(long counter) -> next[0] = Math.max(next[0], counter);
                case Kept.Head _ -> throw new IllegalArgumentException("a head in a former journal");
            }
        });
        if (!there) {
            return false;
        }
        for (var said : former.values()) {
            next[0] = Math.max(next[0], said.seq() + 1);
            join(log.append(() -> Kept.write(new Kept.Saying(List.of(said))), said.payload().length)
                    .toCompletableFuture());
        }
        join(log.append(() -> Kept.write(new Kept.Head(UUID.randomUUID(), next[0])), 64).toCompletableFuture());
        log.deleteFormer();
        LoggerFactory.getLogger(Logs.class).info("outbox moved to a log revisions={} next-seq={}", former.size(), next[0]);
        return true;
    }

    private static void join(CompletableFuture<?> stage) throws IOException {
        try {
            stage.join();
        } catch (CompletionException e) {
            throw new IOException("the outbox cannot be written", e.getCause());
        }
    }
}
