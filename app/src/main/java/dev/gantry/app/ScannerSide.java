// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.Settings;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.commitment.CommitmentProvider;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.NormalizedService;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.mpps.PerformedSteps;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What scanners see of the appliance: the services behind its port, and the port.
final class ScannerSide {
    private final Settings settings;
    private final Vertx vertx;
    private final Parts parts;
    private final List<NormalizedService> services = new ArrayList<>();

    /// Opens the services in the state folder and tells the line of all steps that are kept. Blocks.
    ///
    /// @throws IOException when a folder cannot be used
    ScannerSide(Settings settings, Vertx vertx, Line line, Parts parts) throws IOException {
        this.settings = settings;
        this.vertx = vertx;
        this.parts = parts;
        Path state = settings.spool().path();
        var steps = parts.add("performed steps",
                PerformedSteps.open(state.resolve("steps"), vertx, Clock.systemUTC(), line.desk()::told),
                PerformedSteps::close);
        steps.replay(line.desk()::told);
        services.add(steps);
        if (settings.spool().role() == Role.STORE) { // a copy refuses the service when the association is negotiated
            services.add(parts.add("storage commitment",
                    CommitmentProvider.open(state.resolve("commitment"), vertx, line.spool()::holds,
                            _ -> Optional.empty(), Clock.systemUTC()),
                    CommitmentProvider::close));
        }
    }

    /// Opens the port.
    ///
    /// @throws IOException when it is taken
    Listener listen(Line line) throws IOException {
        var dicom = settings.dicom();
        var provider = new Provider(line.spool(), services, transferSyntaxes(settings));
        var listener = new Listener(dicom, new Releases(provider, line.desk()::released));
        try {
            parts.add("listener", Appliance.await(vertx.deployVerticle(listener)),
                    id -> Appliance.await(vertx.undeploy(id)));
        } catch (IOException e) {
            throw new IOException("dicom.port: cannot listen on %s:%d (%s); is another program using it?"
                    .formatted(dicom.host(), dicom.port(), e.getMessage()), e);
        }
        return listener;
    }

    /// Those of the settings, best first.
    static List<TransferSyntax> transferSyntaxes(Settings settings) {
        return settings.dicom().transferSyntaxes().stream()
                .map(name -> TransferSyntax.named(name).orElseThrow(() ->
                        new IllegalArgumentException("dicom.transfer-syntaxes: '" + name + "' is not known")))
                .toList();
    }
}
