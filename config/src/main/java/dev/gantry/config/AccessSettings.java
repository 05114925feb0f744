// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.util.List;

/// Who may call.
///
/// @param alsoCalled called AE titles it answers to, besides its own
/// @param peers      who is listed; one that fits is enough
public record AccessSettings(List<String> alsoCalled, Policy policy, List<PeerSettings> peers) {
    /// Everybody, to our own AE title.
    public static final AccessSettings OPEN = new AccessSettings(List.of(), Policy.OPEN, List.of());

    public AccessSettings {
        alsoCalled = List.copyOf(alsoCalled);
        peers = List.copyOf(peers);
    }

    /// What being listed decides.
    public enum Policy {
        /// Who may call.
        LISTED,
        /// Nothing yet: the others are let in, and recorded. What `auto` means until `mode` is live.
        COMMISSIONING,
        /// Nothing.
        OPEN
    }
}
