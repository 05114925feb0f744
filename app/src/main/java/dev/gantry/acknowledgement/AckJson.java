// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.acknowledgement;

import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Ack.By;
import dev.gantry.acknowledgement.Checked.Refused;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An [Ack] as the payload of docs/schema/ack.schema.json, and back. Keys that are not known are passed over.
public final class AckJson {
    /// A longer payload is not looked at.
    public static final int MAX_BYTES = 8192;

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AckJson() {}

    /// What `payload` says: [Checked.Valid], whoever said it, or [Refused] as too large or malformed.
    static Checked read(byte[] payload) {
        if (payload.length > MAX_BYTES) {
            return new Refused(Refusal.TOO_LARGE, "at most " + MAX_BYTES + " bytes");
        }
        try {
            return new Checked.Valid(read(JSON.readTree(payload)));
        } catch (JacksonException _) {
            return new Refused(Refusal.MALFORMED, "not JSON"); // its message would quote the payload
        } catch (IllegalArgumentException e) {
            return new Refused(Refusal.MALFORMED, e.getMessage());
        }
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IllegalArgumentException naming the key and the rule
    public static Ack read(JsonNode root) {
        if (!root.isObject()) {
            throw new IllegalArgumentException("must be a JSON object");
        }
        var id = text(root, "id");
        if (!UUID_TEXT.matcher(id).matches()) {
            throw new IllegalArgumentException("id must be a UUID in lower case");
        }
        var by = root.path("by");
        return new Ack(UUID.fromString(id), number(root, "revision"), text(root, "receiver"),
                new By(text(by, "by.role"), optional(by, "by.name")), text(root, "at"), action(root),
                optional(root, "signature"));
    }

    private static Action action(JsonNode root) {
        return switch (text(root, "action")) {
            case "seen" -> new Action.Seen();
            case "accepted" -> new Action.Accepted();
            case "dismissed" -> new Action.Dismissed(text(root, "reason"));
            case "snoozed" -> new Action.Snoozed(number(root, "minutes"));
            default -> throw new IllegalArgumentException("action must be seen, accepted, dismissed or snoozed");
        };
    }

    private static int number(JsonNode node, String key) {
        var value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(key + " must be a whole number");
        }
        return value.intValue();
    }

    private static String text(JsonNode node, String key) {
        return optional(node, key).orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
    }

    /// @param key with the path before its last dot, for the message
    private static Optional<String> optional(JsonNode node, String key) {
        var value = node.path(key.substring(key.lastIndexOf('.') + 1));
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw new IllegalArgumentException(key + " must be text");
        }
        return Optional.of(value.stringValue());
    }

    /// Only keys that say something, in the order of the schema.
    public static void write(Ack ack, ObjectNode into) {
        into.put("id", ack.id().toString());
        into.put("revision", ack.revision());
        into.put("receiver", ack.receiver());
        var by = into.putObject("by");
        ack.by().name().ifPresent(name -> by.put("name", name));
        by.put("role", ack.by().role());
        into.put("at", ack.at());
        into.put("action", ack.action().word());
        if (ack.action() instanceof Action.Dismissed(var reason)) {
            into.put("reason", reason);
        }
        if (ack.action() instanceof Action.Snoozed(int minutes)) {
            into.put("minutes", minutes);
        }
        ack.signature().ifPresent(signature -> into.put("signature", signature));
    }
}
