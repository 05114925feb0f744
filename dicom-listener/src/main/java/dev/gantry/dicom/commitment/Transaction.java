// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static dev.gantry.dicom.data.TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pdu.AeTitle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// One request for storage commitment (PS3.4 J.3.2.1.1), as we owe it a report. Pure.
///
/// @param id        ours
/// @param requester who is to have the report
/// @param uid       (0008,1195), theirs
/// @param duplicate the UID was in use for other objects when the request came
record Transaction(
        UUID id, AeTitle requester, String uid, List<Reference> references, boolean duplicate, Instant receivedAt) {
    private static final Pattern UID = Pattern.compile("[0-9]+(\\.[0-9]+)*");
    private static final int MAX_UID_CHARACTERS = 64;
    private static final byte OWED = 1;
    private static final byte REPORTED = 2;
    private static final int ID_BYTES = 16;

    Transaction {
        references = List.copyOf(references);
    }

    /// What the action information holds (PS3.4 Table J.3-1).
    record Asked(String uid, List<Reference> references) {}

    /// Empty when it is not what the standard asks for: a transaction UID, and objects with class and instance.
    static Optional<Asked> read(DataSet information) {
        var items = information.items(Tag.REFERENCED_SOP_SEQUENCE);
        var references = items.stream()
                .flatMap(item -> item.text(Tag.REFERENCED_SOP_CLASS_UID).stream()
                        .flatMap(sopClass -> item.text(Tag.REFERENCED_SOP_INSTANCE_UID).stream()
                                .map(instance -> new Reference(sopClass, instance))))
                .toList();
        boolean whole = !items.isEmpty() && references.size() == items.size()
                && references.stream().allMatch(it -> uid(it.sopClassUid()) && uid(it.sopInstanceUid()));
        return information.text(Tag.TRANSACTION_UID).filter(Transaction::uid).filter(_ -> whole)
                .map(uid -> new Asked(uid, references));
    }

    private static boolean uid(String text) {
        return text.length() <= MAX_UID_CHARACTERS && UID.matcher(text).matches();
    }

    static DataSet information(String uid, List<Reference> references) {
        return new DataSetBuilder()
                .put(Tag.TRANSACTION_UID, uid)
                .sequence(Tag.REFERENCED_SOP_SEQUENCE, references.stream().map(Transaction::item).toList())
                .build();
    }

    static DataSet item(Reference reference) {
        return new DataSetBuilder()
                .put(Tag.REFERENCED_SOP_CLASS_UID, reference.sopClassUid())
                .put(Tag.REFERENCED_SOP_INSTANCE_UID, reference.sopInstanceUid())
                .build();
    }

    /// Whether this is the same request again: its first answer or report was lost.
    boolean repeats(Transaction other) {
        return requester.equals(other.requester) && uid.equals(other.uid) && references.equals(other.references);
    }

    /// What a journal keeps of it.
    sealed interface Entry {
        record Owed(Transaction transaction) implements Entry {}

        record Reported(UUID id) implements Entry {}
    }

    byte[] encode() {
        var title = requester.text().getBytes(StandardCharsets.ISO_8859_1);
        var set = new DataSetBuilder().all(information(uid, references)).encode(DEFLATED_EXPLICIT_LITTLE_ENDIAN);
        return head(OWED, id, 8 + 1 + 1 + title.length + set.length)
                .putLong(receivedAt.toEpochMilli())
                .put((byte) (duplicate ? 1 : 0))
                .put((byte) title.length).put(title).put(set).array();
    }

    static byte[] reported(UUID id) {
        return head(REPORTED, id, 0).array();
    }

    private static ByteBuffer head(byte kind, UUID id, int more) {
        return ByteBuffer.allocate(1 + ID_BYTES + more)
                .put(kind).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    /// Empty when a newer version wrote it.
    static Optional<Entry> decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        byte kind = in.get();
        var id = new UUID(in.getLong(), in.getLong());
        return switch (kind) {
            case OWED -> owed(id, in).map(Entry.Owed::new);
            case REPORTED -> Optional.of(new Entry.Reported(id));
            default -> Optional.empty();
        };
    }

    private static Optional<Transaction> owed(UUID id, ByteBuffer in) {
        var receivedAt = Instant.ofEpochMilli(in.getLong());
        boolean duplicate = in.get() == 1;
        var title = new byte[in.get()];
        in.get(title);
        var parser = new DataSetParser(DEFLATED_EXPLICIT_LITTLE_ENDIAN);
        parser.feed(in);
        return read(parser.finish().header()).map(asked -> new Transaction(id,
                new AeTitle(new String(title, StandardCharsets.ISO_8859_1)), asked.uid(), asked.references(),
                duplicate, receivedAt));
    }
}
