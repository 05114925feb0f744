// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import java.util.List;

/// Objects that speak about images of an exam and are none themselves (PS3.4 B.5).
final class Accompanying {
    private static final List<String> PREFIXES = List.of(
            "1.2.840.10008.5.1.4.1.1.88.", // structured reports, key object selection (.88.59)
            "1.2.840.10008.5.1.4.1.1.11."); // presentation states

    private Accompanying() {}

    static boolean is(String sopClassUid) {
        return PREFIXES.stream().anyMatch(sopClassUid::startsWith);
    }
}
