// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The objects of each SOP Instance UID, latest first. Nearly every instance has one.
final class Versions {
    private final Map<String, Known> latest = new HashMap<>();

    /// What a new object is to those of its instance.
    ///
    /// Every version counts for a repeat, not only the latest: an old one that comes late must not undo a correction.
    Kinship kinship(Entry.Received entry) {
        return of(entry.sopInstanceUid()).map(Known::entry)
                .filter(other -> other.fingerprint().equals(entry.fingerprint())
                        && other.identity().changed(entry.identity()).isEmpty())
                .findFirst()
                .<Kinship>map(other -> new Kinship.Repeats(other.id()))
                .orElseGet(() -> kinshipOfOtherBytes(entry));
    }

    /// The same when it is known that the bytes differ, whatever their fingerprints say.
    Kinship kinshipOfOtherBytes(Entry.Received entry) {
        return of(entry.sopInstanceUid()).findFirst().map(Known::entry).map(former -> {
            var changed = former.identity().changed(entry.identity());
            return changed.isEmpty() ? new Kinship.Replaces(former.id())
                    : new Kinship.Corrects(former.id(), former.identity().study(), changed);
        }).orElse(new Kinship.First());
    }

    Stream<Known> of(String sopInstanceUid) {
        return Stream.iterate(Optional.ofNullable(latest.get(sopInstanceUid)), Optional::isPresent,
                known -> known.get().earlier).map(Optional::get);
    }

    /// The latest of each instance.
    Collection<Known> latest() {
        return latest.values();
    }

    void add(Known known) {
        known.earlier = Optional.ofNullable(latest.put(known.sopInstanceUid, known));
    }

    /// Puts `by` where `old` stands.
    void swap(Known old, Known by) {
        by.earlier = old.earlier;
        link(old, Optional.of(by));
    }

    void remove(Known known) {
        link(known, known.earlier);
    }

    private void link(Known old, Optional<Known> by) {
        var uid = old.sopInstanceUid;
        if (latest.get(uid) == old) {
            by.ifPresentOrElse(known -> latest.put(uid, known), () -> latest.remove(uid));
        } else {
            of(uid).filter(known -> known.earlier.filter(next -> next == old).isPresent()).findFirst()
                    .ifPresent(known -> known.earlier = by);
        }
    }
}
