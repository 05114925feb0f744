// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.Difference;
import dev.gantry.yaml.InvalidYaml;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The settings of an appliance that runs: as they were read at its start, with what could be taken up since.
///
/// Any thread.
public final class LiveSettings {
    private final Path file;
    private final Map<String, String> environment;
    private CheckedYaml yaml;
    private Settings settings;

    private LiveSettings(Path first, Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
        this.yaml = SettingsFile.checked(first, environment);
        this.settings = SettingsFile.settings(yaml);
    }

    /// @throws InvalidYaml with all that is wrong in the file
    public static LiveSettings read(Path file) {
        return new LiveSettings(file, file, System.getenv());
    }

    /// Begins with an earlier copy of a file that is wrong now; [#reload] reads the file.
    ///
    /// @throws InvalidYaml with all that is wrong in the copy
    public static LiveSettings read(Path copy, Path file) {
        return new LiveSettings(copy, file, System.getenv());
    }

    static LiveSettings read(Path file, Map<String, String> environment) {
        return new LiveSettings(file, file, environment);
    }

    /// How a reload ended. Only [Taken] changes anything.
    public sealed interface Reload {
        /// The file says what it said before.
        record Same() implements Reload {}

        /// @param settings    what holds from now on
        /// @param differences each of them live
        record Taken(Settings settings, List<Difference> differences) implements Reload {}

        /// Something cannot change while it runs; then nothing changes at all.
        ///
        /// @param restart what needs a restart
        /// @param live    what would have been taken up alone
        record NeedsRestart(List<Difference> restart, List<Difference> live) implements Reload {}

        /// @param why all that is wrong in the file
        record Wrong(InvalidYaml why) implements Reload {}
    }

    public synchronized Settings now() {
        return settings;
    }

    /// The file that [#reload] reads.
    public Path file() {
        return file;
    }

    /// Reads the file once more: all of what it says otherwise is taken up, or nothing.
    public synchronized Reload reload() {
        return weigh(() -> SettingsFile.checked(file, environment), true);
    }

    /// How a reload would end if the file held this text. Changes nothing.
    public synchronized Reload weigh(String text) {
        return weigh(() -> SettingsFile.checked(file, text, environment), false);
    }

    private Reload weigh(Supplier<CheckedYaml> reading, boolean take) {
        CheckedYaml later;
        try {
            later = reading.get();
        } catch (InvalidYaml e) {
            return new Reload.Wrong(e);
        }
        var differences = yaml.differences(later, SettingsFile.SCHEMA);
        var restart = differences.stream().filter(difference -> !difference.live()).toList();
        if (!restart.isEmpty()) {
            return new Reload.NeedsRestart(restart, differences.stream().filter(Difference::live).toList());
        }
        if (differences.isEmpty()) {
            return new Reload.Same();
        }
        var changed = SettingsFile.settings(later);
        if (take) {
            settings = changed;
            yaml = later;
        }
        return new Reload.Taken(changed, differences);
    }
}
