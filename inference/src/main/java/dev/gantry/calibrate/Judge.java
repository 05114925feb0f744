// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.album.Feeds;
import dev.gantry.graph.Graph;
import dev.gantry.quantize.Quantizer.Quantized;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares changed graphs with the float one, over pictures that were kept apart from calibration.
final class Judge {
    private static final long MOST_BYTES = 48L << 20;
    private static final int PICTURES_FOR_LAYERS = 8;

    private final OnnxRuntime runtime;
    private final Feeds feeds;
    private final int[] pictures;
    private final List<Map<String, Tensor>> answers = new ArrayList<>();

    /// Runs the float graph once over the pictures, or over as many as have room for their outputs in memory.
    Judge(OnnxRuntime runtime, byte[] exact, Feeds feeds, int[] pictures) throws IOException {
        this.runtime = runtime;
        this.feeds = feeds;
        long bytes = 0;
        try (var runs = Runs.open(runtime, "the float graph", exact)) {
            for (int picture : pictures) {
                var outputs = runs.run(feeds.feed(picture));
                bytes += outputs.values().stream().mapToLong(tensor -> tensor.bytes().capacity()).sum();
                answers.add(outputs);
                if (bytes > MOST_BYTES) {
                    break;
                }
            }
        }
        this.pictures = Arrays.copyOf(pictures, answers.size());
    }

    int pictures() {
        return pictures.length;
    }

    /// Of each output.
    Map<String, Noise> outputs(byte[] changed) throws IOException {
        return outputs(changed, pictures.length);
    }

    Map<String, Noise> outputs(byte[] changed, int most) throws IOException {
        var noise = new LinkedHashMap<String, Noise>();
        try (var runs = Runs.open(runtime, "the quantized graph", changed)) {
            for (int i = 0; i < Math.min(most, pictures.length); i++) {
                var outputs = runs.run(feeds.feed(pictures[i]));
                answers.get(i).forEach((name, exact) ->
                        noise.computeIfAbsent(name, _ -> new Noise()).add(exact, outputs.get(name)));
            }
        }
        return noise;
    }

    /// The worst output's signal to noise in decibels.
    double quality(byte[] changed) throws IOException {
        return quality(changed, pictures.length);
    }

    double quality(byte[] changed, int most) throws IOException {
        return outputs(changed, most).values().stream().mapToDouble(Noise::decibels).min().orElse(0);
    }

    /// Of tensors inside: of the float graph, and of what stands for them in the quantized one.
    Map<String, Noise> layers(Graph exact, Quantized quantized, List<String> tensors) throws IOException {
        var noise = new HashMap<String, Noise>();
        for (var group : new Probe(runtime).groups(exact, tensors, feeds)) {
            var inside = group.stream().map(quantized::readAs).distinct().toList();
            try (var before = Runs.open(runtime, "the float graph", exact.bytes(group));
                    var after = Runs.open(runtime, "the quantized graph", quantized.graph().bytes(inside))) {
                for (int i = 0; i < Math.min(pictures.length, PICTURES_FOR_LAYERS); i++) {
                    var one = before.run(feeds.feed(pictures[i]));
                    var other = after.run(feeds.feed(pictures[i]));
                    group.forEach(name -> noise.computeIfAbsent(name, _ -> new Noise())
                            .add(one.get(name), other.get(quantized.readAs(name))));
                }
            }
        }
        return noise;
    }
}
