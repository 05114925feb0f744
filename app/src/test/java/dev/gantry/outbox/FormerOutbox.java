// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.unit;

import dev.gantry.config.Mode;
import dev.gantry.journal.Journal;
import dev.gantry.journal.Journal.Durability;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Standing;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// The folder of an outbox as Gantry 0.1 left it: one journal of revisions (1), settlements (2) and a counter (3).
final class FormerOutbox {
    static final Answer FIRST = answer(positive());
    static final long NEXT = 8;

    private final Path folder;

    FormerOutbox(Path folder) {
        this.folder = folder;
    }

    /// Writes it: 1 to 5 were said, of which 3 and 5 are not settled; 6 and 7 are forgotten.
    ///
    /// @return the payloads by their numbers
    SortedMap<Long, byte[]> write() throws IOException {
        var outcomes = new Outcomes(() -> 1_790_000_000_000L);
        var payloads = new TreeMap<Long, byte[]>();
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            journal.append(ByteBuffer.allocate(9).put((byte) 3).putLong(NEXT).array());
            for (int seq = 1; seq <= 5; seq++) {
                var answer = seq == 1 ? FIRST : answer(unit(10 + seq), Mode.LIVE, negative());
                var standing = outcomes.next(answer, seq, Examples.NOW).orElseThrow();
                payloads.put((long) seq, OutcomeJson.write(standing.last()));
                journal.append(said(standing, payloads.get((long) seq), seq == 4));
            }
            journal.append(ByteBuffer.allocate(21).put((byte) 2).putInt(2).putLong(1).putLong(2).array())
                    .toCompletableFuture().join();
        }
        return payloads;
    }

    private static byte[] said(Standing standing, byte[] payload, boolean settled) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeBoolean(settled);
        out.writeUTF(standing.unit().pseudonym());
        out.writeUTF(standing.unit().model());
        out.writeUTF(standing.digest());
        out.writeUTF(standing.severity().name());
        out.writeBoolean(standing.wasPositive());
        out.writeBoolean(standing.wasFailed());
        out.writeInt(payload.length);
        out.write(payload);
        return bytes.toByteArray();
    }
}
