// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;

/// Where received objects wait, and how surely they are kept.
///
/// @param path          the folder; also holds the journals
/// @param evictPercent  disk use, in percent, from which settled objects go, oldest first
/// @param refusePercent disk use, in percent, from which C-STORE answers 0xA700
public record SpoolSettings(Path path, Durability durability, int evictPercent, int refusePercent) {

    /// What must have happened before a C-STORE success is sent.
    public enum Durability {
        /// Object, folder entry and journal are synced to disk.
        FSYNC,
        /// Object and journal are written; a power cut may lose them.
        WRITE,
        /// Nothing: objects are answered before they are written.
        NONE
    }
}
