// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.album;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.Input;
import dev.gantry.model.ModelFolder;
import dev.gantry.preprocess.Picture;
import dev.gantry.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedsTest {
    @TempDir
    Path folder;

    private Input input() throws IOException {
        var file = Files.writeString(folder.resolve(".manifest.yaml"), """
                name: tiny
                version: 1.0.0
                task: classification
                scope: image
                files: {cpu: {path: model.onnx, precision: fp32, sha256: %s}}
                applies-to: {}
                input: {tensor: image, shape: [1, 1, 2, 2], samples: {min-max: true}, resize: stretch}
                output:
                  tensor: logit
                  head: sigmoid
                  labels: [{name: spot, code: {scheme: SCT, value: "1", meaning: Spot}, threshold: 0.5}]
                budget: 500ms
                severity: routine
                licence: Apache-2.0
                intended-use: research only
                """.formatted("0".repeat(64)));
        return ModelFolder.manifest(file).input();
    }

    private void png(String name, int type, int... samples) throws IOException {
        var image = new BufferedImage(2, 2, type);
        for (int i = 0; i < 4; i++) {
            if (type == BufferedImage.TYPE_INT_RGB) {
                image.setRGB(i % 2, i / 2, samples[i]);
            } else {
                image.getRaster().setSample(i % 2, i / 2, 0, samples[i]);
            }
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private float[] samples(String name) {
        var picture = Album.image(folder, folder.resolve(name)).picture().get();
        return ((Picture.Image) picture).frame().samples();
    }

    @Test
    void readsGreySamplesAsTheyAreStoredAndColoursAsLuma() throws IOException {
        png("grey.png", BufferedImage.TYPE_BYTE_GRAY, 0, 10, 128, 255);
        png("deep.png", BufferedImage.TYPE_USHORT_GRAY, 0, 300, 40000, 65535);
        png("rgb.png", BufferedImage.TYPE_INT_RGB, 0xff0000, 0x00ff00, 0x0000ff, 0xffffff);

        assertThat(samples("grey.png")).containsExactly(0, 10, 128, 255);
        assertThat(samples("deep.png")).containsExactly(0, 300, 40000, 65535);
        assertThat(samples("rgb.png")).containsExactly(76.245f, 149.685f, 29.07f, 255);
    }

    @Test
    void takesPicturesEvenlyFromTheWholeFolder() throws IOException {
        for (int i = 0; i < 10; i++) {
            png("p" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 0, i, 20, 255);
        }
        var said = new ArrayList<String>();

        try (var feeds = Feeds.of(input(), folder, false, 5, said::add)) {
            assertThat(feeds.size()).isEqualTo(5);
            assertThat(feeds.name(1)).isEqualTo("p2.png");
            assertThat(feeds.name(4)).isEqualTo("p8.png");
            Tensor third = feeds.feed(2).get("image");
            assertThat(third.toFloats()).containsExactly(0, 4 / 255f, 20 / 255f, 1);
        }
        assertThat(said).singleElement().asString().contains("5 of 10 files");
    }
}
