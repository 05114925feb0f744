// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.account;

import java.util.Locale;

/// What somebody who logged in may do. Each may what those before it may.
public enum Role {
    /// Sees pictures and whose they are, and answers alerts.
    VIEWER,
    /// Sets the appliance up.
    ENGINEER;

    /// The word in files, commands and answers.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException naming the words there are
    public static Role of(String word) {
        for (var role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("must be viewer or engineer, found '" + word + "'");
    }

    /// Whether this role may do what `needed` may.
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
