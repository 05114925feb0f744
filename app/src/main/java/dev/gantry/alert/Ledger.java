// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// What receivers compare the numbers with that they got: docs/schema/ledger.schema.json.
///
/// @param firstSeq the lowest that can be had again
/// @param lastSeq  up to this one, all have been sent, and the broker has answered
record Ledger(UUID epoch, long firstSeq, long lastSeq) {
    static final String SCHEMA_VERSION = "1.1";

    byte[] json(Instant now) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("epoch", epoch.toString());
        root.put("first-seq", firstSeq);
        root.put("last-seq", lastSeq);
        root.put("at", Status.time(now));
        root.put("schema-version", SCHEMA_VERSION);
        return JsonMapper.shared().writeValueAsBytes(root);
    }
}
