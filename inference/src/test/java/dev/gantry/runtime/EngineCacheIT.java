// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.GpuSettings;
import dev.gantry.config.GpuSettings.NodesOnCpu;
import dev.gantry.device.CudaDevice;
import dev.gantry.device.Gpu;
import dev.gantry.device.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EngineCacheIT {
    private static final String GRAPH = "a".repeat(64);
    private static final String OTHER_GRAPH = "b".repeat(64);

    @TempDir
    Path cache;

    private static Gpu gpu(String driver, String tensorRt) {
        return new Gpu(Optional.of(driver), List.of(Path.of("/dev/nvidia0")),
                List.of(new CudaDevice(0, "NVIDIA L4", 23_000_000_000L, "8.9", "12.4"),
                        new CudaDevice(1, "NVIDIA T4", 15_000_000_000L, "7.5", "12.4")),
                Optional.empty(),
                List.of(new Library("libnvinfer.so.10", "tensorrt", Optional.of(Path.of("libnvinfer.so.10")),
                        Optional.of(tensorRt), "")));
    }

    private static String machine(Gpu gpu, int device) {
        return EngineCache.machine(gpu, new GpuSettings(device, 0, NodesOnCpu.WARN));
    }

    @Test
    void namesAllThatAnEngineIsBoundTo() throws IOException {
        assertThat(machine(gpu("550.54.15", "10.9.0"), 1))
                .isEqualTo("trt-10.9.0-driver-550.54.15-sm-7.5-NVIDIA T4");
        assertThat(EngineCache.prepare(cache, GRAPH, "symmetric int8", machine(gpu("550.54.15", "10.9.0"), 1))
                        .engines())
                .isEqualTo(cache.resolve("tensorrt").resolve(GRAPH)
                        .resolve("trt-10.9.0-driver-550.54.15-sm-7.5-nvidia-t4-symmetric-int8"))
                .isDirectory();
    }

    @Test
    void findsItsEngineAgain() throws IOException {
        var where = machine(gpu("550.54.15", "10.9.0"), 0);
        var first = EngineCache.prepare(cache, GRAPH, "fp16", where);
        assertThat(first.filled()).isFalse();
        Files.createFile(first.engines().resolve("gantry_0.engine"));

        assertThat(EngineCache.prepare(cache, GRAPH, "fp16", where).filled()).isTrue();
        assertThat(EngineCache.prepare(cache, OTHER_GRAPH, "fp16", where).filled()).isFalse();
    }

    @Test
    void deletesWhatWasBuiltForAnotherDriver() throws IOException {
        var old = EngineCache.prepare(cache, GRAPH, "fp16", machine(gpu("550.54.15", "10.9.0"), 0));
        Files.createFile(old.engines().resolve("gantry_0.engine"));
        var neighbour = EngineCache.prepare(cache, OTHER_GRAPH, "fp16", machine(gpu("550.54.15", "10.9.0"), 0));

        var fresh = EngineCache.prepare(cache, GRAPH, "fp16", machine(gpu("570.86.10", "10.9.0"), 0));

        assertThat(fresh.filled()).isFalse();
        assertThat(old.engines()).doesNotExist();
        assertThat(neighbour.engines()).exists();
        assertThat(fresh.timings()).isEqualTo(old.timings()).exists();
    }

    @Test
    void tellsAgainAndAgainThatSomethingGoesOn() throws InterruptedException {
        var told = new CopyOnWriteArrayList<Duration>();
        var thrice = new CountDownLatch(3);
        try (var _ = new Patience(Duration.ofMillis(5), passed -> {
            told.add(passed);
            thrice.countDown();
        })) {
            assertThat(thrice.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(told).startsWith(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(15));
        int count = told.size();
        Thread.sleep(20);
        assertThat(told).hasSize(count);
    }
}
