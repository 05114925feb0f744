// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import tools.jackson.databind.JsonNode;

/// A value as a problem shows it: short, on one line, and without a password.
final class Found {
    private static final int MAX_CHARACTERS = 80;

    private Found() {}

    static String words(JsonNode value) {
        if (value.isNull()) {
            return "nothing";
        }
        var text = (value.isObject() ? "a mapping" : value.toString())
                .replaceAll("//[^/@\\s]*@", "//***@");
        return (text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...")
                + (References.in(value) ? " (what it stands for is not shown)" : "");
    }
}
