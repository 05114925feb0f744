// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import java.util.List;

/// One cell of the transition table: the next state and what to do on the way.
record Step<S>(S next, List<Effect> effects) {
    static <S> Step<S> to(S next, Effect... effects) {
        return new Step<>(next, List.of(effects));
    }
}
