// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The web server for pages, figures and health.
///
/// @param host  the local address it binds
/// @param port  0 to 65535; 0 lets the system choose
/// @param tls   HTTPS instead of HTTP
/// @param login who may log in
public record WebSettings(boolean enabled, String host, int port, Optional<Certificate> tls, Login login) {

    /// @param chain the server's certificate, then those that lead to its root, as PEM
    /// @param key   its private key, as PEM (PKCS#8)
    public record Certificate(Path chain, Path key) {}

    /// @param accounts the file with their names and what their passwords became
    /// @param idle     after so long without a request one has to log in again
    public record Login(Path accounts, Duration idle) {}
}
