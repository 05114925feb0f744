// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.StoredObject.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// One line of the spool's journal.
sealed interface Entry {
    String id();

    /// The object is on disk; its file is `objects/<day>/<id>.dcm`.
    record Received(
            String id,
            Origin origin,
            String sopClassUid,
            String sopInstanceUid,
            TransferSyntax transferSyntax,
            String fingerprint,
            Instant received)
            implements Entry {}

    /// Everything that was to be said of the object is on disk elsewhere.
    record Settled(String id) implements Entry {}

    /// The file was removed to make room.
    record Evicted(String id) implements Entry {}

    /// Fields joined by tabs, which occur in none of them: AE titles, UIDs and addresses are printable text.
    default byte[] encode() {
        var line = switch (this) {
            case Received r -> String.join("\t", "received", r.id, r.origin.calling(), r.origin.called(),
                    r.origin.peer(), r.sopClassUid, r.sopInstanceUid, r.transferSyntax.uid(), r.fingerprint,
                    r.received.toString());
            case Settled(var id) -> "settled\t" + id;
            case Evicted(var id) -> "evicted\t" + id;
        };
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /// @throws IllegalArgumentException when the bytes are no entry, for example of a later version
    static Entry decode(byte[] bytes) {
        var fields = new String(bytes, StandardCharsets.UTF_8).split("\t", -1);
        return switch (fields[0] + " " + fields.length) {
            case "received 10" -> new Received(
                    fields[1], new Origin(fields[2], fields[3], fields[4]), fields[5], fields[6],
                    TransferSyntax.of(fields[7]).orElseThrow(() -> unknown(fields)),
                    fields[8], Instant.parse(fields[9]));
            case "settled 2" -> new Settled(fields[1]);
            case "evicted 2" -> new Evicted(fields[1]);
            default -> throw unknown(fields);
        };
    }

    private static IllegalArgumentException unknown(String[] fields) {
        return new IllegalArgumentException("not a spool journal entry: '" + fields[0] + "' with "
                + fields.length + " fields");
    }
}
