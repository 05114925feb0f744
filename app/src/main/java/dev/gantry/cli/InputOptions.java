// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.graph.Graph;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// How pictures become tensors, for a model that has no manifest yet: the words are those of a manifest's `input`.
final class InputOptions {
    @Option(names = "--samples", paramLabel = "YAML", defaultValue = "{min-max: true}",
            description = "input.samples, such as \"{window: dicom}\" or \"{center: 40, width: 80}\""
                    + " (default: ${DEFAULT-VALUE})")
    String samples;

    @Option(names = "--resize", paramLabel = "HOW", defaultValue = "letterbox",
            description = "input.resize: letterbox, stretch or crop (default: ${DEFAULT-VALUE})")
    String resize;

    @Option(names = "--normalize", paramLabel = "YAML", defaultValue = "",
            description = "input.normalize, such as \"{per-image: true}\" or \"{mean: [0.5], std: [0.25]}\""
                    + " (default: none)")
    String normalize;

    @Option(names = "--shape", paramLabel = "N,C,H,W", defaultValue = "",
            description = "input.shape, where the graph leaves it open (default: the graph's)")
    String shape;

    /// A manifest that holds nothing of its own but the input.
    ///
    /// @throws IllegalArgumentException when the graph has not one input, or leaves its shape open and nobody says it
    Manifest manifest(Path model) throws IOException {
        var graph = Graph.read(model);
        if (graph.inputs().size() != 1) {
            throw new IllegalArgumentException(model + ": the graph takes " + graph.inputs()
                    + "; for a graph of several inputs give a manifest by --manifest");
        }
        var port = graph.inputs().getFirst();
        if (port.open() && shape.isEmpty()) {
            throw new IllegalArgumentException(model + ": the graph leaves the shape of its input open: " + port
                    + "; say it by --shape, for example --shape 1,1,224,224");
        }
        var file = Files.createTempFile("gantry-options-", ".yaml");
        try {
            Files.writeString(file, yaml(port.name(), shape.isEmpty() ? port.shape().toString() : "[" + shape + "]"));
            return ModelFolder.manifest(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private String yaml(String tensor, String sides) {
        return """
                name: options-of-the-command-line
                version: 0.0.0
                task: classification
                scope: image
                files: {cpu: {path: model.onnx, precision: fp32, sha256: %s}}
                applies-to: {}
                input:
                  tensor: "%s"
                  shape: %s
                  samples: %s
                  resize: %s
                %soutput:
                  tensor: none
                  head: sigmoid
                  labels: [{name: none, code: {scheme: SCT, value: "0", meaning: none}, threshold: 0.5}]
                budget: 1s
                severity: routine
                licence: none
                intended-use: research only
                """.formatted("0".repeat(64), tensor, sides, samples, resize,
                        normalize.isEmpty() ? "" : "  normalize: " + normalize + "\n");
    }
}
