// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Kinship.Part;
import dev.gantry.dicom.spool.StoredObject.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/// One line of the spool's journal.
sealed interface Entry {
    String id();

    /// The object is on disk; its file is `objects/<day of the id>/<id>.dcm`.
    ///
    /// @param fingerprint length in bytes, a hyphen, CRC-32C
    record Received(
            String id,
            Origin origin,
            String sopClassUid,
            String sopInstanceUid,
            TransferSyntax transferSyntax,
            String fingerprint,
            Instant received,
            Identity identity,
            Kinship kinship)
            implements Entry {

        Received with(Kinship other) {
            return new Received(id, origin, sopClassUid, sopInstanceUid, transferSyntax, fingerprint, received,
                    identity, other);
        }

        /// Length of the data set in bytes.
        long length() {
            return Long.parseLong(fingerprint.substring(0, fingerprint.indexOf('-')));
        }
    }

    /// Everything that was to be said of the object is on disk elsewhere.
    record Settled(String id) implements Entry {}

    /// The archive said that it keeps the object (PS3.4 J.3.3).
    record Committed(String id) implements Entry {}

    /// The file was removed to make room.
    record Evicted(String id, Instant at) implements Entry {}

    /// The process died while it tried `what` with the object.
    ///
    /// @param number of the attempt, so that one death is counted once
    record Crashed(String id, String what, long number) implements Entry {}

    /// The file is not there any more, or not as it was: nothing can be said of the object.
    record Lost(String id) implements Entry {}

    /// Fields joined by tabs, which occur in none of them: AE titles, UIDs and addresses are printable text.
    default byte[] encode() {
        var line = switch (this) {
            case Received r -> String.join("\t", "received", r.id, r.origin.calling(), r.origin.called(),
                    r.origin.peer(), r.sopClassUid, r.sopInstanceUid, r.transferSyntax.uid(), r.fingerprint,
                    r.received.toString(), r.identity.study(), r.identity.patient(), r.identity.accession(),
                    words(r.kinship));
            case Settled(var id) -> "settled\t" + id;
            case Committed(var id) -> "committed\t" + id;
            case Evicted(var id, var at) -> "evicted\t" + id + "\t" + at;
            case Crashed(var id, var what, long number) -> "crashed\t" + id + "\t" + what + "\t" + number;
            case Lost(var id) -> "lost\t" + id;
        };
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /// Each kind of entry is told by its word and the number of its fields; the shorter ones are of version 0.1.0.
    ///
    /// @throws IllegalArgumentException when the bytes are no entry, for example of a later version
    static Entry decode(byte[] bytes) {
        var fields = new String(bytes, StandardCharsets.UTF_8).split("\t", -1);
        return switch (fields[0] + " " + fields.length) {
            case "received 10" -> received(fields, Identity.UNKNOWN, new Kinship.First());
            case "received 14" -> received(fields, new Identity(fields[10], fields[11], fields[12]),
                    kinship(fields[13]));
            case "settled 2" -> new Settled(fields[1]);
            case "committed 2" -> new Committed(fields[1]);
            case "evicted 2" -> new Evicted(fields[1], Instant.EPOCH);
            case "evicted 3" -> new Evicted(fields[1], Instant.parse(fields[2]));
            case "crashed 4" -> new Crashed(fields[1], fields[2], Long.parseLong(fields[3]));
            case "lost 2" -> new Lost(fields[1]);
            default -> throw unknown(fields);
        };
    }

    private static Received received(String[] fields, Identity identity, Kinship kinship) {
        return new Received(
                fields[1], new Origin(fields[2], fields[3], fields[4]), fields[5], fields[6],
                TransferSyntax.of(fields[7]).orElseThrow(() -> unknown(fields)),
                fields[8], Instant.parse(fields[9]), identity, kinship);
    }

    private static String words(Kinship kinship) {
        return switch (kinship) {
            case Kinship.First _ -> "first";
            case Kinship.Repeats(var id) -> "repeats:" + id;
            case Kinship.Replaces(var id) -> "replaces:" + id;
            case Kinship.Corrects(var id, var study, var changed) -> "corrects:" + id + ":" + study + ":"
                    + changed.stream().sorted().map(Part::name).collect(Collectors.joining(","));
        };
    }

    private static Kinship kinship(String text) {
        var words = text.split(":", -1);
        return switch (words[0] + " " + words.length) {
            case "first 1" -> new Kinship.First();
            case "repeats 2" -> new Kinship.Repeats(words[1]);
            case "replaces 2" -> new Kinship.Replaces(words[1]);
            case "corrects 4" -> new Kinship.Corrects(words[1], words[2],
                    Arrays.stream(words[3].split(",")).map(Part::valueOf).collect(Collectors.toSet()));
            default -> throw unknown(words);
        };
    }

    private static IllegalArgumentException unknown(String[] fields) {
        return new IllegalArgumentException("not a spool journal entry: '" + fields[0] + "' with "
                + fields.length + " fields");
    }
}
