// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.LiveSettings;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.config.Settings;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Settings that can be read once more while the appliance runs.
///
/// @param live   those that hold, and their file
/// @param reload does what SIGHUP does: reads the file once more and hands on what can be taken up, with the keys that
///               have changed; from any thread
public record Steering(LiveSettings live, Function<BiConsumer<Settings, List<String>>, Reload> reload) {}
