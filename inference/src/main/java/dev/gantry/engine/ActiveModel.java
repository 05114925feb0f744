// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.model.Manifest;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Pipeline;
import dev.gantry.runtime.Provenance;
import dev.gantry.runtime.Session;

/// A loaded version of a model. Whoever holds one may ask of it what its manifest says; only the engine runs
/// it.
public final class ActiveModel {
    private final Manifest manifest;
    private final Session session;
    private final Pipeline pipeline;

    ActiveModel(ModelPackage model, Session session, Pipeline pipeline) {
        this.manifest = model.manifest();
        this.session = session;
        this.pipeline = pipeline;
    }

    public ModelId id() {
        return manifest.id();
    }

    public Manifest manifest() {
        return manifest;
    }

    public Provenance provenance() {
        return session.provenance();
    }

    Session session() {
        return session;
    }

    /// Confined to the engine's lane once the model is active.
    Pipeline pipeline() {
        return pipeline;
    }
}
