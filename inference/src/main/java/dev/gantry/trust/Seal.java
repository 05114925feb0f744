// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trust;

/// What the signature of a package is worth.
public sealed interface Seal {
    /// Its manifest is word for word what the holder of a trusted key signed.
    ///
    /// @param key id of that key
    record Signed(String key) implements Seal {}

    /// Nobody signed it, which the settings allow.
    record Unsigned() implements Seal {}

    /// It is signed, but no trusted keys are set: nobody looked.
    record Unchecked() implements Seal {}

    /// @param detail what was expected and what was found
    record Broken(String detail) implements Seal {}
}
