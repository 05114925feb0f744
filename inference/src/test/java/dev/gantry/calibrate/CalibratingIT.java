// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.calibrate.Order.Bounds;
import dev.gantry.calibrate.Order.Wishes;
import dev.gantry.calibrate.Result.After;
import dev.gantry.config.InferenceSettings;
import dev.gantry.graph.Constant;
import dev.gantry.graph.Folding;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import dev.gantry.graph.TinyNet;
import dev.gantry.model.ModelFolder;
import dev.gantry.quantize.Method;
import dev.gantry.quantize.Plan;
import dev.gantry.quantize.Quantizer;
import dev.gantry.quantize.Range;
import dev.gantry.quantize.Scheme;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class CalibratingIT {
    private static final int PICTURES = 12;
    private static final String MANIFEST = """
            name: tiny
            version: 1.0.0
            task: classification
            scope: image
            files: {cpu: {path: model.onnx, precision: fp32, sha256: %s}}
            applies-to: {}
            input: {tensor: image, shape: [1, 1, 16, 16], samples: {min-max: true}, resize: stretch}
            output:
              tensor: logit
              head: sigmoid
              labels: [{name: spot, code: {scheme: SCT, value: "1", meaning: Spot}, threshold: 0.5}]
            budget: 500ms
            severity: routine
            licence: Apache-2.0
            intended-use: research only
            """.formatted("0".repeat(64));

    @TempDir
    Path folder;

    private final OnnxRuntime runtime = OnnxRuntime.start(
            new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
    private Path model;
    private Path pictures;

    @BeforeEach
    void draw() throws IOException {
        model = Files.write(folder.resolve("model.onnx"), TinyNet.residual().bytes());
        pictures = Files.createDirectories(folder.resolve("pictures"));
        var labels = new StringBuilder("file,label\n");
        for (int i = 0; i < PICTURES; i++) {
            ImageIO.write(spots(i), "png", pictures.resolve("p" + i + ".png").toFile());
            labels.append("pictures/p%d.png,%d%n".formatted(i, i % 2));
        }
        Files.writeString(folder.resolve("labels.csv"), labels);
    }

    private static BufferedImage spots(int seed) {
        var random = new Random(seed);
        var image = new BufferedImage(20, 18, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 40; i++) {
            image.getRaster().setSample(random.nextInt(20), random.nextInt(18), 0, random.nextInt(256));
        }
        return image;
    }

    private Order order(String out, Optional<Method> method, double leastDecibels, Set<String> keepFloat,
            Scheme... schemes) throws IOException {
        var manifest = Files.writeString(folder.resolve("manifest.yaml"), MANIFEST);
        return new Order(
                new Order.Files(model, pictures, Optional.of(folder.resolve("labels.csv")), folder.resolve(out)),
                ModelFolder.manifest(manifest),
                new Wishes(List.of(schemes), method, 64, keepFloat),
                new Bounds(leastDecibels, 1));
    }

    private Result run(Order order) throws IOException {
        return Calibrating.run(order, runtime, _ -> {});
    }

    private static float value(Runs runs, Tensor image) {
        return runs.run(Map.of("image", image)).get("logit").get(0);
    }

    private static Tensor noise(long seed) {
        var random = new Random(seed);
        var image = new float[256];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
        }
        return Tensor.of(image, 1, 1, 16, 16);
    }

    @Test
    void foldsWithoutChangingWhatIsComputed() throws IOException {
        var folded = TinyNet.residual();
        assertThat(Folding.fold(folded).folded()).isEqualTo(3);

        try (var before = Runs.open(runtime, "before", TinyNet.residual().bytes());
                var after = Runs.open(runtime, "after", folded.bytes())) {
            for (int seed = 0; seed < 5; seed++) {
                assertThat(value(after, noise(seed))).isCloseTo(value(before, noise(seed)), within(1e-5f));
            }
        }
    }

    @Test
    void foldsIntoTransposedConvsWithoutChangingWhatIsComputed() {
        var net = TinyNet.of(List.of(1L, 1L, 16L, 16L), List.of(1L, 4L, 32L, 32L));
        net.conv("a", "image", 1, 4, 3).put("u", 1, 4, 2, 2, 2);
        net.graph().add(Node.of("ConvTranspose", "up", List.of("a.out", "u"), List.of("up.out"))
                .with("strides", List.of(2L, 2L)).with("group", 2));
        var graph = net.normalized("up", 4).op("Relu", "logit", "up.norm").graph();
        var before = graph.bytes();
        assertThat(Folding.fold(graph).folded()).isEqualTo(1);

        try (var one = Runs.open(runtime, "before", before); var other = Runs.open(runtime, "after", graph.bytes())) {
            var expected = one.run(Map.of("image", noise(3))).get("logit").toFloats();
            var found = other.run(Map.of("image", noise(3))).get("logit").toFloats();
            assertThat(found).containsExactly(expected, within(1e-5f));
        }
    }

    @Test
    void runsEveryLayerWithEightBits() throws IOException {
        var result = run(order("out", Optional.empty(), 0, Set.of(), Scheme.CPU));

        var operators = result.after().getFirst().operators();
        assertThat(operators).containsEntry("QLinearConv", 3).containsEntry("QLinearAdd", 1).containsEntry("QGemm", 1)
                .containsEntry("QLinearGlobalAveragePool", 1).containsEntry("QuantizeLinear", 1)
                .doesNotContainKeys("DequantizeLinear", "Conv", "Relu", "Gemm", "Add");
    }

    @Test
    void staysCloseToTheFloatGraphForEveryTarget() throws IOException {
        var result = run(order("out", Optional.empty(), 0, Set.of(), Scheme.values()));

        assertThat(result.after()).hasSize(3).allSatisfy(one -> assertThat(Result.decibels(one)).isGreaterThan(20));
        assertThat(result.after()).extracting(one -> one.written().file())
                .containsExactly("model.int8.onnx", "model.int8r.onnx", "model.int8s.onnx");
        assertThat(result.after().getLast().measured().medianMs()).isEmpty();
        assertThat(result.pictures().used()).isEqualTo(9);
        assertThat(result.pictures().judged()).isEqualTo(3);
        assertThat(result.pictures().labelled()).isEqualTo(PICTURES);
    }

    @Test
    void writesTheSameBytesAgain() throws IOException {
        run(order("one", Optional.empty(), 0, Set.of(), Scheme.CPU, Scheme.TENSORRT));
        run(order("two", Optional.empty(), 0, Set.of(), Scheme.CPU, Scheme.TENSORRT));

        for (var file : List.of("model.int8.onnx", "model.int8s.onnx", "files.yaml")) {
            assertThat(folder.resolve("two").resolve(file)).hasSameBinaryContentAs(folder.resolve("one").resolve(file));
        }
    }

    @Test
    void reportsWhatItWrote() throws IOException {
        var result = run(order("out", Optional.of(new Method.MinMax()), 0, Set.of("first"), Scheme.CPU));

        var after = result.after().getFirst();
        var json = JsonMapper.shared().readTree(Files.readString(folder.resolve("out/report.json")));
        assertThat(json.at("/after/0/sha256").asString()).isEqualTo(after.written().sha256());
        assertThat(json.at("/before/bytes").asLong()).isEqualTo(Files.size(model));
        assertThat(json.at("/after/0/layers/1/name").asString()).isEqualTo("first");
        assertThat(json.at("/after/0/layers/1/float").asBoolean()).isTrue();
        assertThat(Files.readString(folder.resolve("out/files.yaml"))).isEqualTo(
                "files:\n  cpu: {path: model.int8.onnx, precision: int8, sha256: %s}\n".formatted(after.written().sha256()));
        assertThat(Files.readString(folder.resolve("out/report.md")))
                .contains("model.int8.onnx", "first | Conv, in float", "min-max", "QLinearConv");
        assertThat(result.before().auroc()).isPresent();
    }

    @Test
    void givesLayersBackToFloatUntilTheOutputsAreCleanEnough() throws IOException {
        var plain = run(order("plain", Optional.of(new Method.MinMax()), 0, Set.of(), Scheme.CPU));
        double wanted = Math.min(60, Result.decibels(plain.after().getFirst()) + 1);

        var better = run(order("better", Optional.of(new Method.MinMax()), wanted, Set.of(), Scheme.CPU));

        var after = better.after().getFirst();
        assertThat(after.layers()).filteredOn(Result.Layer::inFloat).isNotEmpty();
        assertThat(after.layers()).allSatisfy(layer -> assertThat(layer.alone()).isPresent());
        assertThat(floats(after)).isLessThanOrEqualTo(2); // a third of four layers, rounded up
        assertThat(better.good(after)).isEqualTo(Result.decibels(after) >= wanted);
    }

    private static long floats(After after) {
        return after.layers().stream().filter(Result.Layer::inFloat).count();
    }

    @Test
    void leavesOutPicturesThatItCannotReadAndSaysSo() throws IOException {
        Files.writeString(pictures.resolve("notes.txt"), "not a picture");

        var result = run(order("out", Optional.of(new Method.MinMax()), 0, Set.of(), Scheme.CPU));

        assertThat(result.pictures().unusable()).isEqualTo(1);
        assertThat(result.pictures().complaints()).singleElement().asString().startsWith("notes.txt: ");
    }

    @Test
    void refusesAFolderWithoutAPicture() throws IOException {
        pictures = Files.createDirectories(folder.resolve("none"));
        var empty = order("out", Optional.empty(), 0, Set.of(), Scheme.CPU);
        assertThatThrownBy(() -> run(empty)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no picture here can be used").hasMessageContaining("empty");

        Files.writeString(pictures.resolve("notes.txt"), "not a picture");
        assertThatThrownBy(() -> run(empty)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("notes.txt").hasMessageContaining("DICOM, PNG or JPEG");
    }

    @Test
    void refusesAGraphThatTheManifestDoesNotDescribe() throws IOException {
        var other = TinyNet.of(List.of(1L, 3L, 16L, 16L), List.of(1L, 4L, 16L, 16L)).conv("a", "image", 3, 4, 3)
                .op("Relu", "logit", "a.out").graph();
        Files.write(model, other.bytes());
        var order = order("out", Optional.empty(), 0, Set.of(), Scheme.CPU);

        assertThatThrownBy(() -> run(order)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image FLOAT[1, 3, 16, 16]").hasMessageContaining("image FLOAT[1, 1, 16, 16]");
    }

    @Test
    void refusesAGraphThatIsQuantizedAlready() throws IOException {
        run(order("out", Optional.of(new Method.MinMax()), 0, Set.of(), Scheme.CPU));
        model = folder.resolve("out/model.int8.onnx");
        var again = order("again", Optional.empty(), 0, Set.of(), Scheme.CPU);

        assertThatThrownBy(() -> run(again)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quantized already");
    }

    @Test
    void refusesToKeepAnOperatorThatThereIsNot() throws IOException {
        var order = order("out", Optional.empty(), 0, Set.of("conv9"), Scheme.CPU);

        assertThatThrownBy(() -> run(order)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conv9").hasMessageContaining("[stem, first, second, head]");
    }

    @Test
    void carriesClippedAndJoinedTensorsWithEightBitsToo() throws IOException {
        var net = TinyNet.of(List.of(1L, 1L, 16L, 16L), List.of(1L, 1L));
        net.graph().put(Constant.floats("six", List.of(), 6));
        net.graph().put(Constant.floats("zero", List.of(), 0));
        net.conv("a", "image", 1, 4, 3).op("Clip", "a.clip", "a.out", "zero", "six");
        net.conv("b", "a.clip", 4, 4, 1).op("Relu", "b.relu", "b.out");
        net.graph().add(Node.of("Concat", "join", List.of("a.clip", "b.relu"), List.of("both")).with("axis", 1));
        net.conv("c", "both", 8, 8, 3).op("GlobalAveragePool", "mean", "c.out").op("Flatten", "flat", "mean");
        var graph = net.gemm("head", "flat", 8, 1, "logit").graph();
        Files.write(model, graph.bytes());

        var after = run(order("out", Optional.empty(), 0, Set.of(), Scheme.CPU)).after().getFirst();

        assertThat(after.operators()).containsEntry("QLinearConv", 3).containsEntry("QLinearConcat", 1)
                .doesNotContainKeys("Clip", "Relu", "Concat", "Conv", "DequantizeLinear");
        assertThat(Result.decibels(after)).isGreaterThan(20);
    }

    @Test
    void quantizesVolumes() {
        var net = TinyNet.of(List.of(1L, 1L, 4L, 8L, 8L), List.of(1L, 4L, 4L, 8L, 8L)).put("w", 0.3, 4, 1, 3, 3, 3);
        net.graph().add(Node.of("Conv", "deep", List.of("image", "w"), List.of("t"))
                .with("pads", List.of(1L, 1L, 1L, 1L, 1L, 1L)));
        var graph = net.op("Relu", "logit", "t").graph();
        var quantized = Quantizer.quantize(graph, Scheme.CPU, Plan.of(graph, Scheme.CPU, Set.of()),
                name -> name.equals("image") ? new Range(0, 1) : new Range(0, 3));
        var values = new ArrayList<Float>();
        var random = new Random(1);
        for (int i = 0; i < 256; i++) {
            values.add(random.nextFloat());
        }
        var image = Tensor.allocate(ElementType.FLOAT, 1, 1, 4, 8, 8);
        for (int i = 0; i < 256; i++) {
            image.set(i, values.get(i));
        }

        try (var one = Runs.open(runtime, "float", graph.bytes());
                var other = Runs.open(runtime, "int8", quantized.graph().bytes())) {
            var noise = new Noise();
            noise.add(one.run(Map.of("image", image)).get("logit"), other.run(Map.of("image", image)).get("logit"));
            assertThat(noise.decibels()).isGreaterThan(30);
        }
    }

    @Test
    void keepsTheBytesOfAGraphThatItParsesAndWrites() throws IOException {
        assertThat(Graph.read(model).bytes()).isEqualTo(Files.readAllBytes(model));
    }
}
