// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Unit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// What the outbox's journal keeps. The first byte says which; the numbers are for ever.
sealed interface Kept {
    /// @param settled the broker has acknowledged it
    record Said(Entry entry, boolean settled) implements Kept {}

    /// @param seqs entries that the broker has acknowledged
    record Settled(List<Long> seqs) implements Kept {}

    /// @param next the seq of the next revision
    record Counter(long next) implements Kept {}

    int SAID = 1;
    int SETTLED = 2;
    int COUNTER = 3;

    static byte[] write(Kept kept) {
        var bytes = new ByteArrayOutputStream(2048);
        try (var out = new DataOutputStream(bytes)) {
            switch (kept) {
                case Said(var entry, boolean settled) -> {
                    out.writeByte(SAID);
                    out.writeBoolean(settled);
                    writeStanding(out, entry.standing());
                    out.writeInt(entry.payload().length);
                    out.write(entry.payload());
                }
                case Settled(var seqs) -> {
                    out.writeByte(SETTLED);
                    out.writeInt(seqs.size());
                    for (long seq : seqs) {
                        out.writeLong(seq);
                    }
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

    private static void writeStanding(DataOutputStream out, Standing standing) throws IOException {
        out.writeUTF(standing.unit().pseudonym());
        out.writeUTF(standing.unit().model());
        out.writeUTF(standing.digest());
        out.writeUTF(standing.severity().name());
        out.writeBoolean(standing.wasPositive());
        out.writeBoolean(standing.wasFailed());
    }

    /// @throws IllegalArgumentException when the record is none of ours
    static Kept read(byte[] record) {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            int kind = in.readUnsignedByte();
            return switch (kind) {
                case SAID -> {
                    boolean settled = in.readBoolean();
                    yield new Said(readEntry(in), settled);
                }
                case SETTLED -> {
                    var seqs = new Long[in.readInt()];
                    for (int i = 0; i < seqs.length; i++) {
                        seqs[i] = in.readLong();
                    }
                    yield new Settled(List.of(seqs));
                }
                case COUNTER -> new Counter(in.readLong());
                default -> throw new IllegalArgumentException("outbox record of unknown kind " + kind);
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("outbox record is cut short", e);
        }
    }

    private static Entry readEntry(DataInputStream in) throws IOException {
        var unit = new Unit(in.readUTF(), in.readUTF());
        var digest = in.readUTF();
        var severity = Severity.valueOf(in.readUTF());
        boolean wasPositive = in.readBoolean();
        boolean wasFailed = in.readBoolean();
        var payload = in.readNBytes(in.readInt());
        var last = OutcomeJson.read(payload);
        return new Entry(new Standing(unit, last, digest, severity, wasPositive, wasFailed), payload);
    }
}
