// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Log.Place;
import dev.gantry.outbox.Kept.Said;
import dev.gantry.outcome.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Where on the disk each revision stands, and which of them are still wanted: 21 bytes for each.
///
/// Guarded by the outbox's lock.
final class Index {
    /// How long a settled revision is kept, for those who ask for it again and for pictures that come again.
    static final Duration AGE = Duration.ofDays(7);

    /// How many settled revisions are kept.
    static final int MOST_SETTLED = 100_000;

    /// How many bytes of settled payloads are kept.
    static final long MOST_SETTLED_BYTES = 512L << 20;

    private static final int PAGE = 1024;
    private static final byte ON_DISK = 1;
    private static final byte SETTLED = 2;
    /// The record itself says that it is settled.
    private static final byte MARKED = 4;
    /// No longer wanted; its bytes are still on the disk.
    private static final byte FORGOTTEN = 8;

    /// The revisions of [#PAGE] consecutive numbers.
    private static final class Page {
        final int[] segment = new int[PAGE];
        final int[] offset = new int[PAGE];
        final int[] bytes = new int[PAGE];
        final int[] atSeconds = new int[PAGE];
        final byte[] flags = new byte[PAGE];
        final Unit[] unit = new Unit[PAGE];
        int onDisk;
    }

    /// How much of a segment is still wanted, in revisions.
    private static final class Census {
        int wanted;
        int written;
    }

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private final Map<Long, Census> censuses = new HashMap<>();
    private int settled;
    private long settledBytes;
    private long first = 1;

    private static int at(long seq) {
        return (int) (seq % PAGE);
    }

    private boolean is(long seq, int flag) {
        var page = pages.get(seq / PAGE);
        return page != null && (page.flags[at(seq)] & flag) != 0;
    }

    private Census census(long segment) {
        return censuses.computeIfAbsent(segment, _ -> new Census());
    }

    /// A revision is on the disk. When it was so before, elsewhere, that copy is no longer wanted.
    void stands(Said said, Unit unit, Place place) {
        long seq = said.seq();
        var page = pages.computeIfAbsent(seq / PAGE, _ -> new Page());
        int i = at(seq);
        if ((page.flags[i] & ON_DISK) != 0) {
            census(page.segment[i]).wanted--;
        } else {
            page.onDisk++;
        }
        page.segment[i] = Math.toIntExact(place.segment());
        page.offset[i] = Math.toIntExact(place.offset());
        page.bytes[i] = said.payload().length;
        page.atSeconds[i] = (int) (said.atMillis() / 1000);
        page.unit[i] = unit;
        page.flags[i] |= ON_DISK;
        if (said.settled()) {
            page.flags[i] |= MARKED;
            settle(seq);
        }
        census(place.segment()).wanted++;
        census(place.segment()).written++;
    }

    void settle(long seq) {
        if (is(seq, ON_DISK) && !is(seq, SETTLED)) {
            var page = pages.get(seq / PAGE);
            page.flags[at(seq)] |= SETTLED;
            settled++;
            settledBytes += page.bytes[at(seq)];
        }
    }

    boolean settled(long seq) {
        return is(seq, SETTLED);
    }

    boolean held(long seq) {
        return is(seq, ON_DISK) && !is(seq, FORGOTTEN);
    }

    /// Where a held revision stands.
    Optional<Place> place(long seq) {
        return held(seq) ? Optional.of(placeOf(seq)) : Optional.empty();
    }

    private Place placeOf(long seq) {
        var page = pages.get(seq / PAGE);
        return new Place(page.segment[at(seq)], page.offset[at(seq)]);
    }

    /// Whether this copy of a held revision is the one that counts.
    boolean heldAt(long seq, Place place) {
        return held(seq) && placeOf(seq).equals(place);
    }

    /// Whether whoever opens the log must be told that this revision, in another segment, is settled.
    boolean settlementNeeded(long seq, long segment) {
        return is(seq, ON_DISK) && is(seq, SETTLED) && !is(seq, MARKED) && placeOf(seq).segment() != segment;
    }

    Optional<Unit> unit(long seq) {
        return held(seq) ? Optional.of(pages.get(seq / PAGE).unit[at(seq)]) : Optional.empty();
    }

    /// The segment of `from` was rewritten: the revision stands at `to` now.
    void moved(long seq, Place from, Place to, boolean marked) {
        if (is(seq, ON_DISK) && placeOf(seq).equals(from)) {
            var page = pages.get(seq / PAGE);
            page.offset[at(seq)] = Math.toIntExact(to.offset());
            page.flags[at(seq)] |= marked ? MARKED : 0;
        }
    }

    /// This copy of the revision is gone from the disk.
    void gone(long seq, Place from) {
        if (is(seq, ON_DISK) && placeOf(seq).equals(from)) {
            var page = pages.get(seq / PAGE);
            page.flags[at(seq)] = 0;
            page.unit[at(seq)] = null;
            if (--page.onDisk == 0) {
                pages.remove(seq / PAGE);
            }
        }
    }

    /// A segment was rewritten with so many revisions, or deleted.
    void cleaned(long segment, int written) {
        if (written == 0) {
            censuses.remove(segment);
        } else {
            census(segment).written = written;
        }
    }

    /// Whether a segment is worth being rewritten or deleted.
    boolean wasteful(long segment) {
        var census = censuses.get(segment);
        return census == null || 2 * census.wanted < census.written;
    }

    /// Forgets settled revisions that are too old or too many, the oldest first, and tells which.
    void forget(Instant now, BiConsumer<Long, Unit> forgotten) {
        long oldest = now.minus(AGE).getEpochSecond();
        for (var entry : pages.entrySet()) {
            var page = entry.getValue();
            for (int i = 0; i < PAGE; i++) {
                if ((page.flags[i] & (ON_DISK | SETTLED | FORGOTTEN)) == (ON_DISK | SETTLED)) {
                    boolean old = Integer.toUnsignedLong(page.atSeconds[i]) < oldest;
                    if (!old && settled <= MOST_SETTLED && settledBytes <= MOST_SETTLED_BYTES) {
                        return;
                    }
                    page.flags[i] |= FORGOTTEN;
                    settled--;
                    settledBytes -= page.bytes[i];
                    census(page.segment[i]).wanted--;
                    long seq = entry.getKey() * PAGE + i;
                    first = Math.max(first, seq + 1);
                    forgotten.accept(seq, page.unit[i]);
                }
            }
        }
    }

    /// From here to the last one all are held.
    long first() {
        return first;
    }

    /// The log is read: what is missing below some number was forgotten in an earlier life.
    void read(long last) {
        long seq = last;
        while (seq > 0 && held(seq)) {
            seq--;
        }
        first = seq + 1;
    }

    /// The held revision at or after `seq`, or `none` when there is none up to `to`.
    long next(long seq, long to, long none) {
        for (long at = seq; at <= to; at++) {
            if (!pages.containsKey(at / PAGE)) {
                var page = pages.ceilingKey(at / PAGE);
                if (page == null) {
                    return none;
                }
                at = page * PAGE;
            }
            if (at <= to && held(at)) {
                return at;
            }
        }
        return none;
    }
}
