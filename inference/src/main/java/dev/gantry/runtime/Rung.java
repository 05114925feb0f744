// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gantry.config.GpuSettings;
import dev.gantry.config.GpuSettings.NodesOnCpu;
import dev.gantry.device.Gpu;
import dev.gantry.model.Manifest.GraphFile;
import dev.gantry.model.ModelId;
import dev.gantry.runtime.Workshop.Help;
import dev.gantry.runtime.Workshop.Order;
import dev.gantry.tensor.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One try: a graph file on one provider. A GPU provider gets the whole graph, or it is told what it leaves to
/// the CPU; it never does so unseen.
final class Rung {
    private static final Logger LOG = LoggerFactory.getLogger(Rung.class);
    private static final Duration BUILD_NEWS = Duration.ofSeconds(15);

    private final Workshop workshop;
    private final GpuSettings settings;
    private final Path cache;
    private final Supplier<Gpu> gpu;

    /// @param cache a folder of our own
    Rung(Workshop workshop, GpuSettings settings, Path cache, Supplier<Gpu> gpu) {
        this.workshop = workshop;
        this.settings = settings;
        this.cache = cache;
        this.gpu = gpu;
    }

    /// @param remark what is not as good as it could be
    record Made(OrtSession session, Optional<String> remark) {}

    /// @param slots what the graph will be fed with
    Made make(ModelId model, Path graph, GraphFile file, Provider provider, List<Slot> slots)
            throws OrtException, IOException {
        if (provider == Provider.CPU) {
            return new Made(workshop.make(graph, Order.CPU, Help.CPU), Optional.empty());
        }
        var order = order(model, graph, file, provider, slots);
        long started = System.nanoTime();
        try (var _ = new Patience(BUILD_NEWS, passed -> LOG.info("still loading model={} provider={} seconds={}",
                model, provider, passed.toSeconds()))) {
            var made = wholly(graph, order);
            LOG.info("loaded model={} provider={} millis={}", model, provider,
                    (System.nanoTime() - started) / 1_000_000);
            return made;
        }
    }

    private Order order(ModelId model, Path graph, GraphFile file, Provider provider, List<Slot> slots)
            throws OrtException, IOException {
        if (provider != Provider.TENSORRT) {
            return new Order(provider, file.precision(), Optional.empty(), Map.of());
        }
        var engines = EngineCache.prepare(cache, file.sha256(), file.precision(),
                EngineCache.machine(gpu.get(), settings));
        if (!engines.filled()) {
            LOG.info("building tensorrt engine model={} folder={} note=\"none in the cache: takes minutes, once\"",
                    model, engines.engines());
        }
        // An engine is built for one shape, and built again, for minutes, when another one comes.
        return new Order(provider, file.precision(), Optional.of(engines), workshop.sizes(graph, slots));
    }

    private Made wholly(Path graph, Order order) throws OrtException {
        try {
            return new Made(workshop.make(graph, order, Help.NONE), Optional.empty());
        } catch (OrtException e) {
            if (settings.nodesOnCpu() == NodesOnCpu.REFUSE || !Complaint.leavesNodesToTheCpu(e)) {
                throw e;
            }
        }
        var remark = order.provider() + " leaves nodes to the cpu: " + count(graph, order);
        LOG.warn("{} graph={}", remark, graph.getFileName());
        return new Made(workshop.make(graph, order, Help.CPU), Optional.of(remark));
    }

    private String count(Path graph, Order order) {
        try {
            return workshop.count(graph, order, cache.resolve("profiles")).toString();
        } catch (OrtException | IOException | IllegalArgumentException e) {
            return "which ones is not known, as a run on zeros failed: " + e.getMessage();
        }
    }
}
