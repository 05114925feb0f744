// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.session;

import java.time.Duration;

/// What came of an attempt to log in.
public sealed interface Login {
    /// @param secret the value of the cookie
    record Welcome(Visitor visitor, String secret) implements Login {}

    /// The name, the password or the token is wrong: which, is not said.
    record Wrong() implements Login {}

    /// Too many attempts from there, or too many at once.
    record Wait(Duration howLong) implements Login {}
}
