// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;

/// Where the installed model packages are.
///
/// @param path the folder that holds `<name>/<version>/manifest.yaml`
public record ModelSettings(Path path) {}
