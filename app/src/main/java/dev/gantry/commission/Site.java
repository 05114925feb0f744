// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.config.LiveSettings;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.dicom.access.Access;
import dev.gantry.handshake.Handshakes;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/// What there is to commission.
///
/// @param live    the settings that hold, and the file they come from
/// @param reload  does what SIGHUP does, on the thread that calls it, and says how it ended
/// @param version of Gantry, as `gantry --version` says it
public record Site(LiveSettings live, Supplier<Reload> reload, String version, Scanners scanners) {

    /// @param access     who may call
    /// @param handshakes who calls
    public record Scanners(Access access, Handshakes handshakes, Vertx vertx) {}
}
