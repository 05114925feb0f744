// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;
import java.util.Optional;

/// Encrypted associations, in both directions.
///
/// @param port        TCP port, 0 to 65535; 0 lets the system choose
/// @param certificate PEM: our own certificate, then those that lead to its root
/// @param key         PEM: its private key, PKCS#8
/// @param trust       PEM: the authorities that we believe; there unless `clients` is [Clients#NONE]
/// @param checkNames  whether a system we call must be certified for the host we call it by
public record TlsSettings(
        int port, Path certificate, Path key, Optional<Path> trust, Clients clients, boolean checkNames) {

    /// Whether callers show a certificate.
    public enum Clients {
        /// Who shows none is refused.
        REQUIRED,
        /// Who shows one is checked.
        OPTIONAL,
        /// Nobody is asked.
        NONE
    }
}
