// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.dicom.pixel.Frame;
import dev.gantry.label.Truth;
import dev.gantry.overlap.Region;
import dev.gantry.preprocess.Picture;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What people drew into a picture, in its own columns and rows.
sealed interface Drawings {
    /// The masks are not of this picture.
    record Unfit(String why) implements Drawings {}

    /// @param masks pixels that belong to a label, row by row, for labels with a mask
    record Fit(Truth truth, int rows, int columns, Map<String, boolean[]> masks) implements Drawings {
        /// Empty when nobody drew boxes.
        Optional<List<Region>> boxes(String label) {
            return truth.drawn().map(drawn -> drawn.stream()
                    .filter(each -> each.label().equals(label))
                    .map(each -> each.in(rows, columns).region())
                    .toList());
        }

        /// Of a mask, or of outlines; empty when there is neither, or a box: what of it belongs to the label nobody
        /// said.
        Optional<boolean[]> pixels(String label) {
            if (!truth.masks().isEmpty()) {
                return Optional.of(masks.getOrDefault(label, new boolean[rows * columns]));
            }
            boolean outlined = truth.drawn().isPresent()
                    && truth.drawn().get().stream().noneMatch(each -> each.outline().length == 4);
            if (!outlined) {
                return Optional.empty();
            }
            var pixels = new boolean[rows * columns];
            truth.drawn().get().stream()
                    .filter(each -> each.label().equals(label))
                    .forEach(each -> each.in(rows, columns).fill(pixels, rows, columns));
            return Optional.of(pixels);
        }
    }

    static Drawings of(Truth truth, Picture picture) {
        if (!(picture instanceof Picture.Image(var frame))) {
            return new Fit(new Truth(truth.present(), Optional.empty(), Map.of()), 0, 0, Map.of());
        }
        var masks = new HashMap<String, boolean[]>();
        for (var mask : truth.masks().entrySet()) {
            if (!(Pixmap.read(mask.getValue()) instanceof Picture.Image(var drawn))) {
                return new Unfit("its mask " + name(mask.getValue()) + " cannot be read as PNG or JPEG");
            }
            if (drawn.rows() != frame.rows() || drawn.columns() != frame.columns()) {
                return new Unfit("its mask " + name(mask.getValue()) + " has " + size(drawn) + " pixels, the picture "
                        + size(frame));
            }
            masks.put(mask.getKey(), belonging(drawn.samples()));
        }
        return new Fit(truth, frame.rows(), frame.columns(), masks);
    }

    private static boolean[] belonging(float... samples) {
        var pixels = new boolean[samples.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = samples[i] > 0;
        }
        return pixels;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static String size(Frame frame) {
        return frame.columns() + " x " + frame.rows();
    }
}
