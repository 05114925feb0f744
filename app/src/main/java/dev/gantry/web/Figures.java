// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.outcome.Answer.Stages;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Verdict;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The figures of a running appliance, in the words of Prometheus: docs/operation.md lists them.
///
/// No label names a patient, a study or a peer: labels are models, stages, reasons and modes, so that their number is
/// bounded. Thread-safe.
public final class Figures implements AutoCloseable {
    /// From the fastest stage to the slowest budget.
    private static final Duration[] BUCKETS = Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000,
            30_000).map(Duration::ofMillis).toArray(Duration[]::new);
    private static final String MODEL = "model";
    private static final String NONE = "none";
    /// Of all names together, versions included; what is more is not told apart.
    private static final int MOST_MODELS = 100;

    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Traffic traffic;
    private final Gauges gauges;

    /// @param state the folder whose disk is told of
    public Figures(Path state) {
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
        registry.config().meterFilter(MeterFilter.maximumAllowableTags("gantry.", MODEL, MOST_MODELS,
                MeterFilter.deny()));
        registry.config().meterFilter(new Buckets());
        traffic = new Traffic(registry);
        gauges = new Gauges(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new DiskSpaceMetrics(state.toFile()).bindTo(registry);
        ProcessMemory.bindTo(registry);
    }

    /// Each timer of ours is a histogram with the same buckets, so that appliances can be added up.
    private static final class Buckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return id.getType() == Meter.Type.TIMER && id.getName().startsWith("gantry.")
                    ? DistributionStatisticConfig.builder()
                            .serviceLevelObjectives(Stream.of(BUCKETS).mapToDouble(Duration::toNanos).toArray())
                            .build().merge(config)
                    : config;
        }
    }

    /// Counts the associations of a service.
    public AssociationService counted(AssociationService service) {
        return traffic.associations(service);
    }

    /// Counts and times what is stored.
    public Storage counted(Storage storage) {
        return traffic.storage(storage);
    }

    Traffic traffic() {
        return traffic;
    }

    /// A revision is on disk.
    public void said(Outcome outcome) {
        var model = outcome.model().map(used -> used.name()).orElse(NONE);
        var tags = Tags.of(MODEL, model, "mode", outcome.subject().mode().name().toLowerCase(Locale.ROOT));
        registry.counter("gantry.outcomes", tags.and("result", outcome.verdict().result().word(), "state",
                outcome.state().word())).increment();
        if (outcome.state() == Outcome.State.PROVISIONAL || outcome.state() == Outcome.State.RETRACTED) {
            return; // nothing was computed, or it was counted before
        }
        if (outcome.verdict() instanceof Verdict.NotAnalysed(var why)) {
            registry.counter("gantry.not.analysed", tags.and("reason", why.word())).increment();
        }
        var timing = outcome.timing();
        timing.met().ifPresent(met ->
                registry.counter("gantry.budgets", tags.and("met", Boolean.toString(met))).increment());
        timer("gantry.answer", "From the last byte of what is asked about to the answer on disk", Tags.of(MODEL, model))
                .record(timing.elapsed());
        timing.stages().ifPresent(stages -> stages(stages, model));
    }

    private void stages(Stages stages, String model) {
        stage(model, "queued", stages.queued());
        stage(model, "decoded", stages.decoded());
        stage(model, "prepared", stages.prepared());
        stage(model, "computed", stages.computed());
    }

    private void stage(String model, String stage, Duration took) {
        timer("gantry.stage", "How long each stage of an analysis took", Tags.of(MODEL, model, "stage", stage))
                .record(took);
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name).description(description).tags(tags).register(registry);
    }

    /// The text of `/metrics` (Prometheus text format 0.0.4).
    String text(Vitals vitals) {
        gauges.take(vitals);
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    /// What is not counted but looked at when somebody asks.
    private static final class Gauges {
        private final MultiGauge queues;
        private final MultiGauge models;
        private final MeterRegistry registry;
        private volatile Vitals last = new Vitals(Duration.ZERO, List.of(), List.of(), Map.of(),
                Optional.empty(), 0, false, Map.of(), List.of());

        Gauges(MeterRegistry registry) {
            queues = MultiGauge.builder("gantry.queue.depth").description("How many wait where").register(registry);
            models = MultiGauge.builder("gantry.model.running").description("What runs each model").register(registry);
            this.registry = registry;
            registry.gauge("gantry.outbox.oldest.age.seconds", this,
                    it -> it.last.outboxAge().map(Gauges::seconds).orElse(0.0));
            registry.gauge("gantry.spool.used.percent", this, it -> it.last.usedPercent());
            registry.gauge("gantry.broker.connected", this, it -> it.last.connected() ? 1 : 0);
            registry.gauge("gantry.analysis.overdue.seconds", this, it -> seconds(it.last.overdue()));
            registry.gauge("gantry.degraded.reasons", this, it -> it.last.reasons().size());
            registry.gauge("gantry.live", this, it -> it.last.notLive().isEmpty() ? 1 : 0);
            registry.gauge("gantry.ready", this,
                    it -> it.last.notLive().isEmpty() && it.last.notReady().isEmpty() ? 1 : 0);
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1e3;
        }

        void take(Vitals vitals) {
            last = vitals;
            queues.register(vitals.queues().entrySet().stream()
                    .map(queue -> row(Tags.of("queue", queue.getKey()), queue.getValue())).toList(), true);
            vitals.refusals().keySet().forEach(reason -> FunctionCounter
                    .builder("gantry.associations.refused", this, it -> it.last.refusals().getOrDefault(reason, 0L))
                    .description("Callers that got no association").tag("reason", reason).register(registry));
            models.register(vitals.models().stream()
                    .map(model -> row(Tags.of(MODEL, model.name(), "version", model.version(), "provider",
                            model.provider(), "precision", model.precision()), 1)).toList(), true);
        }

        private static MultiGauge.Row<?> row(Tags tags, Number value) {
            return MultiGauge.Row.of(tags, value);
        }
    }
}
