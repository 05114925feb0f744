// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.dicom.pixel.Frame;
import dev.gantry.preprocess.Picture;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/// PNG and JPEG pictures of labelled sets as frames: samples as stored, colours as their luma (ITU-R BT.601), no
/// window, no spacing.
final class Pixmap {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final long MOST_PIXELS = 100_000_000;

    private Pixmap() {}

    /// Whether the file begins as a PNG or JPEG does.
    static boolean is(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var start = in.readNBytes(PNG.length);
            return Arrays.equals(start, PNG)
                    || start.length >= JPEG.length && Arrays.equals(Arrays.copyOf(start, JPEG.length), JPEG);
        }
    }

    static Picture read(Path file) {
        try (var in = ImageIO.createImageInputStream(file.toFile())) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return new Picture.Unreadable("not a PNG or JPEG picture");
            }
            var reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return read(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) { // damaged pictures end in either
            return new Picture.Unreadable("the picture cannot be decoded: " + e.getMessage());
        }
    }

    private static Picture read(ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
            return new Picture.Unreadable(pixels + " pixels; at most " + MOST_PIXELS + " are read");
        }
        var image = reader.read(0);
        var samples = image.getColorModel() instanceof IndexColorModel ? palette(image) : stored(image.getRaster());
        return new Picture.Image(new Frame(image.getHeight(), image.getWidth(), samples, false,
                Optional.empty(), Optional.empty()));
    }

    /// Not by way of getRGB, which would apply a tone curve to grey pictures.
    private static float[] stored(Raster raster) {
        int bands = raster.getNumBands();
        var samples = new float[raster.getWidth() * raster.getHeight()];
        var row = new int[raster.getWidth() * bands];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int x = 0; x < raster.getWidth(); x++) {
                int at = x * bands;
                samples[y * raster.getWidth() + x] =
                        bands < 3 ? row[at] : luma(row[at], row[at + 1], row[at + 2]);
            }
        }
        return samples;
    }

    private static float[] palette(BufferedImage image) {
        var samples = new float[image.getWidth() * image.getHeight()];
        var rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        for (int i = 0; i < samples.length; i++) {
            samples[i] = luma(rgb[i] >> 16 & 0xFF, rgb[i] >> 8 & 0xFF, rgb[i] & 0xFF);
        }
        return samples;
    }

    private static float luma(int red, int green, int blue) {
        return red == green && green == blue ? red : (float) (0.299 * red + 0.587 * green + 0.114 * blue);
    }
}
