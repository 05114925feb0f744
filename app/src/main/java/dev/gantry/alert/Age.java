// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.outcome.Subject;
import dev.gantry.outcome.Subject.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// How old the news is that is sent: in user properties, as it changes with each sending.
///
/// @param since    when the picture was taken; or received, when that is not known or had not yet come
/// @param acquired which of the two
record Age(Instant since, boolean acquired) {
    static Age of(Arrival arrival) {
        return arrival.acquired().map(it -> it.time()).filter(time -> !time.isAfter(arrival.received()))
                .map(time -> new Age(time, true))
                .orElseGet(() -> new Age(arrival.received(), false));
    }

    Map<String, String> properties(Instant now) {
        var age = Duration.between(since, now);
        return Map.of(
                "age-s", Long.toString(Math.max(0, age.toSeconds())),
                "age-from", acquired ? "acquired" : "received",
                "late", Boolean.toString(age.compareTo(Subject.LATE) > 0));
    }
}
