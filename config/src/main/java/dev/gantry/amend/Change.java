// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// One key of the settings that shall say something else.
///
/// @param key   dotted, of sections and keys only: a list is changed as a whole
/// @param value what it shall say; empty: nothing, so that its default holds
public record Change(String key, Optional<JsonNode> value) {
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,63}(\\.[a-z][a-z0-9-]{0,63}){0,7}");

    public Change {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "key must be a dotted key of the settings, such as exam.silence, found \"" + key + "\"");
        }
    }
}
