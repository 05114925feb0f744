// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.album.Feeds;
import dev.gantry.graph.Graph;
import dev.gantry.quantize.Histogram;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads tensors from inside a graph while pictures pass through it: a few tensors at a time, so that the memory stays
/// the same for any graph.
final class Probe {
    private static final long BYTES_AT_ONCE = 48L << 20;
    private static final int TENSORS_AT_ONCE = 24;

    private final OnnxRuntime runtime;

    Probe(OnnxRuntime runtime) {
        this.runtime = runtime;
    }

    /// What is done with the values of one tensor of one picture.
    interface Sight {
        void see(String tensor, Tensor values);
    }

    /// Groups of tensors that are small enough to be read together.
    ///
    /// @param feeds one of them is run
    List<List<String>> groups(Graph graph, List<String> tensors, Feeds feeds) throws IOException {
        var sizes = new LinkedHashMap<String, Integer>();
        for (int from = 0; from < tensors.size(); from += TENSORS_AT_ONCE) {
            var some = tensors.subList(from, Math.min(from + TENSORS_AT_ONCE, tensors.size()));
            pass(graph, some, feeds, new int[] {0}, (name, values) -> sizes.put(name, values.bytes().capacity()));
        }
        var groups = new ArrayList<List<String>>();
        long bytes = Long.MAX_VALUE;
        for (var size : sizes.entrySet()) {
            if (bytes + size.getValue() > BYTES_AT_ONCE || bytes == Long.MAX_VALUE
                    || groups.getLast().size() == TENSORS_AT_ONCE) {
                groups.add(new ArrayList<>());
                bytes = 0;
            }
            groups.getLast().add(size.getKey());
            bytes += size.getValue();
        }
        return groups;
    }

    /// Runs the pictures through the graph, once for each group of tensors.
    void pass(Graph graph, List<String> tensors, Feeds feeds, int[] pictures, Sight sight) throws IOException {
        var inputs = tensors.stream().filter(graph::isInput).toList();
        var inner = tensors.stream().filter(name -> !graph.isInput(name)).toList();
        if (inner.isEmpty()) {
            for (int picture : pictures) {
                var feed = feeds.feed(picture);
                inputs.forEach(name -> sight.see(name, feed.get(name)));
            }
            return;
        }
        try (var runs = Runs.open(runtime, "calibration", graph.bytes(inner))) {
            for (int picture : pictures) {
                var feed = feeds.feed(picture);
                inputs.forEach(name -> sight.see(name, feed.get(name)));
                var outputs = runs.run(feed);
                inner.forEach(name -> sight.see(name, outputs.get(name)));
            }
        }
    }

    /// What values the tensors take over the pictures.
    ///
    /// @throws IllegalArgumentException when a tensor is not of floats, or takes a value that is no finite number
    Map<String, Histogram> histograms(Graph graph, List<String> tensors, Feeds feeds, int[] pictures, Progress progress)
            throws IOException {
        var histograms = new HashMap<String, Histogram>();
        tensors.forEach(name -> histograms.put(name, new Histogram()));
        var groups = groups(graph, tensors, feeds);
        int tensorsSeen = 0;
        for (var group : groups) {
            int before = tensorsSeen;
            var seen = new int[1];
            pass(graph, group, feeds, pictures, (name, values) -> {
                add(histograms.get(name), name, values);
                progress.at("values observed", before + ++seen[0], tensors.size() * pictures.length);
            });
            tensorsSeen += seen[0];
        }
        return histograms;
    }

    private static void add(Histogram histogram, String name, Tensor values) {
        if (values.type() != ElementType.FLOAT) {
            throw new IllegalArgumentException("the tensor " + name + " is of " + values.type()
                    + ", expected float: quantization starts from a graph of single precision");
        }
        try {
            histogram.add(values.toFloats());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the tensor " + name + " takes " + e.getMessage()
                    + ": the model computes nothing sensible from these pictures; check the manifest's input, and"
                    + " the export", e);
        }
    }
}
