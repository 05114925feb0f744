// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/// The door at which authorised systems ask which exam a pseudonym stands for.
///
/// @param host      local address it binds
/// @param port      TCP port, 0 to 65535; 0 lets the system choose
/// @param allow     subjects of the certificates that are answered
/// @param perMinute questions of one certificate that are answered in a minute, 1 to 6000
/// @param keep      how long after its last image an exam can be asked for
public record LookupSettings(
        String host, int port, Files files, List<X500Principal> allow, int perMinute, Duration keep) {
    public LookupSettings {
        allow = List.copyOf(allow);
    }

    /// @param certificate PEM: our own certificate, then those that lead to its root
    /// @param key         PEM: its private key, PKCS#8
    /// @param trust       PEM: the authorities whose client certificates are believed
    public record Files(Path certificate, Path key, Path trust) {}
}
