// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

/// What matters where models run on an NVIDIA GPU.
///
/// @param device          as CUDA counts them, from 0
/// @param memoryMegabytes the most that one model may take; 0 is no limit
public record GpuSettings(int device, int memoryMegabytes, NodesOnCpu nodesOnCpu) {
    /// The first GPU, all of it, and what runs beside it is told of.
    public static final GpuSettings DEFAULT = new GpuSettings(0, 0, NodesOnCpu.WARN);

    /// What becomes of a graph some of whose nodes a GPU provider leaves to the CPU.
    public enum NodesOnCpu {
        /// It runs so, and that is told.
        WARN,
        /// The next provider is tried.
        REFUSE
    }
}
