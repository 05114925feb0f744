// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;
import java.util.Optional;

/// Whom we believe and who we are, where we call somebody over TLS.
///
/// @param trust PEM: the authorities that may have signed the other side's certificate; absent: those that Java knows
/// @param own   shown to who asks for a certificate
public record ClientTls(Optional<Path> trust, Optional<Own> own) {
    public static final ClientTls PLAIN = new ClientTls(Optional.empty(), Optional.empty());

    /// @param certificate PEM: our own certificate, then those that lead to its root
    /// @param key         PEM: its private key, PKCS#8
    public record Own(Path certificate, Path key) {}
}
