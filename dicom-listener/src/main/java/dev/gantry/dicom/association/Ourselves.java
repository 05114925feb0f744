// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.UserItem;
import dev.gantry.dicom.pdu.UserItem.ImplementationClass;
import dev.gantry.dicom.pdu.UserItem.ImplementationVersion;
import dev.gantry.dicom.pdu.UserItem.MaxLength;
import java.util.ArrayList;
import java.util.List;

/// What we tell peers of ourselves (PS3.8 Annex D, PS3.7 D.3.3).
public final class Ourselves {
    /// Derived from a UUID (PS3.5 B.2), as the project owns no registered root.
    public static final String IMPLEMENTATION_CLASS_UID = "2.25.277162622942699837843025280638600796033";

    /// At most 16 characters (PS3.7 D.3.3.2.3).
    public static final String IMPLEMENTATION_VERSION_NAME = "GANTRY_0_1";

    private Ourselves() {}

    /// Gives a list that may be added to.
    static List<UserItem> introduction(int maxPduBytes) {
        return new ArrayList<>(List.of(
                new MaxLength(maxPduBytes),
                new ImplementationClass(IMPLEMENTATION_CLASS_UID),
                new ImplementationVersion(IMPLEMENTATION_VERSION_NAME)));
    }
}
