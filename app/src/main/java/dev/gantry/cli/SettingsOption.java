// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// Which appliance a group of commands is about: they work beside it, and find it by its settings.
final class SettingsOption {
    @Option(names = "--config", paramLabel = "FILE", scope = ScopeType.INHERIT,
            defaultValue = "/etc/gantry/gantry.yaml",
            description = "the settings file of the appliance (default: ${DEFAULT-VALUE})")
    Path file;

    /// @throws dev.gantry.yaml.InvalidYaml with all that is wrong in them
    Settings read() {
        return SettingsFile.read(file);
    }
}
