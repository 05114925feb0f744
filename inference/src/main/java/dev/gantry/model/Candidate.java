// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

/// A version found in the models folder.
public sealed interface Candidate {
    ModelId id();

    /// It passed the gates up to [Gate#CHECKSUM].
    record Sound(ModelPackage model) implements Candidate {
        @Override
        public ModelId id() {
            return model.manifest().id();
        }
    }

    /// @param id     of its folder
    /// @param detail what was expected and what was found
    record Unsound(ModelId id, Gate gate, String detail) implements Candidate {}
}
