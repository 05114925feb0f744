// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

/// Where the audit trail goes, and what it says of whom.
///
/// @param host           of the audit record repository
/// @param port           its TCP port for syslog over TLS, 1 to 65535
/// @param enterpriseSite AuditEnterpriseSiteID of PS3.15 A.5.1
/// @param source         AuditSourceID of PS3.15 A.5.1
public record AuditTrailSettings(
        String host, int port, ClientTls tls, String enterpriseSite, String source, Identifiers identifiers) {

    /// How studies and patients are named.
    public enum Identifiers {
        /// By keyed pseudonyms.
        PSEUDONYMS,
        /// By Study Instance UID and patient ID.
        CLEAR
    }
}
