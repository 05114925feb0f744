// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import dev.gantry.config.Network;
import dev.gantry.config.PeerSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A peer that was allowed while the appliance ran, besides those of the settings.
///
/// @param title     its calling AE title, 1 to 16 characters, or [PeerSettings#ANY]
/// @param addresses where it may call from; empty: from anywhere
/// @param called    which of our AE titles it may call; empty: each
public record Allowed(String title, List<Network> addresses, Optional<String> called, Instant at) {
    public Allowed {
        addresses = List.copyOf(addresses);
    }

    PeerSettings peer() {
        return new PeerSettings(title, addresses, called);
    }

    /// Whether the other lets in the same callers.
    public boolean says(Allowed other) {
        return title.equals(other.title) && called.equals(other.called) && addresses.equals(other.addresses);
    }
}
