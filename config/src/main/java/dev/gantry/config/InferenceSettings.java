// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

/// What runs the models.
///
/// @param threads threads inside one native run (ONNX Runtime intra-op), at least 1
/// @param queue   analyses that may wait for the lane; one more ends `not_analysed(overload)`
public record InferenceSettings(Provider provider, int threads, int queue, GpuSettings gpu) {
    /// With [GpuSettings#DEFAULT].
    public InferenceSettings(Provider provider, int threads, int queue) {
        this(provider, threads, queue, GpuSettings.DEFAULT);
    }

    /// An ONNX Runtime execution provider, or the best one that works here.
    public enum Provider {
        AUTO,
        CPU,
        CUDA,
        TENSORRT
    }
}
