// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import java.util.Locale;

/// Why the appliance is degraded.
///
/// @param words one sentence in English, without patient data
public record Concern(Area area, String words) {
    /// What it is about; the list is closed, the page says each in its language.
    public enum Area {
        /// Space and durability of the spool.
        DISK,
        /// Models that do not answer, or not as they should.
        MODELS,
        /// Who may call, certificates, the archive.
        SCANNERS,
        /// The way to the receivers.
        BROKER,
        /// Alerts that nobody answered.
        ALERTS,
        /// Scanners and models that do other than they use to.
        HABITS,
        /// The key of the pseudonyms, the look-up and the audit trail.
        PRIVACY,
        /// The pages and the commands.
        PAGES,
        /// The settings, or what holds them back.
        SETTINGS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
