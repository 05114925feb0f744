// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.LiveSettings;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.config.Settings;
import dev.gantry.yaml.Difference;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What SIGHUP does, and the page for settings: reads the settings once more, tells the log what has changed, and hands
/// on what can be taken up. Any thread.
final class Reloading {
    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final LiveSettings live;

    Reloading(LiveSettings live) {
        this.live = live;
    }

    /// Never throws for what is wrong in the file.
    ///
    /// @param taker is given what holds from now on, and which keys have changed
    synchronized Reload reload(BiConsumer<Settings, List<String>> taker) {
        var reload = live.reload();
        switch (reload) {
            case Reload.Same() -> LOG.info("settings reloaded: nothing has changed");
            case Reload.Taken(var settings, var differences) -> {
                differences.forEach(difference -> LOG.info("settings changed {}", difference));
                Logging.use(settings.log(), System.getenv());
                taker.accept(settings, differences.stream().map(Difference::key).toList());
                LOG.info("settings reloaded changes={}", differences.size());
            }
            case Reload.NeedsRestart(var restart, var also) -> {
                restart.forEach(difference -> LOG.warn("settings need a restart for {}", difference));
                LOG.warn("settings not reloaded, the old ones stay in-need-of-restart=\"{}\" others=\"{}\"",
                        keys(restart), keys(also));
            }
            case Reload.Wrong(var why) -> {
                why.problems().forEach(problem -> LOG.error("settings wrong {}", problem));
                LOG.error("settings not reloaded, the old ones stay problems={}", why.problems().size());
            }
        }
        return reload;
    }

    private static String keys(List<Difference> differences) {
        return differences.stream().map(Difference::key).collect(Collectors.joining(", "));
    }
}
