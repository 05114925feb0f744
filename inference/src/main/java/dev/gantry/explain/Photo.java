// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import dev.gantry.dicom.pixel.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/// A frame as a PNG picture, smaller than it was, perhaps with a heat map over it.
public final class Photo {
    private final int rows;
    private final int columns;
    private final int[] greys;

    private Photo(int rows, int columns, int[] greys) {
        this.rows = rows;
        this.columns = columns;
        this.greys = greys;
    }

    /// @param most pixels of the longer side; smaller frames keep their size
    public static Photo of(Frame frame, int most) {
        double scale = Math.min(1, (double) most / Math.max(frame.rows(), frame.columns()));
        int rows = Math.max(1, (int) Math.round(frame.rows() * scale));
        int columns = Math.max(1, (int) Math.round(frame.columns() * scale));
        var small = shrunk(frame, rows, columns);
        return new Photo(rows, columns, greys(frame, small));
    }

    /// Means of areas.
    private static float[] shrunk(Frame frame, int rows, int columns) {
        var small = new float[rows * columns];
        for (int y = 0; y < rows; y++) {
            int top = (int) ((long) y * frame.rows() / rows);
            int bottom = Math.max(top + 1, (int) ((y + 1L) * frame.rows() / rows));
            for (int x = 0; x < columns; x++) {
                int left = (int) ((long) x * frame.columns() / columns);
                int right = Math.max(left + 1, (int) ((x + 1L) * frame.columns() / columns));
                double sum = 0;
                for (int row = top; row < bottom; row++) {
                    for (int column = left; column < right; column++) {
                        sum += frame.samples()[row * frame.columns() + column];
                    }
                }
                small[y * columns + x] = (float) (sum / ((bottom - top) * (right - left)));
            }
        }
        return small;
    }

    /// The object's window, or from the lowest to the highest sample.
    private static int[] greys(Frame frame, float[] samples) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float sample : samples) {
            low = Math.min(low, sample);
            high = Math.max(high, sample);
        }
        if (frame.window().isPresent()) {
            low = frame.window().get().center() - frame.window().get().width() / 2;
            high = low + frame.window().get().width();
        }
        double scale = high > low ? 255 / (high - low) : 0;
        var greys = new int[samples.length];
        for (int i = 0; i < greys.length; i++) {
            int grey = (int) Math.round(Math.clamp((samples[i] - low) * scale, 0, 255));
            greys[i] = frame.inverted() ? 255 - grey : grey;
        }
        return greys;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /// @param heat 0 to 1 for each pixel, laid over it from yellow to red; empty for none
    public byte[] png(Optional<float[]> heat) {
        var image = new BufferedImage(columns, rows,
                heat.isPresent() ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        var raster = image.getRaster();
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int at = y * columns + x;
                raster.setPixel(x, y, heat.isPresent() ? warm(greys[at], heat.get()[at]) : new int[] {greys[at]});
            }
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail so
        }
        return out.toByteArray();
    }

    /// Nothing below a quarter of the loudest place; then more and more colour, from yellow to red.
    private static int[] warm(int grey, float heat) {
        double amount = Math.clamp((heat - 0.25) / 0.75, 0, 1);
        double cover = 0.55 * Math.sqrt(amount);
        double green = 220 * (1 - amount);
        return new int[] {
            mix(grey, 255, cover), mix(grey, green, cover), mix(grey, 0, cover)
        };
    }

    private static int mix(int grey, double colour, double cover) {
        return (int) Math.round(grey * (1 - cover) + colour * cover);
    }
}
