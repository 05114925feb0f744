// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Makes the retained status message: docs/schema/status.schema.json.
final class Status {
    static final String SCHEMA_VERSION = "1.0";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final int MOST_REASONS = 32;
    private static final int LONGEST_REASON = 400;
    private static final int MOST_WILL_BYTES = 4096;

    private final String site;
    private final String device;
    private final Instant since;
    private final Duration heartbeat;

    Status(String site, String device, Instant since, Duration heartbeat) {
        this.site = site;
        this.device = device;
        this.since = since;
        this.heartbeat = heartbeat;
    }

    /// `online`, or `degraded` when there is any reason to say so.
    ///
    /// @param reasons  those of `health` and all others
    /// @param waiting  revisions that the broker has not acknowledged
    /// @param inFlight revisions sent and not yet answered
    byte[] alive(Instant now, List<String> reasons, Health health, int waiting, int inFlight) {
        var queues = new TreeMap<>(health.queues());
        queues.put("outbox", waiting);
        queues.put("in-flight", inFlight);
        var state = reasons.isEmpty() ? "online" : "degraded";
        return write(state, now, bounded(reasons), new Health(List.of(), health.versions(), queues,
                health.hoursUntilFull()));
    }

    private static List<String> bounded(List<String> reasons) {
        var some = new ArrayList<>(reasons.stream().distinct().limit(MOST_REASONS)
                .map(it -> it.length() > LONGEST_REASON ? it.substring(0, LONGEST_REASON) + " ..." : it).toList());
        if (reasons.size() > MOST_REASONS) {
            some.set(MOST_REASONS - 1, "and more; see the log");
        }
        return some;
    }

    /// Never large: a last will that is larger than the broker's limit keeps us from connecting at all.
    ///
    /// @param reason `stopped`, or `connection lost` in the last will
    byte[] offline(Instant now, String reason, Health health) {
        var whole = write("offline", now, List.of(reason), new Health(
                List.of(), health.versions(), Map.of(), Optional.empty()));
        return whole.length <= MOST_WILL_BYTES ? whole : write("offline", now, List.of(reason), new Health(
                List.of(), Map.of(), Map.of(), Optional.empty()));
    }

    /// UTC with microseconds (RFC 3339).
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private byte[] write(String state, Instant now, List<String> reasons, Health health) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("state", state);
        var list = root.putArray("reasons");
        reasons.forEach(list::add);
        root.put("site", site);
        root.put("device", device);
        root.put("at", TIME.format(now));
        root.put("since", TIME.format(since));
        root.put("heartbeat-s", heartbeat.toMillis() / 1e3);
        var versions = root.putObject("versions");
        new TreeMap<>(health.versions()).forEach(versions::put);
        var queues = root.putObject("queues");
        health.queues().forEach(queues::put);
        root.put("hours-until-full", health.hoursUntilFull().orElse(null));
        root.put("disclaimer", Outcome.DISCLAIMER);
        root.put("schema-version", SCHEMA_VERSION);
        return JsonMapper.shared().writeValueAsBytes(root);
    }
}
