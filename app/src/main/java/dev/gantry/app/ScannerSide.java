// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.config.AccessSettings;
import dev.gantry.config.Settings;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.config.TlsSettings;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Overheard;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.commitment.Archive;
import dev.gantry.dicom.commitment.CommitmentProvider;
import dev.gantry.dicom.commitment.Reference;
import dev.gantry.dicom.dimse.NormalizedService;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.mpps.PerformedSteps;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.dicom.tls.Tls;
import dev.gantry.trail.Trail;
import dev.gantry.web.Figures;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What scanners see of the appliance: the services behind its port, and the port.
final class ScannerSide {
    private static final Logger LOG = LoggerFactory.getLogger(ScannerSide.class);
    /// What calls and is called: to be stopped in this order, the last one first, before all else.
    static final List<String> PARTS = List.of("listener", "archive");

    private static final Duration CALL = Duration.ofSeconds(30);

    private final Settings settings;
    private final Vertx vertx;
    private final Parts parts;
    private final Optional<Trail> trail;
    private final Access access;
    private final Optional<Tls> tls;
    private final Optional<Archive> archive;
    private final PerformedSteps steps;
    private final List<NormalizedService> services = new ArrayList<>();

    /// Opens the services in the state folder and tells the line of all steps that are kept. Blocks.
    ///
    /// @throws IOException              when a folder cannot be used
    /// @throws IllegalArgumentException when a TLS file cannot be used
    ScannerSide(Settings settings, Vertx vertx, Line line, Optional<Trail> trail, Parts parts) throws IOException {
        this.settings = settings;
        this.trail = trail;
        this.vertx = vertx;
        this.parts = parts;
        Path state = settings.spool().path();
        access = parts.add("access", Access.open(settings.dicom(), state, Clock.systemUTC()), Access::close);
        trail.ifPresent(it -> access.witnessed(it::refused));
        tls = settings.dicom().tls().map(files -> Tls.open(files, Clock.systemUTC()));
        steps = parts.add("performed steps",
                PerformedSteps.open(state.resolve("steps"), vertx, Clock.systemUTC(), line::told),
                PerformedSteps::close);
        steps.replay(line::told);
        services.add(steps);
        if (settings.spool().role() == Role.STORE) { // a copy refuses the service when the association is negotiated
            services.add(parts.add("storage commitment",
                    CommitmentProvider.open(state.resolve("commitment"), vertx, line.spool()::holds,
                            this::address, Clock.systemUTC()),
                    CommitmentProvider::close));
            archive = settings.spool().archive().flatMap(title -> address(new AeTitle(title)))
                    .map(peer -> new Archive(vertx, peer, holdings(line.spool()), System::nanoTime));
            archive.ifPresent(it -> services.add(it.reports()));
        } else {
            archive = Optional.empty();
        }
        settings.spool().complaint().ifPresent(why -> LOG.warn("spool settings: {}", why));
    }

    private static Archive.Holdings holdings(Spool spool) {
        return new Archive.Holdings() {
            @Override
            public List<Reference> uncommitted(int most, Predicate<String> which) {
                return spool.uncommitted(most, which).stream()
                        .map(kept -> new Reference(kept.sopClassUid(), kept.sopInstanceUid())).toList();
            }

            @Override
            public void committed(String sopInstanceUid) {
                spool.committed(sopInstanceUid);
            }
        };
    }

    /// Opens the port, and begins to ask the archive.
    ///
    /// @throws IOException when it is taken
    Listener listen(Line line, HospitalSide hospital, Figures figures, Observation observation) throws IOException {
        var dicom = settings.dicom();
        var provider = new Provider(observation.observed(figures.counted(hospital.watched(line.spool()))), services,
                Provider.listed(dicom));
        var service = figures.counted(new Overheard(provider, (association, how) -> {
            var calling = association.titles().calling().text();
            if (how instanceof Ending.Released) { // a hint that the scanner has sent all
                line.released(calling, association.peer());
            }
            trail.ifPresent(it -> it.ended(calling, association.peer()));
        }));
        var listener = new Listener(dicom, observation.overheard(service), access, tls);
        try {
            parts.add("listener", Appliance.await(vertx.deployVerticle(listener)),
                    id -> Appliance.await(vertx.undeploy(id)));
        } catch (IOException e) {
            var ports = IntStream.concat(dicom.port().stream(), dicom.tls().stream().mapToInt(TlsSettings::port))
                    .mapToObj(Integer::toString).collect(Collectors.joining(" and "));
            throw new IOException(
                    "dicom.port, dicom.tls.port: cannot listen on %s, %s (%s); is another program using it?"
                            .formatted(dicom.host(), ports, e.getMessage()), e);
        }
        archive.ifPresent(it -> parts.add("archive", it, Archive::close).begin());
        return listener;
    }

    /// Where a peer of the settings is called; empty where they do not say.
    private Optional<Peer> address(AeTitle title) {
        return access.find(title)
                .map(callee -> Peer.of(callee, new AeTitle(settings.dicom().aeTitle()), CALL, tls));
    }

    /// Tells of each performed procedure step that is kept.
    void steps(Consumer<PerformedStep> each) {
        steps.replay(each);
    }

    Access access() {
        return access;
    }

    /// From now on these may call.
    void take(AccessSettings changed) {
        access.take(changed);
    }

    /// What a person should see to, one sentence each.
    List<String> complaints() {
        return Stream.of(access.complaints().stream(), tls.stream().flatMap(own -> own.complaints().stream()),
                        archive.stream().flatMap(it -> it.complaints().stream()))
                .flatMap(complaints -> complaints).toList();
    }
}
