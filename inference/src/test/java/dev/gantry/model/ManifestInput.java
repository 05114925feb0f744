// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.CheckedYaml.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/// Reads the `input` of a manifest that is right in all else.
public final class ManifestInput {
    private static final String REST = """
            name: any
            version: 1.0.0
            task: classification
            scope: image
            files: {cpu: {path: model.onnx, precision: fp32, sha256: %s}}
            applies-to: {modality: [CT]}
            output: {tensor: y, head: sigmoid, labels: [{name: any}]}
            budget: 500ms
            severity: urgent
            licence: Apache-2.0
            intended-use: research only
            """.formatted("0".repeat(64));

    private ManifestInput() {}

    /// @param text what stands after `input:`, a flow mapping or indented lines
    public static Input of(String text) {
        try {
            var folder = Files.createTempDirectory("manifest-input");
            var file = folder.resolve("manifest.yaml");
            try {
                Files.writeString(file, REST + "input:" + (text.startsWith("{") ? " " : "\n") + text + "\n");
                var yaml = CheckedYaml.read(
                        file, "/schema/manifest.schema.json", InputRules.RULES.toArray(Rule[]::new));
                return InputYaml.input(yaml.part("input"));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
