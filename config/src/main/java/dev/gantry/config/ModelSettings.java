// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;
import java.util.Optional;

/// Where the model packages are, and which of them are believed.
///
/// @param path     the folder that holds `<name>/<version>/manifest.yaml`; never written
/// @param state    the folder for packages added and choices made while the appliance runs
/// @param trust    a PEM file with Ed25519 public keys, or a folder of them; empty: signatures are not looked at
/// @param unsigned what becomes of packages that nobody signed
public record ModelSettings(Path path, Path state, Optional<Path> trust, Unsigned unsigned) {

    public enum Unsigned {
        ALLOW,
        REFUSE
    }
}
