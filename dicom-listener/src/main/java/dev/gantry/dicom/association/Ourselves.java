// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.pdu.UserItem;
import dev.gantry.dicom.pdu.UserItem.ImplementationClass;
import dev.gantry.dicom.pdu.UserItem.ImplementationVersion;
import dev.gantry.dicom.pdu.UserItem.MaxLength;
import java.util.ArrayList;
import java.util.List;

/// What we tell peers of ourselves (PS3.8 Annex D, PS3.7 D.3.3).
final class Ourselves {
    private Ourselves() {}

    /// Gives a list that may be added to.
    static List<UserItem> introduction(int maxPduBytes) {
        return new ArrayList<>(List.of(
                new MaxLength(maxPduBytes),
                new ImplementationClass(Part10.IMPLEMENTATION_CLASS_UID),
                new ImplementationVersion(Part10.IMPLEMENTATION_VERSION_NAME)));
    }
}
