// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.config.LiveSettings;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import dev.gantry.dicom.access.Access;
import dev.gantry.handshake.Handshakes;
import dev.gantry.http.Call;
import dev.gantry.trail.Act;
import dev.gantry.trail.Act.Matter;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What there is to commission.
///
/// @param live    the settings that hold, and the file they come from
/// @param mode    in which it runs until it ends, whatever the file asks for
/// @param reload  does what SIGHUP does, on the thread that calls it, and says how it ended
/// @param version of Gantry, as `gantry --version` says it
/// @param acts    hears what engineers change; does not wait
public record Site(LiveSettings live, Mode mode, Supplier<Reload> reload, String version, Scanners scanners,
        Consumer<Act> acts) {

    /// The settings in the mode that is in force.
    Settings now() {
        return live.now().in(mode);
    }

    /// Who asks has done something.
    void acted(Call call, Matter matter, String what, List<String> things) {
        acts.accept(new Act(call.by(), call.address(), matter, what, things));
    }

    /// @param access     who may call
    /// @param handshakes who calls
    public record Scanners(Access access, Handshakes handshakes, Vertx vertx) {}
}
