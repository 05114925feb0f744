// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import dev.gantry.trail.Event.Effect;
import dev.gantry.trail.Event.Sender;
import dev.gantry.trail.Event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Counts what senders transfer, study by study: one word when it begins, one when it ends, however many images. An
/// end is the end of the association, or a silence: some scanners keep an association open all day. Not thread-safe; is
/// told the time.
final class Transfers {
    private final Duration silence;
    private final int most;
    private final Map<Key, Tally> open = new LinkedHashMap<>();

    private record Key(Sender sender, Subject subject) {}

    private static final class Tally {
        final Map<String, Integer> kept = new TreeMap<>();
        final Map<String, Integer> failed = new TreeMap<>();
        boolean changed;
        boolean repeatedOnly = true;
        Instant last = Instant.MIN;
    }

    /// @param most studies at once; of one more the oldest ends
    Transfers(Duration silence, int most) {
        this.silence = silence;
        this.most = most;
    }

    /// An instance came.
    ///
    /// @return what there is to tell
    List<Event> came(Sender sender, Subject subject, String sopClass, Effect effect, Instant now) {
        var events = new ArrayList<Event>();
        var key = new Key(sender, subject);
        var tally = open.get(key);
        if (tally == null) {
            if (open.size() >= most) {
                events.addAll(end(open.keySet().iterator().next(), now));
            }
            tally = new Tally();
            open.put(key, tally);
            events.add(new Event.Begun(now, sender, subject, Map.of(sopClass, 1)));
        }
        tally.last = now;
        (effect == Effect.FAILED ? tally.failed : tally.kept).merge(sopClass, 1, Integer::sum);
        tally.changed |= effect == Effect.CHANGED;
        tally.repeatedOnly &= effect == Effect.REPEATED;
        return events;
    }

    /// An association of that sender ended.
    List<Event> ended(String calling, String address, Instant now) {
        return end(key -> key.sender().calling().equals(calling) && key.sender().address().equals(address), now);
    }

    /// To be asked now and then.
    List<Event> look(Instant now) {
        return end(key -> !open.get(key).last.plus(silence).isAfter(now), now);
    }

    /// Nothing more comes.
    List<Event> close(Instant now) {
        return end(_ -> true, now);
    }

    private List<Event> end(Predicate<Key> which, Instant now) {
        return open.keySet().stream().filter(which).toList().stream()
                .flatMap(key -> end(key, now).stream()).toList();
    }

    /// What went well and what did not are two messages (PS3.15 A.5.2, EventOutcomeIndicator).
    private List<Event> end(Key key, Instant now) {
        var tally = open.remove(key);
        var events = new ArrayList<Event>();
        if (!tally.kept.isEmpty()) {
            var effect = tally.changed ? Effect.CHANGED : tally.repeatedOnly ? Effect.REPEATED : Effect.NEW;
            events.add(new Event.Transferred(now, key.sender(), key.subject(), tally.kept, effect));
        }
        if (!tally.failed.isEmpty()) {
            events.add(new Event.Transferred(now, key.sender(), key.subject(), tally.failed, Effect.FAILED));
        }
        return events;
    }
}
