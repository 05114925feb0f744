// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.config.Mode;
import dev.gantry.outbox.Entry.Fresh;
import dev.gantry.outbox.Entry.Revision;
import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Heard;
import dev.gantry.outcome.Known;
import dev.gantry.outcome.Known.Gist;
import dev.gantry.outcome.Outcome.Identity;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What the outbox's log keeps. The first byte says which; the numbers are for ever.
sealed interface Kept {
    /// Revisions that were decided together: a record is on the disk as a whole or not at all.
    record Saying(List<Said> saids) implements Kept {
        public Saying {
            saids = List.copyOf(saids);
        }
    }

    /// One revision.
    ///
    /// @param atMillis when it was decided, in milliseconds since 1970
    /// @param settled  the broker has acknowledged it
    record Said(Known known, long atMillis, boolean settled, byte[] payload) implements Revision {
        static Said of(Revision revision, boolean settled) {
            var standing = revision.standing();
            return new Said(standing.known(), standing.last().timing().published().toEpochMilli(), settled,
                    revision.payload());
        }

        long seq() {
            return known.identity().seq();
        }

        /// Reads the payload, each time.
        @Override
        public Standing standing() {
            var gist = known.gist();
            return new Standing(
                    known.unit(), OutcomeJson.read(payload), known.digest(), gist.severity(), gist.heard());
        }

        Said withSettled(boolean now) {
            return new Said(known, atMillis, now, payload);
        }
    }

    /// @param seqs entries that the broker has acknowledged
    record Settled(List<Long> seqs) implements Kept {}

    /// Begins each segment, so that the numbering outlives what was numbered.
    ///
    /// @param next the seq of the next revision
    record Head(UUID epoch, long next) implements Kept {}

    /// As `Head`, in the journals of Gantry up to 0.1.
    record Counter(long next) implements Kept {}

    int FORMER_SAID = 1;
    int SETTLED = 2;
    int COUNTER = 3;
    int SAYING = 4;
    int HEAD = 5;

    static byte[] write(Kept kept) {
        var bytes = new ByteArrayOutputStream(4096);
        try (var out = new DataOutputStream(bytes)) {
            switch (kept) {
                case Saying(var saids) -> {
                    out.writeByte(SAYING);
                    out.writeShort(saids.size());
                    for (var said : saids) {
                        write(out, said);
                    }
                }
                case Settled(var seqs) -> {
                    out.writeByte(SETTLED);
                    out.writeInt(seqs.size());
                    for (long seq : seqs) {
                        out.writeLong(seq);
                    }
                }
                case Head(var epoch, long next) -> {
                    out.writeByte(HEAD);
                    write(out, epoch);
                    out.writeLong(next);
                }
                case Counter(long next) -> {
                    out.writeByte(COUNTER);
                    out.writeLong(next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void write(DataOutputStream out, Said said) throws IOException {
        var known = said.known();
        var gist = known.gist();
        out.writeBoolean(said.settled());
        out.writeLong(said.atMillis());
        out.writeUTF(known.unit().pseudonym());
        out.writeUTF(known.unit().model());
        write(out, known.identity().id());
        out.writeInt(known.identity().revision());
        out.writeLong(known.identity().seq());
        out.writeUTF(known.digest());
        out.writeUTF(gist.state().name());
        out.writeUTF(gist.result().name());
        out.writeUTF(gist.reason().map(Reason::name).orElse(""));
        out.writeBoolean(gist.model().isPresent());
        if (gist.model().isPresent()) {
            var model = gist.model().get();
            out.writeUTF(model.name());
            out.writeUTF(model.version());
            out.writeUTF(model.sha256());
            out.writeUTF(model.provider());
            out.writeUTF(model.precision());
        }
        out.writeUTF(gist.severity().name());
        write(out, gist.heard());
        out.writeInt(said.payload().length);
        out.write(said.payload());
    }

    private static void write(DataOutputStream out, Heard heard) throws IOException {
        out.writeUTF(heard.mode().name());
        out.writeUTF(heard.modality());
        out.writeByte(heard.alerts().size());
        for (var severity : heard.alerts()) {
            out.writeUTF(severity.name());
        }
        out.writeBoolean(heard.attention());
    }

    /// @throws IllegalArgumentException when the record is none of ours
    static Kept read(byte[] record) {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            int kind = in.readUnsignedByte();
            return switch (kind) {
                case FORMER_SAID -> {
                    boolean settled = in.readBoolean();
                    yield new Saying(List.of(Said.of(readFormer(in), settled)));
                }
                case SETTLED -> {
                    var seqs = new Long[in.readInt()];
                    for (int i = 0; i < seqs.length; i++) {
                        seqs[i] = in.readLong();
                    }
                    yield new Settled(List.of(seqs));
                }
                case COUNTER -> new Counter(in.readLong());
                case SAYING -> {
                    int count = in.readUnsignedShort();
                    var saids = new ArrayList<Said>(count);
                    for (int i = 0; i < count; i++) {
                        saids.add(readSaid(in));
                    }
                    yield new Saying(saids);
                }
                case HEAD -> new Head(readId(in), in.readLong());
                default -> throw new IllegalArgumentException("outbox record of unknown kind " + kind);
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("outbox record is cut short", e);
        }
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static Said readSaid(DataInputStream in) throws IOException {
        boolean settled = in.readBoolean();
        long atMillis = in.readLong();
        var unit = new Unit(in.readUTF(), in.readUTF());
        var identity = new Identity(readId(in), in.readInt(), in.readLong());
        var digest = in.readUTF();
        var state = State.valueOf(in.readUTF());
        var result = Result.valueOf(in.readUTF());
        var reason = Optional.of(in.readUTF()).filter(word -> !word.isEmpty()).map(Reason::valueOf);
        var model = in.readBoolean()
                ? Optional.of(new ModelUsed(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF()))
                : Optional.<ModelUsed>empty();
        var gist = new Gist(state, result, reason, model, Severity.valueOf(in.readUTF()), readHeard(in));
        return new Said(new Known(unit, identity, digest, gist), atMillis, settled, in.readNBytes(in.readInt()));
    }

    private static Heard readHeard(DataInputStream in) throws IOException {
        var mode = Mode.valueOf(in.readUTF());
        var modality = in.readUTF();
        var alerts = EnumSet.noneOf(Severity.class);
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            alerts.add(Severity.valueOf(in.readUTF()));
        }
        return new Heard(mode, modality, alerts, in.readBoolean());
    }

    private static Revision readFormer(DataInputStream in) throws IOException {
        var unit = new Unit(in.readUTF(), in.readUTF());
        var digest = in.readUTF();
        var severity = Severity.valueOf(in.readUTF());
        boolean wasPositive = in.readBoolean();
        boolean wasFailed = in.readBoolean();
        var payload = in.readNBytes(in.readInt());
        var last = OutcomeJson.read(payload);
        return new Fresh(new Standing(unit, last, digest, severity, wasPositive, wasFailed), payload);
    }
}
