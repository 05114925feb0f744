// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes a model package around one of the tiny graphs of `onnx/`. The manifest asks for 8-bit chest
/// radiographs of children, black 0 and white 1, and is right as it is; [#manifest] changes words of it.
public final class PackageOnDisk {
    private final Path folder;
    private String manifest;

    private PackageOnDisk(Path folder, String manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /// @param id    `name/version`
    /// @param graph `mean`, `wrong`, `log`, `three` or `loop`, see make_fixtures.py
    public static PackageOnDisk write(Path models, String id, String graph) throws IOException {
        var folder = Files.createDirectories(models.resolve(id));
        Files.createDirectories(folder.resolve("golden"));
        byte[] onnx = resource("/onnx/" + graph + ".onnx");
        Files.write(folder.resolve("model.onnx"), onnx);
        var name = id.substring(0, id.indexOf('/'));
        var version = id.substring(id.indexOf('/') + 1);
        var made = new PackageOnDisk(folder, TEMPLATE.formatted(name, version, sha256(onnx)));
        return made.manifest("", "");
    }

    private static final String TEMPLATE = """
            name: %s
            version: %s
            task: classification
            scope: image
            files:
              cpu: {path: model.onnx, precision: fp32, sha256: %s}
            applies-to: {modality: [CR, DX], body-part: [CHEST], view: [PA, AP], age: [1Y, 5Y]}
            input:
              tensor: image
              shape: [1, 1, 8, 8]
              samples: {center: 128, width: 256}
              resize: stretch
            output:
              tensor: logit
              head: sigmoid
              labels: [{name: pneumonia, code: {scheme: SCT, value: "1", meaning: Pneumonia}, threshold: 0.4}]
            budget: 500ms
            late: finish
            severity: urgent
            licence: Apache-2.0
            intended-use: research only
            """;

    public Path folder() {
        return folder;
    }

    /// The manifest as it stands now.
    public String text() {
        return manifest;
    }

    /// Replaces words of the manifest.
    public PackageOnDisk manifest(String from, String to) throws IOException {
        if (!manifest.contains(from)) {
            throw new IllegalArgumentException("the manifest does not say " + from);
        }
        manifest = manifest.replace(from, to);
        Files.writeString(folder.resolve("manifest.yaml"), manifest);
        return this;
    }

    /// Writes the golden cases: one line `{file: ..., label: ..., probability: ..., result: ...}` each.
    public PackageOnDisk golden(String... cases) throws IOException {
        var yaml = new StringBuilder("tolerance: 0.05\ncases:\n");
        for (var one : cases) {
            yaml.append("  - ").append(one).append('\n');
        }
        Files.writeString(folder.resolve("golden/cases.yaml"), yaml);
        return this;
    }

    public PackageOnDisk object(String name, byte[] dicom) throws IOException {
        Files.write(folder.resolve("golden").resolve(name), dicom);
        return this;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PackageOnDisk.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
