// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalWeightsTest {
    private static final byte[] TENSOR = field(13, join(
            field(1, "location".getBytes(StandardCharsets.UTF_8)),
            field(2, "weights.bin".getBytes(StandardCharsets.UTF_8))));

    @Test
    void findsThemAmongTheInitializers() {
        var graph = join(field(2, new byte[300]), field(5, field(9, new byte[5000])), field(5, TENSOR));

        assertThat(locations(field(7, graph))).containsExactly("weights.bin");
    }

    @Test
    void findsThemInTheBranchOfANode() {
        var branch = field(5, TENSOR);
        var node = join(field(1, new byte[] {'x'}), field(5, field(6, branch)));

        assertThat(locations(join(field(2, new byte[] {'y'}), field(7, field(1, node)))))
                .containsExactly("weights.bin");
    }

    @Test
    void findsThemInAConstantOfAFunctionAndInASparseTensor() {
        var constant = field(5, field(5, TENSOR));

        assertThat(locations(field(25, field(7, constant)))).containsExactly("weights.bin");
        assertThat(locations(field(7, field(15, field(1, TENSOR))))).containsExactly("weights.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "three", "loop", "log", "wrong"})
    void findsNoneInAGraphThatHoldsItsOwn(String name) throws Exception {
        assertThat(ExternalWeights.locations(
                Path.of(ExternalWeightsTest.class.getResource("/onnx/" + name + ".onnx").toURI()))).isEmpty();
    }

    @Test
    void leavesWhatIsNoProtobufToOthers() {
        assertThat(locations(new byte[] {(byte) 0x3a, 0x7f, 1})).isEmpty();
        assertThat(locations(new byte[] {-1, -1, -1})).isEmpty();
        assertThat(locations("not a model at all".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void refusesAPackageWithWeightsThatNoChecksumCovers(@TempDir Path models) throws IOException {
        var onDisk = PackageOnDisk.write(models, "split/1.0.0", "mean")
                .golden("{file: a.dcm, label: pneumonia, probability: 0.5, result: positive}")
                .object("a.dcm", new byte[1]);
        var graph = onDisk.folder().resolve("model.onnx");
        var before = PackageOnDisk.sha256(Files.readAllBytes(graph));
        Files.write(graph, field(7, field(5, TENSOR)));
        onDisk.manifest(before, PackageOnDisk.sha256(Files.readAllBytes(graph)));

        assertThat(ModelFolder.read(models)).containsExactly(new Candidate.Unsound(
                new ModelId("split", ModelId.Version.of("1.0.0")),
                Gate.CHECKSUM,
                "model.onnx: holds weights in the file weights.bin: expected its SHA-256 under checksums in the"
                        + " manifest, found none"));
    }

    private static Set<String> locations(byte[] model) {
        return ExternalWeights.locations(ByteBuffer.wrap(model));
    }

    /// A field of wire type 2.
    private static byte[] field(int number, byte[] content) {
        return join(varint(number << 3 | 2), varint(content.length), content);
    }

    private static byte[] varint(int value) {
        var out = new ByteArrayOutputStream();
        for (int rest = value; ; rest >>>= 7) {
            if (rest < 0x80) {
                out.write(rest);
                return out.toByteArray();
            }
            out.write(rest & 0x7f | 0x80);
        }
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
