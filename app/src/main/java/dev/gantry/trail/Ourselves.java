// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import java.util.List;

/// Who tells: what each message says of the appliance.
///
/// @param process its process number
/// @param titles  its AE titles, at least one
record Ourselves(String enterpriseSite, String source, String host, String process, List<String> titles) {
    Ourselves {
        titles = List.copyOf(titles);
    }
}
