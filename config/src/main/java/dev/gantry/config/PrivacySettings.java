// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;

/// What may be said of a patient outside this machine: keyed pseudonyms, and no more unless a site opts in.
///
/// @param keyFile the site keys of the pseudonyms; made at first start when missing
/// @param keyId   names the key of a file that holds one alone; otherwise one of those in it
/// @param level   what outcomes may say in clear
public record PrivacySettings(Path keyFile, String keyId, Level level) {

    /// Each includes those before it.
    public enum Level {
        /// Nothing in clear.
        PSEUDONYMS,
        /// The accession number and its issuer.
        ACCESSION,
        /// Study, series and SOP Instance UIDs.
        UIDS,
        /// The patient's ID, name, birth date and sex.
        DEMOGRAPHICS;

        public boolean includes(Level other) {
            return compareTo(other) >= 0;
        }
    }
}
