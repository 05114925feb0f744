// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import dev.gantry.account.Role;
import dev.gantry.session.Visitor;
import java.util.Optional;

/// Who may use a route.
public enum Needs {
    /// Everybody who reaches the port.
    NOBODY,
    /// Somebody who logged in, or a screen in a room.
    VIEWER,
    /// A person who sets the appliance up.
    ENGINEER;

    boolean met(Optional<Visitor> visitor) {
        return switch (this) {
            case NOBODY -> true;
            case VIEWER -> visitor.filter(it -> it.may(Role.VIEWER)).isPresent();
            case ENGINEER -> visitor.filter(it -> it.may(Role.ENGINEER)).isPresent();
        };
    }
}
