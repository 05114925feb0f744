// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/// Who was refused, merged by caller and cause; bounded whatever callers say of themselves. Not thread-safe.
final class Ledger {
    /// Callers remembered; the one not heard of for longest goes first.
    static final int MOST = 500;
    /// Of them, from one address: one flood does not drive the others out.
    static final int MOST_PER_ADDRESS = 16;
    /// Times that a caller is told of at once; later ones once a minute.
    private static final int TOLD_AT_ONCE = 10;
    private static final long TOLD_AGAIN_SECONDS = 60;

    private final LinkedHashMap<Key, Row> rows = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String calling, String called, String address, Objection.Cause cause, boolean letIn) {
        static Key of(Refusal refusal) {
            return new Key(refusal.calling(), refusal.called(), refusal.address(), refusal.objection().cause(),
                    refusal.letIn());
        }

        /// For all that an address says beyond its share.
        Key nameless() {
            return new Key("", "", address, cause, letIn);
        }
    }

    private record Row(Refusal refusal, Instant told) {}

    Ledger(List<Refusal> earlier) {
        earlier.stream().limit(MOST).toList().reversed()
                .forEach(refusal -> rows.put(Key.of(refusal), new Row(refusal, Instant.MIN)));
    }

    /// Adds one refusal, counted once.
    ///
    /// @return whether the log should tell of it; that a caller tries again and again needs no line each time
    boolean add(Refusal latest) {
        var key = Key.of(latest);
        if (!rows.containsKey(key) && crowded(key.address())) {
            key = key.nameless();
        }
        var before = rows.get(key);
        var refusal = before == null ? named(latest, key) : before.refusal().again(latest);
        boolean tell = before == null || refusal.count() <= TOLD_AT_ONCE
                || before.told().plusSeconds(TOLD_AGAIN_SECONDS).isBefore(latest.last());
        rows.put(key, new Row(refusal, tell ? latest.last() : before.told()));
        if (rows.size() > MOST) {
            rows.remove(rows.keySet().iterator().next());
        }
        return tell;
    }

    private static Refusal named(Refusal latest, Key key) {
        return new Refusal(key.calling(), key.called(), latest.address(), latest.implementation(), latest.objection(),
                latest.letIn(), latest.first(), latest.last(), 1);
    }

    private boolean crowded(String address) {
        return rows.keySet().stream().filter(key -> key.address().equals(address)).count() >= MOST_PER_ADDRESS;
    }

    /// What was added last, with those before it that it was merged with.
    Refusal latest() {
        return rows.lastEntry().getValue().refusal();
    }

    /// The latest first.
    List<Refusal> refusals() {
        return List.copyOf(rows.values()).reversed().stream().map(Row::refusal).toList();
    }
}
