// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What is answered: an exam, or a problem in the form of RFC 9457.
///
/// @param outcome the word in the audit
/// @param headers besides the content type
record Reply(int status, String outcome, byte[] body, Map<String, String> headers) {

    static Reply found(String pseudonym, ExamIndex.Match match) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("pseudonym", pseudonym);
        root.put("field", match.field());
        root.put("key-id", match.keyId());
        var exams = root.putArray("exams");
        match.exams().forEach(exam -> exams.add(ExamJson.node(exam)));
        return new Reply(200, "answered", JsonMapper.shared().writeValueAsBytes(root), Map.of());
    }

    static Reply notAllowed() {
        return problem(403, "not-allowed", "Certificate not allowed",
                "lookup.allow of the appliance does not list the subject of this certificate.", Map.of());
    }

    static Reply malformed() {
        return problem(400, "malformed", "Not a pseudonym",
                "A pseudonym is 22 letters, digits, hyphens and underscores, such as exam.study of an outcome.",
                Map.of());
    }

    static Reply unknown() {
        return problem(404, "unknown", "Unknown pseudonym",
                "No exam of the last days has this pseudonym of its study or accession number.", Map.of());
    }

    static Reply nothingHere() {
        return problem(404, "nothing-here", "Nothing here", "There is GET /api/exams/{pseudonym} alone.", Map.of());
    }

    static Reply notGet() {
        return problem(405, "not-get", "Only GET", "There is GET /api/exams/{pseudonym} alone.",
                Map.of("Allow", "GET"));
    }

    static Reply notHttp() {
        return problem(400, "malformed", "Not a request", "The request is malformed or too long.", Map.of());
    }

    static Reply tooMany(Duration wait) {
        return problem(429, "too-many", "Too many questions", "Ask again later; lookup.per-minute sets the pace.",
                Map.of("Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()))));
    }

    static Reply notAudited() {
        return problem(503, "not-audited", "Cannot be audited",
                "The appliance cannot write its audit, and gives nothing without.", Map.of("Retry-After", "60"));
    }

    private static Reply problem(int status, String word, String title, String detail, Map<String, String> headers) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("type", "urn:gantry:problem:" + word);
        root.put("title", title);
        root.put("status", status);
        root.put("detail", detail);
        return new Reply(status, word, JsonMapper.shared().writeValueAsBytes(root), headers);
    }

    String contentType() {
        return status == 200 ? "application/json" : "application/problem+json";
    }
}
