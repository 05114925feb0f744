// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.trend.Gauge;
import org.junit.jupiter.api.Test;

class GpuGaugesTest {
    @Test
    void readsTheFirstGpu() {
        assertThat(GpuGauges.read("37, 1024, 61\n99, 5, 30\n"))
                .containsEntry(Gauge.GPU_PERCENT, 37.0).containsEntry(Gauge.GPU_MEMORY_MB, 1024.0)
                .containsEntry(Gauge.GPU_CELSIUS, 61.0).hasSize(3);
    }

    @Test
    void leavesOutWhatCannotBeTold() {
        assertThat(GpuGauges.read("[N/A], 1024, [Not Supported]")).containsOnlyKeys(Gauge.GPU_MEMORY_MB);
        assertThat(GpuGauges.read("NVIDIA-SMI has failed because it couldn't communicate with the driver.")).isEmpty();
        assertThat(GpuGauges.read("")).isEmpty();
    }
}
