// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.gantry.config.GpuSettings;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Slot;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes native sessions with the options that each provider wants. Figures behind the choices: docs/engine.md.
final class Workshop {
    private static final String STRICT = "session.disable_cpu_ep_fallback";

    private final OrtEnvironment environment;
    private final int threads;
    private final GpuSettings gpu;

    Workshop(OrtEnvironment environment, int threads, GpuSettings gpu) {
        this.environment = environment;
        this.threads = threads;
        this.gpu = gpu;
    }

    /// Whether nodes that the provider cannot run may run on the CPU.
    enum Help {
        NONE,
        CPU
    }

    /// How a graph is to be run.
    ///
    /// @param precision as the manifest says it: `fp16`
    /// @param engines   where TensorRT keeps its engines; only that provider needs it
    /// @param sizes     of axes that the graph leaves open, by the graph's names for them; others stay open
    record Order(
            Provider provider, String precision, Optional<EngineCache> engines, Map<String, Long> sizes) {
        static final Order CPU = new Order(Provider.CPU, "", Optional.empty(), Map.of());

        Order {
            sizes = Map.copyOf(sizes);
        }
    }

    OrtSession make(Path graph, Order order, Help help) throws OrtException {
        try (var options = options(order, help)) {
            return environment.createSession(graph.toString(), options);
        }
    }

    /// On the CPU.
    OrtSession make(byte[] graph) throws OrtException {
        try (var options = options(Order.CPU, Help.CPU)) {
            return environment.createSession(graph, options);
        }
    }

    /// How long the axes are that a graph leaves open, when it is fed with tensors of these shapes.
    Map<String, Long> sizes(Path graph, List<Slot> slots) throws OrtException {
        var sizes = new HashMap<String, Long>();
        try (var options = new SessionOptions()) {
            options.setOptimizationLevel(OptLevel.NO_OPT); // only looked at
            try (var session = environment.createSession(graph.toString(), options)) {
                for (var input : session.getInputInfo().entrySet()) {
                    if (input.getValue().getInfo() instanceof TensorInfo info) {
                        slots.stream()
                                .filter(slot -> slot.name().equals(input.getKey()))
                                .filter(slot -> slot.shape().size() == info.getShape().length)
                                .forEach(slot -> add(sizes, info, slot));
                    }
                }
            }
        }
        return sizes;
    }

    private static void add(Map<String, Long> sizes, TensorInfo info, Slot slot) {
        for (int axis = 0; axis < info.getShape().length; axis++) {
            var name = info.getDimensionNames()[axis];
            if (info.getShape()[axis] < 0 && !name.isEmpty() && slot.shape().get(axis) >= 0) {
                sizes.putIfAbsent(name, slot.shape().get(axis));
            }
        }
    }

    /// The graph as it runs on this CPU: fused and laid out for it.
    byte[] optimized(byte[] graph) throws OrtException, IOException {
        var file = Files.createTempFile("gantry-optimized-", ".onnx");
        try (var options = options(Order.CPU, Help.CPU)) {
            options.setOptimizedModelFilePath(file.toString());
            // It says that such a file fits this machine only: known.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            environment.createSession(graph, options).close();
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /// Runs a graph once, on zeros (open sizes as 1), and counts its nodes.
    ///
    /// @param folder for a temporary file
    NodeCount count(Path graph, Order order, Path folder) throws OrtException, IOException {
        var prefix = Files.createDirectories(folder).resolve("profile-" + ProcessHandle.current().pid());
        try (var options = options(order, Help.CPU)) {
            options.enableProfiling(prefix.toString());
            try (var session = environment.createSession(graph.toString(), options)) {
                var signature = Session.signature(session);
                var feed = new HashMap<String, Tensor>();
                signature.inputs().forEach(port -> feed.put(port.name(), zeros(port)));
                try (var inputs = new Inputs(environment, signature.inputs())) {
                    inputs.take(feed);
                    session.run(inputs.values()).close();
                }
                var profile = Path.of(session.endProfiling());
                try {
                    return NodeCount.read(profile);
                } finally {
                    Files.deleteIfExists(profile);
                }
            }
        }
    }

    /// @throws IllegalArgumentException for a type that no tensor has
    private static Tensor zeros(Port port) {
        return Tensor.allocate(ElementType.valueOf(port.type()),
                port.shape().stream().mapToLong(length -> Math.max(length, 1)).toArray());
    }

    private SessionOptions options(Order order, Help help) throws OrtException {
        var options = new SessionOptions();
        try {
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Spinning halves the time of a run on two threads, but spun on after it: a processor's worth of heat.
            options.addConfigEntry("session.force_spinning_stop", "1");
            // Shapes are fixed. On GPUs memory patterns are reported to grow without bound.
            options.setMemoryPatternOptimization(order.provider() == Provider.CPU);
            if (help == Help.NONE) {
                options.addConfigEntry(STRICT, "1");
                // A refusal comes as an exception, and is told then.
                options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            }
            for (var size : order.sizes().entrySet()) {
                options.setSymbolicDimensionValue(size.getKey(), size.getValue());
            }
            switch (order.provider()) {
                case TENSORRT -> {
                    addTensorRt(options,
                            GpuOptions.tensorRt(gpu, order.precision(), order.engines().orElseThrow()));
                    addCuda(options); // for what TensorRT leaves over, before the CPU is asked
                }
                case CUDA -> addCuda(options);
                case CPU -> {}
            }
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }

    private static void addTensorRt(SessionOptions options, Map<String, String> wanted) throws OrtException {
        try (var tensorRt = new OrtTensorRTProviderOptions()) {
            for (var option : wanted.entrySet()) {
                tensorRt.add(option.getKey(), option.getValue());
            }
            options.addTensorrt(tensorRt);
        }
    }

    private void addCuda(SessionOptions options) throws OrtException {
        try (var cuda = new OrtCUDAProviderOptions()) {
            for (var option : GpuOptions.cuda(gpu).entrySet()) {
                cuda.add(option.getKey(), option.getValue());
            }
            options.addCUDA(cuda);
        }
    }
}
