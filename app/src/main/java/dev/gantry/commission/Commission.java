// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.http.Door;
import java.util.stream.Stream;

/// The page `/setup` and what it asks: who calls, checks, settings, models, the acceptance report. For engineers only.
public final class Commission implements AutoCloseable {
    private final Site site;
    private final Examination examination;

    public Commission(Site site) {
        this.site = site;
        this.examination = new Examination(site);
    }

    public void addTo(Door door) {
        door.file("/setup", "setup.html");
        Stream.of("setup.css", "setup.js", "setup-texts.js", "setup-mode.js", "setup-callers.js", "setup-checks.js",
                        "setup-form.js", "setup-settings.js", "setup-models.js")
                .forEach(name -> door.file("/" + name, name));
        new ModeRoutes(site).addTo(door);
        new CallerRoutes(site).addTo(door);
        new CheckRoutes(examination).addTo(door);
        new SettingsRoutes(site).addTo(door);
        new ModelRoutes(site).addTo(door);
    }

    /// Waits for no check that still runs.
    @Override
    public void close() {
        examination.close();
    }
}
