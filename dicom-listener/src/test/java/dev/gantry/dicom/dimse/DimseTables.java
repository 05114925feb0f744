// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.TransferSyntax;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the conformance statement says of this room.
public final class DimseTables {
    public static final int OUTSTANDING = Conversation.MAX_UNANSWERED;
    public static final int COMMAND_BYTES = CommandSet.MAX_BYTES;
    public static final int DATA_SET_BYTES = SmallDataSet.MAX_BYTES;

    private DimseTables() {}

    /// Names by UID.
    public static SortedMap<String, String> storageClasses() {
        return new TreeMap<>(StorageClasses.NAMES);
    }

    /// Those that the settings list unless they say otherwise, in their order.
    public static List<TransferSyntax> exactFirst() {
        return Negotiation.EXACT_FIRST;
    }
}
