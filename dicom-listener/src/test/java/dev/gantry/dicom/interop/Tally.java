// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What became of objects that went two ways: one sender offered them to storescp and to us.
///
/// @param there what storescp kept of each
/// @param here  what we kept
record Tally(String peer, String version, List<Ware> offered, Map<Ware, Ware> there, Map<Ware, Ware> here) {

    /// One object of those offered.
    enum Fate {
        /// Kept by both, with the same transfer syntax and the same bytes.
        SAME,
        /// Kept by both, but not the same.
        DIFFERENT,
        /// Kept by storescp only.
        LOST,
        /// Kept by us only.
        ONLY_HERE,
        /// Kept by neither: the sender did not send it.
        NOT_SENT
    }

    Fate fate(Ware offered) {
        var reference = Optional.ofNullable(there.get(offered));
        var ours = Optional.ofNullable(here.get(offered));
        if (reference.isEmpty()) {
            return ours.isEmpty() ? Fate.NOT_SENT : Fate.ONLY_HERE;
        }
        return ours.map(kept -> equal(kept, reference.get()) ? Fate.SAME : Fate.DIFFERENT).orElse(Fate.LOST);
    }

    List<Ware> of(Fate fate) {
        return offered.stream().filter(ware -> fate(ware) == fate).toList();
    }

    /// Kept by us, bit by bit what is in the sender's file.
    long asInTheFile() {
        return offered.stream().filter(ware -> Optional.ofNullable(here.get(ware))
                .filter(kept -> equal(kept, ware)).isPresent()).count();
    }

    static boolean equal(Ware one, Ware other) {
        return one.transferSyntaxUid().equals(other.transferSyntaxUid()) && one.sha256().equals(other.sha256());
    }
}
