// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

/// What a version has to pass before it may answer, in this order.
public enum Gate {
    /// Its manifest is signed by a trusted key, where the settings ask for it, and covers all of its files.
    TRUST,
    /// `manifest.yaml` and `golden/cases.yaml` obey their schemas and name what exists.
    MANIFEST,
    /// Each graph file is the one that the manifest names, and so is each of its `checksums`.
    CHECKSUM,
    /// ONNX Runtime loads the graph.
    GRAPH,
    /// Its inputs and outputs are the manifest's.
    SIGNATURE,
    /// On this machine it says of its own examples what it should.
    GOLDEN,
    /// It computes inside its budget.
    WARM_UP
}
