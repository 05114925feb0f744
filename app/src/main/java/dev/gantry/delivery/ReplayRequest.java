// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import dev.gantry.delivery.Replays.Range;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a receiver wrote to the topic `replay`: docs/schema/replay.schema.json.
public sealed interface ReplayRequest {
    /// @param to absent: up to the last
    record Wanted(long from, OptionalLong to) implements ReplayRequest {
        /// @return empty numbers, `from` above `to`, when there is nothing of it yet
        public Range range(long lastSeq) {
            return new Range(from, Math.min(to.orElse(lastSeq), lastSeq));
        }
    }

    record Malformed(String why) implements ReplayRequest {}

    int MOST_BYTES = 1024;

    /// Any bytes; unknown keys are let pass.
    static ReplayRequest read(byte[] payload) {
        if (payload.length > MOST_BYTES) {
            return new Malformed("is longer than " + MOST_BYTES + " bytes");
        }
        try {
            return read(JsonMapper.shared().readTree(new String(payload, StandardCharsets.UTF_8)));
        } catch (JacksonException _) {
            return new Malformed("is no JSON");
        }
    }

    private static ReplayRequest read(JsonNode root) {
        if (!root.isObject()) {
            return new Malformed("is no JSON object");
        }
        var from = root.path("from-seq");
        var to = root.path("to-seq");
        if (!seq(from)) {
            return new Malformed("from-seq must be a whole number of at least 1");
        }
        if (to.isMissingNode() || to.isNull()) {
            return new Wanted(from.longValue(), OptionalLong.empty());
        }
        if (!seq(to) || to.longValue() < from.longValue()) {
            return new Malformed("to-seq must be a whole number, not less than from-seq");
        }
        return new Wanted(from.longValue(), OptionalLong.of(to.longValue()));
    }

    private static boolean seq(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 1;
    }
}
