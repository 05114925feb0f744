// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.InferenceSettings;
import dev.gantry.config.InferenceSettings.Provider;
import dev.gantry.config.Settings;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.GpuCheck;
import dev.gantry.doctor.MachineCheck;
import dev.gantry.doctor.ModelsCheck;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.shelf.Shelf;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What a field engineer looks at on site: everything around the appliance, and one exam through it.
///
/// Works beside an appliance that runs, and where none does.
public final class Visit implements AutoCloseable {
    /// The checks of [#all], in their order; without `gpu` where no GPU is asked for.
    public static final List<String> NAMES = List.of("machine", "gpu", "models", "clock", "disk", "certificates",
            "ports", "peers", "broker", "exam");
    private static final long CLOSE_SECONDS = 10;
    private static final int QUEUE = 1;

    private final Settings settings;
    private final Vertx vertx = Vertx.vertx();
    private final Ourselves ourselves;
    private final int samples;

    /// @param samples images of the synthetic exam, at least 1
    public Visit(Settings settings, int samples) {
        this.settings = settings;
        this.ourselves = new Ourselves(settings, vertx);
        this.samples = samples;
    }

    /// This machine: processor, memory, ONNX Runtime, and each installed model on its golden pictures.
    ///
    /// @param models the folder of the models
    /// @param cache  ONNX Runtime's folder
    /// @param gpu    also GPU, driver and libraries, and each model on it
    /// @param rounds timed runs of each model on each provider
    public static List<Check> machine(InferenceSettings inference, Path models, Path cache, boolean gpu, int rounds) {
        var checks = new ArrayList<Check>();
        checks.add(new MachineCheck(OnnxRuntime.start(onCpu(), cache)));
        if (gpu) {
            checks.add(new GpuCheck());
        }
        checks.add(new ModelsCheck(models, gpu ? List.of(Provider.TENSORRT, Provider.CUDA, Provider.CPU)
                : List.of(Provider.CPU), inference, cache, rounds));
        return checks;
    }

    /// What a machine runs models with that has no settings.
    public static InferenceSettings onCpu() {
        return new InferenceSettings(Provider.CPU, Runtime.getRuntime().availableProcessors(), QUEUE);
    }

    /// This machine and its site.
    ///
    /// @param gpu    also where the settings do not ask for one
    /// @param rounds timed runs of each model on each provider
    public List<Check> all(boolean gpu, int rounds) {
        var provider = settings.inference().provider();
        var checks = machine(settings.inference(), settings.models().path(), settings.spool().path().resolve("native"),
                gpu || provider == Provider.CUDA || provider == Provider.TENSORRT, rounds);
        checks.addAll(checks());
        return checks;
    }

    /// The site, in the order in which one thing rests on another.
    public List<Check> checks() {
        return List.of(
                new ClockCheck(settings.spool().path(), Clock.systemUTC()),
                new DiskCheck(settings.spool()),
                new CertificatesCheck(settings, Clock.systemUTC()),
                new PortsCheck(settings, ourselves),
                new PeersCheck(settings, vertx, Clock.systemUTC()),
                new BrokerCheck(settings),
                new ExamCheck(settings, ourselves, vertx, Shelf.of(settings.models()), samples));
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // the process ends anyway
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
