// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.dimse.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The result of a commitment request (PS3.4 J.3.3, PS3.3 C.14). Pure.
///
/// @param failed with the failure reason of each, PS3.3 C.14.1.1
record Report(String transactionUid, List<Reference> committed, Map<Reference, Integer> failed) {
    /// PS3.4 J.3.
    static final String SOP_CLASS_UID = "1.2.840.10008.1.20.1";
    /// The one instance there is (PS3.4 J.3.5).
    static final String SOP_INSTANCE_UID = "1.2.840.10008.1.20.1.1";
    static final int COMPLETE = 1;
    static final int WITH_FAILURES = 2;

    /// @param holds the SOP class of an instance that is kept, by its UID
    static Report of(Transaction transaction, Function<String, Optional<String>> holds) {
        var committed = new ArrayList<Reference>();
        var failed = new LinkedHashMap<Reference, Integer>();
        for (var reference : transaction.references()) {
            var reason = transaction.duplicate()
                    ? Optional.of(Status.DUPLICATE_TRANSACTION)
                    : objection(reference, holds.apply(reference.sopInstanceUid()));
            reason.ifPresentOrElse(why -> failed.put(reference, why.code()), () -> committed.add(reference));
        }
        return new Report(transaction.uid(), committed, failed);
    }

    private static Optional<Status> objection(Reference reference, Optional<String> sopClass) {
        return sopClass.map(held -> held.equals(reference.sopClassUid())
                        ? Optional.<Status>empty()
                        : Optional.of(Status.CLASS_INSTANCE_CONFLICT))
                .orElse(Optional.of(Status.NO_SUCH_SOP_INSTANCE));
    }

    Operation operation() {
        var set = new DataSetBuilder().put(Tag.TRANSACTION_UID, transactionUid);
        if (!committed.isEmpty()) {
            set.sequence(Tag.REFERENCED_SOP_SEQUENCE, committed.stream().map(Transaction::item).toList());
        }
        if (!failed.isEmpty()) {
            set.sequence(Tag.FAILED_SOP_SEQUENCE, failed.entrySet().stream()
                    .map(entry -> new DataSetBuilder()
                            .all(Transaction.item(entry.getKey()))
                            .us(Tag.FAILURE_REASON, entry.getValue())
                            .build())
                    .toList());
        }
        return new Operation(Kind.EVENT_REPORT, SOP_CLASS_UID, SOP_INSTANCE_UID,
                failed.isEmpty() ? COMPLETE : WITH_FAILURES, Optional.of(set.build()));
    }

    /// What a peer reports; empty when it names no transaction. A failure without a reason is a processing failure.
    static Optional<Report> read(DataSet set) {
        var failed = new LinkedHashMap<Reference, Integer>();
        set.items(Tag.FAILED_SOP_SEQUENCE).forEach(item -> failed.put(reference(item),
                item.integer(Tag.FAILURE_REASON).orElse(Status.PROCESSING_FAILURE.code())));
        return set.text(Tag.TRANSACTION_UID).map(uid -> new Report(uid,
                set.items(Tag.REFERENCED_SOP_SEQUENCE).stream().map(Report::reference).toList(), failed));
    }

    private static Reference reference(DataSet item) {
        return new Reference(item.text(Tag.REFERENCED_SOP_CLASS_UID).orElse(""),
                item.text(Tag.REFERENCED_SOP_INSTANCE_UID).orElse(""));
    }
}
