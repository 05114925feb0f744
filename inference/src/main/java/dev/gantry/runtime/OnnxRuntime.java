// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.gantry.config.InferenceSettings;
import dev.gantry.device.Gpu;
import dev.gantry.model.Manifest;
import dev.gantry.model.Manifest.GraphFile;
import dev.gantry.model.Manifest.Target;
import dev.gantry.model.ModelId;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.tensor.Slot;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads graphs on the best provider that works here.
///
/// A GPU provider that fails is left for the next one, and each session's [Provenance] and the log say so.
public final class OnnxRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntime.class);
    /// How a reason for a fallback ends when the package has no graph for the provider.
    public static final String NO_FILE = "no file in the manifest";
    private static final String ENDING = "the process is ending: nothing is loaded any more";
    /// What tools load belongs to no package.
    private static final ModelId TOOL = new ModelId("tool", new ModelId.Version(0, 0, 0));

    private final OrtEnvironment environment;
    private final Workshop workshop;
    private final Rung rung;
    private final List<Provider> providers;
    private final Target cpuTarget;

    private OnnxRuntime(OrtEnvironment environment, Workshop workshop, Rung rung, List<Provider> providers,
            Target cpuTarget) {
        this.environment = environment;
        this.workshop = workshop;
        this.rung = rung;
        this.providers = providers;
        this.cpuTarget = cpuTarget;
    }

    /// Prepares the native libraries and the process-wide environment, with telemetry off.
    ///
    /// @param cache a folder of our own, kept between starts: native libraries (about 30 MB; GPU build: 600 MB)
    ///              and TensorRT's engines (about as large as the graphs)
    /// @throws IllegalArgumentException when the folder cannot be used or the libraries do not load from it
    public static OnnxRuntime start(InferenceSettings settings, Path cache) {
        try {
            Natives.prepare(cache);
            var environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "gantry");
            environment.setTelemetry(false);
            var providers = providers(settings.provider(), Natives.gpuBuild() && Gpu.maybeHere());
            var cpu = Cpu.here();
            LOG.info("onnx runtime started version={} build={} providers={} threads={} vnni={}",
                    environment.getVersion(), Natives.gpuBuild() ? "gpu" : "cpu", providers, settings.threads(),
                    cpu.vnni());
            var workshop = new Workshop(environment, settings.threads(), settings.gpu());
            var rung = new Rung(workshop, settings.gpu(), cache, once(Gpu::here));
            return new OnnxRuntime(environment, workshop, rung, providers, cpu.target());
        } catch (IOException | OrtException | LinkageError e) {
            throw new IllegalArgumentException("ONNX Runtime does not load from " + cache + ": " + e, e);
        }
    }

    /// Whether the ONNX Runtime that Gantry was built with could use an NVIDIA GPU.
    public static boolean gpuBuild() {
        return Natives.gpuBuild();
    }

    /// `1.28.0`
    public String version() {
        return environment.getVersion();
    }

    /// Whether int8 products are summed up without saturation by this processor.
    public boolean vnni() {
        return cpuTarget == Target.CPU;
    }

    /// Best first.
    public List<Provider> providers() {
        return providers;
    }

    /// Loads the graph of a package whose checksums have been verified.
    public Opened open(Manifest manifest, Path folder) {
        if (ending()) {
            return new Opened.Refused(ENDING);
        }
        var failures = new ArrayList<String>();
        for (var provider : providers) {
            var file = file(manifest, provider);
            if (file.isEmpty()) {
                failures.add(provider + ": " + NO_FILE);
                continue;
            }
            try {
                return ready(open(manifest, folder, file.get(), provider, failures));
            } catch (OrtException e) {
                failures.add(provider + ": " + Complaint.refusal(e, version()));
            } catch (IOException e) {
                failures.add(provider + ": the cache for engines cannot be used: " + e);
            }
            LOG.warn("provider failed model={} provider={} reason=\"{}\"", manifest.id(), provider,
                    failures.getLast());
        }
        return new Opened.Refused(String.join("; ", failures));
    }

    /// Loads a graph of no package, on the CPU: for tools that make graphs, and to look at what they want.
    ///
    /// @param name for messages, and in the place of the provenance's precision
    public Opened open(String name, byte[] graph) {
        if (ending()) {
            return new Opened.Refused(ENDING);
        }
        try {
            var provenance = new Provenance(TOOL, sha256(graph), Provider.CPU, name, List.of());
            return ready(Session.over(environment, workshop.make(graph), provenance));
        } catch (OrtException e) {
            return new Opened.Refused(name + ": " + Complaint.refusal(e, version()));
        }
    }

    /// The graph that really runs on this CPU: as ONNX Runtime has optimized it, operators fused.
    ///
    /// @throws IOException when no temporary file can be written, or ONNX Runtime refuses the graph
    public byte[] optimized(byte[] graph) throws IOException {
        try {
            return workshop.optimized(graph);
        } catch (OrtException e) {
            throw new IOException("not optimized: " + Complaint.refusal(e, version()), e);
        }
    }

    /// The same graph on the CPU without any of Gantry around it, to measure what Gantry adds.
    ///
    /// @param feed read in place by each run
    /// @throws IllegalArgumentException when the graph does not load, or does not run on this feed
    public BareLoop bareLoop(byte[] graph, Map<String, Tensor> feed) {
        if (!(open("bare loop", graph) instanceof Opened.Ready(Session trial))) {
            throw new IllegalArgumentException("the graph does not load");
        }
        try (trial) {
            if (!(trial.run(feed, new Brake()) instanceof Ran.Completed(var outputs))) {
                throw new IllegalArgumentException("the graph does not run on this feed");
            }
            var gives = new HashMap<String, Tensor>();
            outputs.forEach((name, tensor) -> gives.put(name, Tensor.allocate(tensor.type(), tensor.shape())));
            return new BareLoop(environment, workshop.make(graph), feed, gives);
        } catch (OrtException e) {
            throw new IllegalArgumentException("the graph does not load: " + e.getMessage(), e);
        }
    }

    static List<Provider> providers(InferenceSettings.Provider wanted, boolean gpuUsable) {
        return switch (wanted) {
            case AUTO -> gpuUsable ? List.of(Provider.values()) : List.of(Provider.CPU);
            case TENSORRT -> List.of(Provider.TENSORRT, Provider.CUDA, Provider.CPU);
            case CUDA -> List.of(Provider.CUDA, Provider.CPU);
            case CPU -> List.of(Provider.CPU);
        };
    }

    private Optional<GraphFile> file(Manifest manifest, Provider provider) {
        var best = provider == Provider.CPU ? cpuTarget : provider.target();
        return Optional.ofNullable(manifest.files().get(best))
                .or(() -> Optional.ofNullable(manifest.files().get(provider.target())));
    }

    private Session open(Manifest manifest, Path folder, GraphFile file, Provider provider,
            List<String> failures) throws OrtException, IOException {
        var made = rung.make(
                manifest.id(), folder.resolve(file.path()), file, provider, slots(manifest, provider));
        var remarks = new ArrayList<>(failures);
        made.remark().ifPresent(remarks::add);
        return Session.over(environment, made.session(),
                new Provenance(manifest.id(), file.sha256(), provider, file.precision(), remarks));
    }

    private static List<Slot> slots(Manifest manifest, Provider provider) {
        try {
            return provider == Provider.TENSORRT ? new Preprocessing(manifest.input()).slots() : List.of();
        } catch (IllegalArgumentException _) {
            return List.of(); // the manifest asks for what there is not: said when it is compared with the graph
        }
    }

    private static Opened ready(Session session) {
        if (session.mute()) {
            session.close();
            return new Opened.Refused("the graph has no output that is a tensor of numbers or booleans: "
                    + Signature.text(session.signature().outputs()));
        }
        return new Opened.Ready(session);
    }

    /// A session that is made while the JVM shuts down takes the process with it: ONNX Runtime frees its
    /// environment in a hook of its own.
    private static boolean ending() {
        var probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }

    private static <T> Supplier<T> once(Supplier<T> costly) {
        var known = new ArrayList<T>(1);
        return () -> {
            synchronized (known) {
                if (known.isEmpty()) {
                    known.add(costly.get());
                }
                return known.getFirst();
            }
        };
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java platform has SHA-256
        }
    }
}
