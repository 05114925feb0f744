// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.outcome.Heard;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Unit;

/// One revision in the outbox. Which one it is and where it goes is known at once; what it says may have to be read
/// back from the disk, so hold entries, not what they give. Any thread may ask.
public final class Entry {
    private final long seq;
    private final Unit unit;
    private final Heard heard;
    private volatile Source source;

    /// What a revision says.
    interface Revision {
        Standing standing();

        byte[] payload();
    }

    /// A revision at hand.
    record Fresh(Standing standing, byte[] payload) implements Revision {}

    /// Where it is kept: in memory, or on the disk.
    @FunctionalInterface
    interface Source {
        Revision of(long seq);
    }

    /// An entry that stays in memory.
    ///
    /// @param payload as in docs/schema/outcome.schema.json; the same bytes at every sending
    public Entry(Standing standing, byte[] payload) {
        this(standing.last().identity().seq(), standing.unit(), standing.heard(),
                inMemory(new Fresh(standing, payload)));
    }

    Entry(long seq, Unit unit, Heard heard, Source source) {
        this.seq = seq;
        this.unit = unit;
        this.heard = heard;
        this.source = source;
    }

    static Source inMemory(Revision revision) {
        return _ -> revision;
    }

    void isNow(Source place) {
        source = place;
    }

    Revision revision() {
        return source.of(seq);
    }

    /// Its number on this appliance.
    public long seq() {
        return seq;
    }

    /// What it is about.
    public Unit unit() {
        return unit;
    }

    /// Which topics it goes to.
    public Heard heard() {
        return heard;
    }

    /// What stood once it was said. It may wait for the disk.
    ///
    /// @throws java.io.UncheckedIOException when the disk does not give it back
    public Standing standing() {
        return revision().standing();
    }

    /// The bytes that are published, the same at every sending. It may wait for the disk.
    ///
    /// @throws java.io.UncheckedIOException when the disk does not give them back
    public byte[] payload() {
        return revision().payload();
    }
}
