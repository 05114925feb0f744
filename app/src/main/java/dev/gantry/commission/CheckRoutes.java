// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.doctor.Finding;
import dev.gantry.http.Call;
import dev.gantry.http.Door;
import dev.gantry.http.Needs;
import dev.gantry.http.Problem;
import dev.gantry.visit.Acceptance;
import dev.gantry.visit.Visit;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Checks and the acceptance report: ordered, then looked at until they are there.
final class CheckRoutes {
    private final Examination examination;

    CheckRoutes(Examination examination) {
        this.examination = examination;
    }

    void addTo(Door door) {
        door.on(HttpMethod.GET, "/api/setup/checks", Needs.ENGINEER, call -> call.json(state()));
        door.on(HttpMethod.POST, "/api/setup/checks", Needs.ENGINEER, this::order);
        door.on(HttpMethod.GET, "/api/setup/report", Needs.ENGINEER, call -> call
                .with("Content-Security-Policy", "default-src 'none'; style-src '" + Acceptance.styleHash()
                        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .text(200, "text/html; charset=utf-8", examination.report()
                        .orElseThrow(() -> new Problem(404, "no report was made yet: make all checks first"))));
    }

    /// `{checks: [NAME ...]}`; all of them, and the report, where the list is empty.
    private void order(Call call) {
        var checks = call.body().path("checks");
        if (!checks.isArray() || checks.valueStream().anyMatch(it -> !it.isString())) {
            throw new Problem(400, "checks must be a list of names; empty: all, and the acceptance report");
        }
        var names = checks.valueStream().map(JsonNode::stringValue).toList();
        try {
            if (!examination.order(names)) {
                throw new Problem(409, "checks are being made already; wait until they are done");
            }
        } catch (IllegalArgumentException e) {
            throw new Problem(400, e.getMessage());
        }
        call.json(202, state());
    }

    private ObjectNode state() {
        var state = examination.state();
        var root = JsonMapper.shared().createObjectNode();
        root.put("busy", state.busy());
        state.running().ifPresent(name -> root.put("running", name));
        root.put("report", state.report());
        var names = root.putArray("names");
        Visit.NAMES.forEach(names::add);
        var results = root.putObject("results");
        state.results().forEach((name, result) -> {
            var node = results.putObject(name).put("at", result.at().toString());
            var findings = node.putArray("findings");
            result.findings().forEach(finding -> findings.add(json(finding)));
        });
        return root;
    }

    private static ObjectNode json(Finding finding) {
        var node = JsonMapper.shared().createObjectNode()
                .put("level", finding.level().name().toLowerCase(Locale.ROOT)).put("text", finding.text());
        finding.remedy().ifPresent(remedy -> node.put("remedy", remedy));
        return node;
    }
}
