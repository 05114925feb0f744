// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.http.Door;

/// The page `/setup` and what it asks: who calls, checks, settings, models, the acceptance report. For engineers only.
public final class Commission implements AutoCloseable {
    private final Site site;
    private final Examination examination;

    public Commission(Site site) {
        this.site = site;
        this.examination = new Examination(site.live(), site.version());
    }

    public void addTo(Door door) {
        door.file("/setup", "setup.html").file("/setup.css", "setup.css").file("/setup.js", "setup.js")
                .file("/setup-form.js", "setup-form.js").file("/setup-texts.js", "setup-texts.js")
                .file("/setup-callers.js", "setup-callers.js").file("/setup-checks.js", "setup-checks.js")
                .file("/setup-settings.js", "setup-settings.js").file("/setup-models.js", "setup-models.js");
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
