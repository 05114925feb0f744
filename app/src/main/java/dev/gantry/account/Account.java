// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.account;

import java.util.regex.Pattern;

/// Somebody who can log in, or a screen that does so by itself.
///
/// @param name 1 to 32 letters, digits, dots, hyphens or underscores; a letter or digit first
/// @param kind how it proves who it is
/// @param role what it may do
/// @param edition another one after each new password or token
public record Account(String name, Kind kind, Role role, int edition) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    /// How somebody proves who they are.
    public enum Kind {
        /// A person, by a password.
        USER,
        /// A screen in a room, by a token.
        KIOSK
    }

    public Account {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name must be 1 to 32 letters, digits, dots, hyphens or underscores,"
                    + " a letter or digit first");
        }
    }
}
