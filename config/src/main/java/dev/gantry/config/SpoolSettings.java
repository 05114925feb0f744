// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;
import java.util.Optional;

/// Where received objects wait, and how surely they are kept.
///
/// @param path          the folder; also holds the journals
/// @param role          whether the images exist elsewhere too
/// @param archive       AE title of the peer that is asked for storage commitment, for a store; empty: nobody is
/// @param evictPercent  disk use, in percent, from which settled objects go, oldest first
/// @param refusePercent disk use, in percent, from which C-STORE answers 0xA700
public record SpoolSettings(
        Path path, Durability durability, Role role, Optional<String> archive, int evictPercent, int refusePercent) {

    /// With nobody to ask for storage commitment.
    public SpoolSettings(Path path, Durability durability, Role role, int evictPercent, int refusePercent) {
        this(path, durability, role, Optional.empty(), evictPercent, refusePercent);
    }

    /// What is allowed and yet will not go well for long, in words for people; empty when there is nothing.
    public Optional<String> complaint() {
        return role == Role.STORE && archive.isEmpty()
                ? Optional.of("nothing can ever make room: spool.role is store, and spool.archive names no archive"
                        + " that could commit to anything")
                : Optional.empty();
    }

    /// What must have happened before a C-STORE success is sent.
    public enum Durability {
        /// Object, folder entry and journal are synced to disk.
        FSYNC,
        /// Object and journal are written; a power cut may lose them.
        WRITE,
        /// Nothing: objects are answered before they are written.
        NONE
    }

    /// Whether the images exist elsewhere too.
    public enum Role {
        /// They do: storage commitment is refused, and settled objects may make room.
        COPY,
        /// They may not: only what the archive has committed makes room (PS3.4 J).
        STORE
    }
}
