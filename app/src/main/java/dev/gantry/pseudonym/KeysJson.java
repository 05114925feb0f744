// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Keys as they are handed over or put aside: JSON that a receiver's program reads. docs/privacy.md describes it.
public final class KeysJson {
    private static final String ALGORITHM = "base64url without padding of the first 16 bytes of"
            + " HMAC-SHA-256(key, field 0x00 issuer 0x00 value)";

    private KeysJson() {}

    /// UTF-8, indented.
    public static byte[] write(String site, String device, Instant at, List<Key> keys) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("gantry-keys", 1);
        root.put("site", site);
        root.put("device", device);
        root.put("at", at.toString());
        root.put("algorithm", ALGORITHM);
        var all = root.putArray("keys");
        for (var key : keys) {
            all.addObject()
                    .put("key-id", key.id())
                    .put("since", key.since().toString())
                    .put("key", Base64.getEncoder().encodeToString(key.secret().getEncoded()));
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    /// @throws IllegalArgumentException when it is something else
    public static List<Key> read(byte[] json) {
        try {
            var root = JsonMapper.shared().readTree(json);
            var keys = root.path("keys").valueStream().map(KeysJson::key).toList();
            if (root.path("gantry-keys").asInt(0) == 1 && !keys.isEmpty()) {
                return keys;
            }
        } catch (JacksonException | DateTimeException _) {
            // what stands in it may be a key, and is not shown
        }
        throw new IllegalArgumentException("not the keys of an appliance (\"gantry-keys\": 1)");
    }

    private static Key key(JsonNode node) {
        return new Key(node.path("key-id").asString(""), Instant.parse(node.path("since").asString("")),
                Base64.getDecoder().decode(node.path("key").asString("")));
    }
}
