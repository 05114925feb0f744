// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a command that does something tells: lines for people, or one JSON object for programs, which has the same
/// lines as `said`, whether it is `done`, and facts beside them.
final class Telling {
    private final PrintWriter out;
    private final boolean json;
    private final ObjectNode object = JsonMapper.shared().createObjectNode();
    private final ArrayNode said = JsonMapper.shared().createArrayNode();

    Telling(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    Telling line(String text) {
        said.add(text);
        if (!json) {
            out.println(text);
        }
        return this;
    }

    Telling fact(String key, String value) {
        object.put(key, value);
        return this;
    }

    /// For facts of other forms.
    ObjectNode facts() {
        return object;
    }

    int done() {
        return end(Main.DONE);
    }

    int failed() {
        return end(Main.FAILED);
    }

    /// Nothing follows.
    int end(int exit) {
        if (json) {
            object.put("done", exit == Main.DONE);
            object.set("said", said);
            out.println(object);
        }
        out.flush();
        return exit;
    }
}
