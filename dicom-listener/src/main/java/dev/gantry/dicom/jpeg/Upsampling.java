// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.jpeg.JpegPicture.Component;

/// Component planes to pixels, the samples of each side by side.
///
/// Components with half the columns, or half the columns and rows, are widened by a triangle filter that weighs
/// the nearer sample 3:1, as the reference software does; those with half the rows only, or less, are repeated.
final class Upsampling {
    /// Narrower planes are repeated.
    private static final int LEAST_TO_FILTER = 3;

    private final JpegPicture picture;

    Upsampling(JpegPicture picture) {
        this.picture = picture;
    }

    byte[] interleaved(int bytesPerSample) {
        int n = picture.components().size();
        var samples = new byte[picture.rows() * picture.columns() * n * bytesPerSample];
        var line = new short[picture.columns() + 2 * picture.mostHorizontal()];
        var sums = new int[picture.columns()];
        for (int c = 0; c < n; c++) {
            var component = picture.components().get(c);
            for (int row = 0; row < picture.rows(); row++) {
                line(component, row, line, sums);
                int at = (row * picture.columns() * n + c) * bytesPerSample;
                int step = n * bytesPerSample;
                if (bytesPerSample == 1) {
                    for (int i = 0; i < picture.columns(); i++, at += step) {
                        samples[at] = (byte) line[i];
                    }
                } else {
                    for (int i = 0; i < picture.columns(); i++, at += step) {
                        samples[at] = (byte) line[i];
                        samples[at + 1] = (byte) (line[i] >>> 8);
                    }
                }
            }
        }
        return samples;
    }

    private void line(Component component, int row, short[] line, int[] sums) {
        int across = picture.mostHorizontal() / component.horizontal();
        int down = picture.mostVertical() / component.vertical();
        var plane = component.plane();
        int at = row / down * component.stride();
        if (across == 1 && down == 1) {
            System.arraycopy(plane, at, line, 0, picture.columns());
        } else if (across == 2 && down <= 2 && component.columns() >= LEAST_TO_FILTER) {
            if (down == 1) {
                widen(plane, at, component.columns(), line);
            } else {
                int far = Math.clamp((row % 2 == 0 ? row / 2 - 1 : row / 2 + 1), 0, component.rows() - 1);
                widen(plane, at, far * component.stride(), component.columns(), line, sums);
            }
        } else {
            for (int i = 0; i < picture.columns(); i++) {
                line[i] = plane[at + i / across];
            }
        }
    }

    private static void widen(short[] plane, int at, int n, short[] line) {
        line[0] = plane[at];
        line[2 * n - 1] = plane[at + n - 1];
        for (int i = 0; i + 1 < n; i++) {
            int left = plane[at + i];
            int right = plane[at + i + 1];
            line[2 * i + 1] = (short) (3 * left + right + 2 >> 2);
            line[2 * i + 2] = (short) (3 * right + left + 1 >> 2);
        }
    }

    private static void widen(short[] plane, int near, int far, int n, short[] line, int[] sums) {
        for (int i = 0; i < n; i++) {
            sums[i] = 3 * plane[near + i] + plane[far + i];
        }
        line[0] = (short) (4 * sums[0] + 8 >> 4);
        line[2 * n - 1] = (short) (4 * sums[n - 1] + 7 >> 4);
        for (int i = 0; i + 1 < n; i++) {
            line[2 * i + 1] = (short) (3 * sums[i] + sums[i + 1] + 7 >> 4);
            line[2 * i + 2] = (short) (3 * sums[i + 1] + sums[i] + 8 >> 4);
        }
    }
}
