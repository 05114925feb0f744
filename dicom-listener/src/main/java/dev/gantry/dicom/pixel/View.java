// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

/// One way in which an object asks to be shown (PS3.3 C.11.2), from modality units.
public sealed interface View permits Frame.Window, View.Table {

    /// A VOI table (PS3.3 C.11.2.1.1).
    ///
    /// @param first   modality value of the first entry; values before it or behind the last get those entries
    /// @param bits    of an entry, 8 to 16
    /// @param entries from black to white, 0 to 2^bits - 1; owned by the record, not copied
    record Table(int first, int bits, double[] entries) implements View {}
}
