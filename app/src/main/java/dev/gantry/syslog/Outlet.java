// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

/// Where messages are handed in. Nobody who does waits.
public interface Outlet {
    /// @return false when too much waits already: then it is not sent
    boolean send(Message message);

    /// Sends what must not be left out, the word that something was, whatever waits.
    void insist(Message message);

    /// Whether a tenth or more of the room for what waits is free.
    boolean roomy();
}
