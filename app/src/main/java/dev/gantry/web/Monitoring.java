// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import dev.gantry.http.Call;
import dev.gantry.http.Door;
import dev.gantry.http.Needs;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Figures and health: `/metrics`, `/health/live`, `/health/ready`.
///
/// Nobody is asked who they are, and nothing is about a patient. It only reads.
public final class Monitoring {
    private final Figures figures;
    private final Supplier<Vitals> vitals;

    /// @param vitals asked at each request, on a worker: answers from memory
    public Monitoring(Figures figures, Supplier<Vitals> vitals) {
        this.figures = figures;
        this.vitals = vitals;
    }

    public void addTo(Door door) {
        door.on(HttpMethod.GET, "/metrics", Needs.NOBODY, call -> call.work(() -> figures.text(vitals.get()),
                text -> call.text(200, "text/plain; version=0.0.4; charset=utf-8", text)));
        door.on(HttpMethod.GET, "/health/live", Needs.NOBODY, call -> health(call, true));
        door.on(HttpMethod.GET, "/health/ready", Needs.NOBODY, call -> health(call, false));
    }

    private void health(Call call, boolean live) {
        call.work(vitals::get, now -> {
            var against = new ArrayList<>(now.notLive());
            if (!live) {
                against.addAll(now.notReady());
            }
            call.text(against.isEmpty() ? 200 : 503, "application/json",
                    json(live ? "live" : "ready", against, now.reasons()) + "\n");
        });
    }

    private static ObjectNode json(String what, List<String> against, List<String> degraded) {
        var root = JsonMapper.shared().createObjectNode();
        root.put(what, against.isEmpty());
        var reasons = root.putArray("reasons");
        against.forEach(reasons::add);
        var also = root.putArray("degraded");
        degraded.forEach(also::add);
        return root;
    }
}
