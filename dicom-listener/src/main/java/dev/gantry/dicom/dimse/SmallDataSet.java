// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pdu.Pdu.Pdv;

/// The data set of a message that is no object: it is read as it arrives, never kept as bytes.
final class SmallDataSet {
    /// A performed step that references 13 000 images; the standard has no limit.
    static final int MAX_BYTES = 2 << 20;

    private final DataSetParser parser;
    private long bytes;

    /// What became of it.
    sealed interface Read {
        record Whole(DataSet dataSet) implements Read {}

        record Unusable(Status status, String why) implements Read {}
    }

    SmallDataSet(String transferSyntaxUid) {
        parser = new DataSetParser(TransferSyntax.of(transferSyntaxUid).orElseThrow());
    }

    void add(Pdv value) {
        bytes += value.bytes().readableBytes();
        if (bytes <= MAX_BYTES) {
            parser.feed(value.bytes().nioBuffer());
        }
    }

    /// The last fragment is in. To be called once.
    Read finish() {
        var parsed = parser.finish();
        if (bytes > MAX_BYTES || parser.leftOut() > 0) {
            return new Read.Unusable(Status.RESOURCE_LIMITATION, "data set too large, over " + MAX_BYTES + " bytes");
        }
        return switch (parsed) {
            case Parsed.Whole(var set, _) -> new Read.Whole(set);
            case Parsed.Truncated _, Parsed.Malformed _ ->
                    new Read.Unusable(Status.PROCESSING_FAILURE, "not a data set in the agreed transfer syntax");
        };
    }
}
