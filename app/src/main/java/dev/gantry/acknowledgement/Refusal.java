// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.acknowledgement;

import java.util.Locale;

/// Why an acknowledgement changes nothing. The list is closed; docs/acknowledgement.md explains each.
public enum Refusal {
    /// Longer than [AckJson#MAX_BYTES].
    TOO_LARGE,
    /// Not the JSON of docs/schema/ack.schema.json.
    MALFORMED,
    /// The settings name no such receiver.
    UNKNOWN_RECEIVER,
    /// It came on the topic of another receiver than it names.
    WRONG_TOPIC,
    /// The receiver may not speak for this role.
    ROLE_NOT_GIVEN,
    /// The receiver has a key and did not sign.
    UNSIGNED,
    /// The signature does not fit what was signed.
    WRONG_SIGNATURE,
    /// No alert of this id in the last seven days.
    UNKNOWN_ID,
    /// No such revision has been said yet.
    UNKNOWN_REVISION,
    /// Its time is before what it answers.
    BEFORE_THE_ALERT,
    /// Its time is ahead of our clock.
    IN_THE_FUTURE,
    /// More answers to one alert than people give.
    TOO_MANY;

    /// The word in logs, metrics and the audit.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
