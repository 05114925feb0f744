// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.util.Optional;

/// The page for the scanner room.
///
/// @param identity what it says of who a patient is, to those who are logged in
/// @param receiver which of the receivers of alerts it answers as; empty: nobody can answer there
public record RoomSettings(Identity identity, Optional<String> receiver) {
    public enum Identity {
        /// Nothing.
        NONE,
        /// The accession number.
        ACCESSION,
        /// The first letters of the patient's names.
        INITIALS
    }
}
