// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.preprocess.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixmapTest {
    @TempDir
    Path folder;

    private float[] samples(BufferedImage image, String format) throws IOException {
        var file = folder.resolve("picture." + format);
        ImageIO.write(image, format, file.toFile());
        assertThat(Pixmap.is(file)).isTrue();
        return ((Picture.Image) Pixmap.read(file)).frame().samples();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void takesGreySamplesAsTheyAreStored(String format) throws IOException {
        var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, 90);
        }

        assertThat(samples(image, format)).hasSize(256).containsOnly(90);
    }

    @Test
    void takesSixteenBits() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 40_000);
        image.getRaster().setSample(1, 0, 0, 7);

        assertThat(samples(image, "png")).containsExactly(40_000, 7);
    }

    @Test
    void turnsColoursIntoLumaAndLeavesGreyInColoursAsItIs() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF0000);
        image.setRGB(1, 0, 0x4D4D4D);

        assertThat(samples(image, "png")).containsExactly((float) (255 * 0.299), 0x4D);
    }

    @Test
    void looksUpPalettes() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
        image.setRGB(0, 0, 0xFFFFFFFF);
        image.setRGB(1, 0, 0xFF000000);

        assertThat(samples(image, "png")).containsExactly(255, 0);
    }

    @Test
    void saysWhatItCannotRead() throws IOException {
        var text = Files.writeString(folder.resolve("text.png"), "no picture");
        var torn = Files.write(folder.resolve("torn.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});

        assertThat(Pixmap.is(text)).isFalse();
        assertThat(Pixmap.is(torn)).isTrue();
        assertThat(Pixmap.read(text)).isInstanceOf(Picture.Unreadable.class);
        assertThat(Pixmap.read(torn)).isInstanceOf(Picture.Unreadable.class);
    }
}
