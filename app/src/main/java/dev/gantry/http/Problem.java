// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Why a request is not answered as asked, as RFC 9457 has it: the type is always `about:blank`, the title that of the
/// status code.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ObjectNode more;

    /// @param status 4xx or 5xx
    /// @param detail what is wrong and how to mend it, for people; without patient data
    public Problem(int status, String detail) {
        this(status, detail, JsonMapper.shared().createObjectNode());
    }

    /// @param more further members of the document (RFC 9457 3.2)
    public Problem(int status, String detail, ObjectNode more) {
        super(detail, null, false, false);
        this.status = status;
        this.more = more;
    }

    int status() {
        return status;
    }

    ObjectNode json() {
        var root = JsonMapper.shared().createObjectNode();
        root.put("type", "about:blank");
        root.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        root.put("status", status);
        root.put("detail", getMessage());
        root.setAll(more);
        return root;
    }
}
