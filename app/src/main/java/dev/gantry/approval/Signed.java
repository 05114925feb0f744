// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.approval;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An acceptance report that two people have signed.
///
/// @param site     the setting `site` of the appliance that the report is about
/// @param device   its setting `device`
/// @param version  of Gantry, when it was looked at
/// @param reported when the report was made
/// @param engineer who installed it
/// @param client   who took it over for the site
/// @param despite  why it was signed although a check had failed; empty when none had
/// @param at       when it was signed, to the second
/// @param sha256   of the report, 64 hexadecimal digits
public record Signed(String site, String device, String version, Instant reported, String engineer, String client,
        Optional<String> despite, Instant at, String sha256) {
    /// @return the keys as the components are named; `despite` only where there is one
    public String json() {
        var json = JsonMapper.shared().createObjectNode().put("site", site).put("device", device)
                .put("version", version).put("reported", reported.toString()).put("engineer", engineer)
                .put("client", client);
        despite.ifPresent(why -> json.put("despite", why));
        return json.put("at", at.toString()).put("sha256", sha256).toString();
    }

    /// @throws IllegalArgumentException when it is none
    static Signed parse(String json) {
        try {
            var tree = JsonMapper.shared().readTree(json);
            return new Signed(text(tree, "site"), text(tree, "device"), text(tree, "version"),
                    Instant.parse(text(tree, "reported")), text(tree, "engineer"), text(tree, "client"),
                    Optional.ofNullable(tree.get("despite")).map(_ -> text(tree, "despite")),
                    Instant.parse(text(tree, "at")), text(tree, "sha256"));
        } catch (JacksonException | DateTimeParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String text(JsonNode tree, String key) {
        return Optional.ofNullable(tree.get(key)).filter(JsonNode::isString).map(JsonNode::asString)
                .orElseThrow(() -> new IllegalArgumentException("no " + key));
    }
}
