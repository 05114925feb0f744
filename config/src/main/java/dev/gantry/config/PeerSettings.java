// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.util.List;
import java.util.Optional;

/// A system that may call us, and where we call it.
///
/// @param aeTitle     its calling AE title, or [#ANY]
/// @param addresses   where it may call from; empty: from anywhere
/// @param called      which of our AE titles it may call; empty: each
/// @param tls         whether it is spoken to with TLS only, in both directions
/// @param certificate the name its certificate must be made out to; only where `tls` is
/// @param callBack    where we call it; empty: never
public record PeerSettings(
        String aeTitle,
        List<Network> addresses,
        Optional<String> called,
        boolean tls,
        Optional<String> certificate,
        Optional<CallBack> callBack) {
    /// Stands for every calling AE title.
    public static final String ANY = "*";

    /// @param port 1 to 65535
    public record CallBack(String host, int port) {}

    public PeerSettings {
        addresses = List.copyOf(addresses);
        if (certificate.isPresent() && !tls) {
            throw new IllegalArgumentException("without TLS nobody shows a certificate: " + aeTitle);
        }
    }

    /// One that may call, and that we never call.
    public PeerSettings(String aeTitle, List<Network> addresses, Optional<String> called) {
        this(aeTitle, addresses, called, false, Optional.empty(), Optional.empty());
    }
}
