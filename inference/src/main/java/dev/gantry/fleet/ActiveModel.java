// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fleet;

import dev.gantry.cost.Costs;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Pipeline;
import dev.gantry.runtime.Provenance;
import dev.gantry.runtime.Session;
import dev.gantry.schedule.Rung;
import dev.gantry.trust.Seal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A loaded version of a model. Whoever holds one may ask of it what its manifest says; who lets it compute takes
/// a [Lease] first.
///
/// Once it is retired it gives no more leases, and the one that is closed last frees it: an analysis sees one
/// version from its submission to its end, and no version is freed under it.
public final class ActiveModel {
    private final ModelPackage model;
    private final Session session;
    private final Pipeline pipeline;
    private final Duration warmUp;
    private final Rung rung;
    private final ShadowCount shadow = new ShadowCount();
    private int leases;
    private boolean retired;
    private Optional<String> off = Optional.empty();
    private int failures;

    ActiveModel(ModelPackage model, Session session, Pipeline pipeline, Duration warmUp) {
        this.model = model;
        this.session = session;
        this.pipeline = pipeline;
        this.warmUp = warmUp;
        var name = model.manifest().id().toString();
        this.rung = new Rung(name, new Costs.Key(name, session.provenance().provider().toString()), warmUp);
    }

    /// Keeps a version loaded until it is closed; closing twice does nothing.
    public final class Lease implements AutoCloseable {
        private boolean over;

        private Lease() {}

        @Override
        public void close() {
            synchronized (ActiveModel.this) {
                if (!over) {
                    over = true;
                    leases--;
                    freeWhenUnused();
                }
            }
        }
    }

    public ModelId id() {
        return model.manifest().id();
    }

    public Manifest manifest() {
        return model.manifest();
    }

    public Provenance provenance() {
        return session.provenance();
    }

    /// The file of the graph that runs.
    public Path graph() {
        var sha256 = provenance().sha256();
        return manifest().files().values().stream()
                .filter(file -> file.sha256().equals(sha256))
                .findFirst()
                .map(file -> model.folder().resolve(file.path()))
                .orElseThrow();
    }

    /// The fastest of its runs at admission, from picture to findings.
    public Duration warmUp() {
        return warmUp;
    }

    /// What it costs here is learned for version and provider, from its warm-up on.
    public Rung rung() {
        return rung;
    }

    public Seal seal() {
        return model.seal();
    }

    /// Confined to the engine's lane once the model is active; only for who holds a lease.
    public Pipeline pipeline() {
        return pipeline;
    }

    /// What came of its runs as a shadow.
    public ShadowCount shadow() {
        return shadow;
    }

    /// Empty when it was replaced, taken away or turned off.
    public synchronized Optional<Lease> lease() {
        if (retired) {
            return Optional.empty();
        }
        leases++;
        return Optional.of(new Lease());
    }

    /// Why it does not answer any more though nobody decided so; empty when it does, or was only replaced.
    public synchronized Optional<String> off() {
        return off;
    }

    /// Gives no more leases; its memory goes with the last one.
    synchronized void retire() {
        retired = true;
        freeWhenUnused();
    }

    synchronized void turnOff(String reason) {
        off = Optional.of(reason);
        retire();
    }

    /// How often its runs have failed one after the other.
    synchronized int failed(boolean again) {
        failures = again ? failures + 1 : 0;
        return failures;
    }

    private void freeWhenUnused() {
        if (retired && leases == 0) {
            session.close();
        }
    }

    @Override
    public String toString() {
        return id().toString();
    }
}
