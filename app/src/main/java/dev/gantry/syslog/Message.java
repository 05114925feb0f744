// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import java.time.Instant;

/// Something to be told to a syslog receiver.
///
/// @param at   when it happened
/// @param id   MSGID: 1 to 32 printable ASCII characters (RFC 5424 6.2.7)
/// @param text at most 32 KiB as UTF-8: what every receiver of audit messages takes (PS3.15 A.6)
public record Message(Instant at, Severity severity, String id, String text) {

    /// RFC 5424 6.2.1, as far as it is used.
    public enum Severity {
        ERROR(3),
        WARNING(4),
        NOTICE(5);

        private final int code;

        Severity(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
