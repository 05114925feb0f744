// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

/// Why a caller may not call, and what would let it.
///
/// @param why    one sentence for a field engineer, without patient data
/// @param remedy the command or the settings that allow it
public record Objection(Cause cause, String why, String remedy) {

    /// What is wrong with it.
    public enum Cause {
        /// It calls a title that is not ours.
        CALLED,
        /// It calls a title of ours that it may not.
        CALLED_BY_IT,
        /// Nobody is listed under its title.
        CALLING,
        /// It calls from where it may not.
        ADDRESS,
        /// It may call with TLS only.
        NOT_ENCRYPTED,
        /// Its certificate is made out to somebody else, or there is none.
        CERTIFICATE,
        /// No TLS connection came about.
        HANDSHAKE,
        /// TLS where none is spoken, or the other way round.
        WRONG_PORT
    }
}
