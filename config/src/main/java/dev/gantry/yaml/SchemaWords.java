// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A schema's rule in words that follow a key: `must be an integer from 0 to 65535`.
final class SchemaWords {
    private SchemaWords() {}

    /// The rule, with advice where the value found shows what went wrong.
    static String rule(JsonNode schema, JsonNode found) {
        var rule = rule(schema);
        if (schema.path("type").asString("").equals("string") && (found.isNumber() || found.isBoolean())) {
            return rule + " (in quotes, to make it text)";
        }
        if (schema.has("enum") && found.isString()) {
            var words = schema.path("enum").valueStream().map(JsonNode::asString).toList();
            return rule + NearestWord.to(found.stringValue().toLowerCase(Locale.ROOT), words)
                    .map(word -> "; did you mean " + word + "?").orElse("");
        }
        return rule;
    }

    static String rule(JsonNode schema) {
        if (schema.has("x-rule")) {
            return schema.path("x-rule").stringValue();
        }
        if (schema.has("enum")) {
            return "must be one of " + schema.path("enum").valueStream().map(JsonNode::asString)
                    .collect(Collectors.joining(", "));
        }
        if (schema.has("const")) {
            return "must be " + schema.path("const").asString();
        }
        return switch (schema.path("type").asString("")) {
            case "integer" -> "must be an integer" + range(schema, "minimum", "maximum", "");
            case "number" -> "must be a number" + range(schema, "minimum", "maximum", "") + beyond(schema);
            case "boolean" -> "must be true or false";
            case "string" -> "must be text" + range(schema, "minLength", "maxLength", " characters");
            case "array" -> "must be a list" + range(schema, "minItems", "maxItems", " items")
                    + (schema.path("uniqueItems").asBoolean(false) ? ", none twice" : "");
            case "object" -> "must be a mapping of keys to values"
                    + range(schema, "minProperties", "maxProperties", " keys");
            default -> "must be as the schema says";
        };
    }

    private static String range(JsonNode schema, String least, String most, String unit) {
        var of = unit.isEmpty() ? " from " : " of ";
        if (schema.has(least) && schema.has(most)) {
            return schema.path(least).equals(schema.path(most))
                    ? " of " + count(schema.path(least), unit)
                    : of + schema.path(least) + " to " + count(schema.path(most), unit);
        }
        if (schema.has(least)) {
            return " of at least " + count(schema.path(least), unit);
        }
        return schema.has(most) ? " of at most " + count(schema.path(most), unit) : "";
    }

    private static String count(JsonNode number, String unit) {
        return number + (number.asInt() == 1 ? unit.replaceFirst("s$", "") : unit);
    }

    private static String beyond(JsonNode schema) {
        return (schema.has("exclusiveMinimum") ? " above " + schema.path("exclusiveMinimum") : "")
                + (schema.has("exclusiveMaximum") ? " below " + schema.path("exclusiveMaximum") : "");
    }
}
