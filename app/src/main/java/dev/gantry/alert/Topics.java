// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where a revision is published. Everything that stands in a topic is made safe for one first.
final class Topics {
    /// A picture older than this when it came alerts nobody.
    static final Duration STALE = Duration.ofHours(24);

    private static final int MAX_LEVEL = 64;

    private final String prefix;

    Topics(String site, String device) {
        this.prefix = "gantry/" + level(site) + "/" + level(device) + "/";
    }

    String status() {
        return prefix + "status";
    }

    String ledger() {
        return prefix + "ledger";
    }

    String metrics() {
        return prefix + "metrics";
    }

    String replay() {
        return prefix + "replay";
    }

    /// A receiver stands behind it.
    String ack() {
        return prefix + "ack/";
    }

    /// Where something is said once more.
    ///
    /// @param tail such as `escalation/stat`
    String again(Mode mode, String tail) {
        return base(mode) + tail;
    }

    private String base(Mode mode) {
        return prefix + switch (mode) {
            case LIVE -> "";
            case SHADOW -> "shadow/";
            case TEST -> "test/";
        };
    }

    /// The outcome's own topic first; `alert` if it ever was positive, `attention` if it ever failed on a
    /// STAT model.
    List<String> of(Standing standing) {
        var subject = standing.last().subject();
        var base = prefix + switch (subject.mode()) {
            case LIVE -> "";
            case SHADOW -> "shadow/";
            case TEST -> "test/";
        };
        var topics = new ArrayList<String>();
        var modality = level(subject.exam().modality());
        topics.add(base + "outcome/" + modality + "/" + level(standing.unit().model()));
        boolean stale = subject.arrival().age().filter(age -> age.compareTo(STALE) > 0).isPresent();
        if (standing.wasPositive() && !stale) {
            topics.add(base + "alert/" + standing.severity().word());
        }
        if (standing.wasFailed()) {
            topics.add(base + "attention");
        }
        return List.copyOf(topics);
    }

    /// One topic level: letters, digits, `.`, `_` and `-`; anything else, wildcards included, becomes `-`.
    static String level(String text) {
        var safe = text.strip().replaceAll("[^A-Za-z0-9._-]", "-");
        if (safe.isEmpty()) {
            return "unknown";
        }
        return safe.substring(0, Math.min(MAX_LEVEL, safe.length()));
    }
}
