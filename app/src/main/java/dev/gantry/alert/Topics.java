// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.config.Mode;
import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Heard;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where a revision is published. Everything that stands in a topic is made safe for one first.
final class Topics {
    private static final int MAX_LEVEL = 64;

    private static final String FHIR = "fhir/";

    private final String prefix;
    private final boolean fhir;

    /// Outcomes are published in our own form alone.
    Topics(String site, String device) {
        this(site, device, false);
    }

    /// @param fhir outcomes are published as FHIR too
    Topics(String site, String device, boolean fhir) {
        this.prefix = "gantry/" + level(site) + "/" + level(device) + "/";
        this.fhir = fhir;
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

    /// The outcome's own topic first, then each of `alert` and `attention` that has heard of the id: nothing that is
    /// told an id is left without its end.
    List<String> of(Unit unit, Heard heard) {
        var base = base(heard.mode());
        var topics = new ArrayList<String>();
        var subject = level(heard.modality()) + "/" + level(unit.model());
        topics.add(base + "outcome/" + subject);
        if (fhir) {
            topics.add(base + FHIR + subject);
        }
        heard.alerts().forEach(severity -> topics.add(base + "alert/" + severity.word()));
        if (heard.attention()) {
            topics.add(base + "attention");
        }
        return List.copyOf(topics);
    }

    /// Whether what goes there is FHIR.
    boolean carriesFhir(String topic) {
        return fhir && Stream.of(Mode.values()).anyMatch(mode -> topic.startsWith(base(mode) + FHIR));
    }

    /// As [#of(Unit, Heard)].
    List<String> of(Entry entry) {
        return of(entry.unit(), entry.heard());
    }

    /// As [#of(Unit, Heard)].
    List<String> of(Standing standing) {
        return of(standing.unit(), standing.heard());
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
