// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.ops;

import dev.gantry.trend.Gauge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What NVIDIA's own tool says of the first GPU. Where it is not installed it is not asked again; one that does not
/// answer is ended.
final class GpuGauges {
    private static final long LIMIT_SECONDS = 5;
    private static final int MOST_BYTES = 4096;

    private boolean there = true;

    Map<Gauge, Double> look() {
        if (!there) {
            return Map.of();
        }
        try {
            var process = new ProcessBuilder("nvidia-smi", "--format=csv,noheader,nounits",
                    "--query-gpu=utilization.gpu,memory.used,temperature.gpu").redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Map.of();
            }
            return read(new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException _) {
            there = false;
            return Map.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /// `37, 1024, 61`, one line for each GPU; what cannot be told reads `[N/A]`.
    static Map<Gauge, Double> read(String csv) {
        var gauges = new EnumMap<Gauge, Double>(Gauge.class);
        var values = csv.lines().findFirst().orElse("").split(",");
        var names = new Gauge[] {Gauge.GPU_PERCENT, Gauge.GPU_MEMORY_MB, Gauge.GPU_CELSIUS};
        for (int i = 0; values.length == names.length && i < names.length; i++) {
            if (values[i].strip().matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                gauges.put(names[i], Double.parseDouble(values[i].strip()));
            }
        }
        return gauges;
    }
}
