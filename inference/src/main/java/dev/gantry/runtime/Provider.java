// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.model.Manifest.Target;
import java.util.Locale;

/// What executes a graph.
public enum Provider {
    TENSORRT(Target.TENSORRT),
    CUDA(Target.CUDA),
    CPU(Target.CPU);

    private final Target target;

    Provider(Target target) {
        this.target = target;
    }

    /// The graph file made for it.
    Target target() {
        return target;
    }

    /// As manifests and outcomes write it: `tensorrt`, `cuda`, `cpu`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
