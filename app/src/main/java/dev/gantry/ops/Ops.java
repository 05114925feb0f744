// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.ops;

import dev.gantry.http.Call;
import dev.gantry.http.Door;
import dev.gantry.http.Needs;
import dev.gantry.http.Problem;
import dev.gantry.tail.Tail;
import dev.gantry.trend.Chart;
import dev.gantry.trend.Trend;
import dev.gantry.web.Vitals;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The page `/ops` and what it asks: how the appliance does now, how it did over the last day, and its log.
///
/// For who logged in; the log for engineers only.
public final class Ops implements AutoCloseable {
    private static final int MOST_HOURS = 24;
    private static final int POINTS = 360;
    private static final int MOST_LINES = 500;
    private static final int DIGITS = 1000;

    private final Trend trend;
    private final Tail tail;
    private final Supplier<Vitals> vitals;
    private final Clock clock;
    private final Rounds rounds;

    /// Looks at the gauges from now on.
    ///
    /// @param vitals asked at each request and each ten seconds, off the event loops: answers from memory
    public Ops(Trend trend, Tail tail, Supplier<Vitals> vitals, Clock clock) {
        this.trend = trend;
        this.tail = tail;
        this.vitals = vitals;
        this.clock = clock;
        this.rounds = Rounds.begin(trend, vitals, clock);
    }

    public void addTo(Door door) {
        door.file("/ops", "ops.html").file("/ops.css", "ops.css").file("/ops.js", "ops.js")
                .file("/ops-texts.js", "ops-texts.js").file("/chart.js", "chart.js")
                .file("/page.js", "page.js").file("/page.css", "page.css");
        door.on(HttpMethod.GET, "/api/ops/now", Needs.VIEWER, call -> call.work(this::now, call::json));
        door.on(HttpMethod.GET, "/api/ops/chart", Needs.VIEWER, this::chart);
        door.on(HttpMethod.GET, "/api/ops/log", Needs.ENGINEER, this::log);
    }

    private ObjectNode now() {
        var now = vitals.get();
        var root = JsonMapper.shared().createObjectNode().put("at", clock.instant().toString())
                .put("disk-percent", now.usedPercent()).put("broker", now.connected())
                .put("overdue-ms", now.overdue().toMillis());
        now.outboxAge().ifPresent(age -> root.put("outbox-age-s", age.toSeconds()));
        var notReady = root.putArray("not-ready");
        now.notReady().forEach(notReady::add);
        var reasons = root.putArray("reasons");
        now.reasons().forEach(reasons::add);
        var queues = root.putObject("queues");
        now.queues().forEach(queues::put);
        var refused = root.putObject("refused");
        now.refusals().forEach(refused::put);
        var models = root.putArray("models");
        now.models().forEach(model -> models.addObject().put("name", model.name()).put("version", model.version())
                .put("provider", model.provider()).put("precision", model.precision()));
        return root;
    }

    /// `?hours=1` to 24.
    private void chart(Call call) {
        var text = call.query("hours").orElse("1");
        if (!text.matches("[1-9][0-9]?") || Integer.parseInt(text) > MOST_HOURS) {
            throw new Problem(400, "hours must be an integer from 1 to %d, found \"%s\"".formatted(MOST_HOURS,
                    text.length() > 20 ? text.substring(0, 20) + "..." : text));
        }
        var since = clock.instant().minus(Duration.ofHours(Integer.parseInt(text)));
        call.work(() -> json(trend.chart(since, POINTS)), call::json);
    }

    private static ObjectNode json(Chart chart) {
        var root = JsonMapper.shared().createObjectNode().put("span-s", chart.span().toSeconds());
        var points = root.putArray("points");
        for (var point : chart.points()) {
            var node = points.addObject().put("at", point.at().getEpochSecond());
            var times = node.putObject("times");
            point.times().forEach((stage, took) -> times.putArray(word(stage)).add(took.count())
                    .add(rounded(took.p50())).add(rounded(took.p95())).add(rounded(took.p99())));
            var counts = node.putObject("counts");
            point.counts().forEach((what, count) -> counts.put(word(what), count));
            var gauges = node.putObject("gauges");
            point.gauges().forEach((gauge, value) -> gauges.put(word(gauge), rounded(value)));
        }
        return root;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double rounded(double value) {
        return (double) Math.round(value * DIGITS) / DIGITS;
    }

    /// `?after=SEQ`: the lines after that one, the latest 500 at most.
    private void log(Call call) {
        var text = call.query("after").orElse("0");
        if (!text.matches("[0-9]{1,18}")) {
            throw new Problem(400, "after must be the seq of a line, a whole number");
        }
        var root = JsonMapper.shared().createObjectNode();
        var lines = root.putArray("lines");
        for (var line : tail.after(Long.parseLong(text), MOST_LINES)) {
            var node = lines.addObject().put("seq", line.seq()).put("at", line.at().toString())
                    .put("level", line.level()).put("logger", line.logger()).put("message", line.message());
            line.trouble().ifPresent(trouble -> node.put("trouble", trouble));
        }
        call.json(root);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
