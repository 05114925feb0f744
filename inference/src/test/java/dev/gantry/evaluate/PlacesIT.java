// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.config.InferenceSettings;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.graph.Constant;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import dev.gantry.graph.Port;
import dev.gantry.label.Classes;
import dev.gantry.label.Labelled;
import dev.gantry.measure.Binary.Draws;
import dev.gantry.model.Checksums;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.overlap.Masks;
import dev.gantry.runtime.OnnxRuntime;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Boxes and masks, by graphs whose answers are known.
class PlacesIT {
    private static final int SIDE = 16;
    private static final List<Port> IMAGE = List.of(new Port("image", "FLOAT", List.of(1L, 1L, 8L, 8L)));

    @TempDir
    Path folder;

    private Result run(Graph graph, String output, LabelledSet set) throws IOException {
        var packed = PackageOnDisk.write(folder, "places/1.0.0", "mean");
        var old = Checksums.sha256(Files.readAllBytes(packed.folder().resolve("model.onnx")));
        var bytes = graph.bytes();
        Files.write(packed.folder().resolve("model.onnx"), bytes);
        packed.manifest(old, Checksums.sha256(bytes)).manifest("  tensor: logit\n  head: sigmoid\n", output);
        if (graph.inputs().getFirst().shape().size() > 4) {
            packed.manifest("scope: image", "scope: series").manifest("[1, 1, 8, 8]", "[1, 1, 2, 8, 8]");
        }
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
        try (var tested = Tested.open(runtime, packed.folder(), Optional.empty())) {
            var labelled = Labelled.read(List.of(set.folder()), set.labels(), Classes.of(tested.manifest(), Map.of()));
            return new Evaluation(List.of(tested), new Pixels(Decoders.java()))
                    .run(labelled, new Draws(200, 1), (_, _) -> {});
        }
    }

    /// White in its first rows, black below.
    private static void picture(Path file, int whiteRows, int side) throws IOException {
        var image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < whiteRows * side; i++) {
            image.getRaster().setSample(i % side, i / side, 0, 255);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void comparesThePixelsOfAMaskWithDrawnOnes() throws IOException {
        var graph = Graph.empty("mask", IMAGE, List.of(new Port("mask", "FLOAT", List.of(1L, 1L, 8L, 8L))));
        graph.add(Node.of("Identity", "same", List.of("image"), List.of("mask")));
        var set = LabelledSet.in(folder.resolve("set"), "file,mask")
                .label("half.png,quarter-mask.png").label("none.png,").label("torn.png,small-mask.png");
        picture(set.folder().resolve("half.png"), 8, SIDE);
        picture(set.folder().resolve("quarter-mask.png"), 4, SIDE);
        picture(set.folder().resolve("none.png"), 0, SIDE);
        picture(set.folder().resolve("torn.png"), 0, SIDE);
        picture(set.folder().resolve("small-mask.png"), 2, 8);

        var result = run(graph, "  tensor: mask\n  head: mask\n  activation: none\n", set);

        var masks = result.judged().overlap().masks().get("pneumonia");
        assertThat(masks.pooled()).isEqualTo(new Masks.Pixels(4 * SIDE, 8 * SIDE, 4 * SIDE));
        assertThat(masks.meanDice().orElseThrow()).isCloseTo(2 * 4 / 12.0, within(1e-12));
        assertThat(masks.pictures()).isEqualTo(2);
        assertThat(result.leftOut()).singleElement().satisfies(one ->
                assertThat(one.why()).contains("small-mask.png has 8 x 8 pixels, the picture 16 x 16"));
    }

    @Test
    void looksAtSeries() throws IOException {
        var films = Path.of("..", "models", "chest-pneumonia", "1.0.0", "golden");
        var set = LabelledSet.in(folder.resolve("set"), "file,label").label("one,1").label("two,0").label("torn,0");
        for (var name : List.of("one", "two", "torn")) {
            var series = Files.createDirectories(set.folder().resolve(name));
            var film = name.equals("one") ? "phantom-opacity-1.dcm" : "phantom-no-opacity-1.dcm";
            Files.copy(films.resolve(film), series.resolve("1.dcm"));
            Files.copy(films.resolve("phantom-opacity-2.dcm"), series.resolve("2.dcm"));
        }
        Files.writeString(set.folder().resolve("torn").resolve("3.dcm"), "no object");
        var graph = Graph.empty("volume", List.of(new Port("image", "FLOAT", List.of(1L, 1L, 2L, 8L, 8L))),
                List.of(new Port("logit", "FLOAT", List.of(1L, 1L))));
        graph.add(Node.of("GlobalAveragePool", "pool", List.of("image"), List.of("pooled")));
        graph.add(Node.of("Flatten", "flat", List.of("pooled"), List.of("logit")));

        var result = run(graph, "  tensor: logit\n  head: sigmoid\n", set);

        assertThat(result.cases().stream().map(Labelled.Case::name)).containsExactly("one", "two");
        assertThat(result.judged().answers().get(0)[0]).isNotEqualTo(result.judged().answers().get(1)[0]);
        assertThat(result.leftOut().stream().map(Labelled.LeftOut::name)).containsExactlyInAnyOrder("torn", "set");
        assertThat(result.leftOut()).anySatisfy(one -> assertThat(one.why()).contains("one of 3 objects"));
    }

    @Test
    void matchesBoxesWithDrawnOnes() throws IOException {
        var graph = Graph.empty("boxes", IMAGE, List.of(
                new Port("boxes", "FLOAT", List.of(2L, 4L)),
                new Port("scores", "FLOAT", List.of(2L)),
                new Port("numbers", "INT64", List.of(2L))));
        graph.put(Constant.floats("b", List.of(2L, 4L), 0, 0, 4, 4, 4, 4, 8, 8));
        graph.put(Constant.floats("s", List.of(2L), 0.9f, 0.6f));
        graph.put(Constant.int64("n", List.of(2L), 1, 1));
        graph.add(Node.of("Identity", "b1", List.of("b"), List.of("boxes")));
        graph.add(Node.of("Identity", "s1", List.of("s"), List.of("scores")));
        graph.add(Node.of("Identity", "n1", List.of("n"), List.of("numbers")));
        var set = LabelledSet.in(folder.resolve("set"), "file,class,x1,y1,x2,y2")
                .label("a.png,pneumonia,0,0,8,8").label("b.png,pneumonia,8,8,16,16").label("c.png,,,,,");
        for (var name : List.of("a.png", "b.png", "c.png")) {
            set.picture(name, 100);
        }

        var result = run(graph, "  head: boxes\n  tensors: {boxes: boxes, scores: scores, labels: numbers}\n", set);

        var boxes = result.judged().overlap().boxes().get("pneumonia");
        // by score: a hit, two alarms at 0.9, then a hit and two alarms at 0.6
        assertThat(boxes.drawn()).isEqualTo(2);
        assertThat(boxes.found()).isEqualTo(6);
        assertThat(boxes.averagePrecision(0.5).orElseThrow()).isCloseTo((51 * 1 + 50 * 0.4) / 101, within(1e-12));
        assertThat(boxes.averagePrecision()).isEqualTo(boxes.averagePrecision(0.5));
        assertThat(result.judged().questions().getFirst().counts().sensitivity().value()).hasValue(1);
    }
}
