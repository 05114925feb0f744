// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Frame.Window;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PhotoTest {
    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static Frame frame(boolean inverted, Optional<Window> window, float... samples) {
        return new Frame(2, samples.length / 2, samples, inverted, window, Optional.empty());
    }

    @Test
    void shrinksByMeansAndSpreadsTheGreys() throws IOException {
        var photo = Photo.of(frame(false, Optional.empty(), 0, 0, 100, 100, 0, 0, 100, 100), 2);
        var image = read(photo.png(Optional.empty()));

        assertThat(photo.columns()).isEqualTo(2);
        assertThat(photo.rows()).isEqualTo(1);
        assertThat(image.getRaster().getSample(0, 0, 0)).isZero();
        assertThat(image.getRaster().getSample(1, 0, 0)).isEqualTo(255);
    }

    @Test
    void takesTheWindowAndTurnsMonochrome1Round() throws IOException {
        var window = Optional.of(new Window(50, 100, Window.Function.LINEAR_EXACT));
        var image = read(Photo.of(frame(true, window, 0, 50, 100, 400), 64).png(Optional.empty()));

        assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(255);
        assertThat(image.getRaster().getSample(1, 0, 0)).isBetween(126, 128);
        assertThat(image.getRaster().getSample(1, 1, 0)).isZero();
    }

    @Test
    void coloursWhatIsHotAndLeavesTheRestGrey() throws IOException {
        var image = read(Photo.of(frame(false, Optional.empty(), 0, 255, 0, 255), 64)
                .png(Optional.of(new float[] {0, 0, 1, 1})));

        assertThat(image.getRGB(0, 0)).isEqualTo(0xFF000000);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFFFFFFFF);
        int hot = image.getRGB(0, 1);
        assertThat(hot >> 16 & 0xFF).as("red").isGreaterThan(100);
        assertThat(hot & 0xFF).as("blue").isZero();
    }
}
