// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// What is said of one tile, or of all that say nothing themselves; [Codestream] fills it in.
final class Tile {
    private static final int MOST_LEVELS = 32;

    /// A part of the packets and their order (A.6.6).
    record Progression(int order, int layers, int firstResolution, int endResolution, int firstComponent,
            int endComponent) {
        boolean covers(int resolution, int component) {
            return resolution >= firstResolution && resolution < endResolution && component >= firstComponent
                    && component < endComponent;
        }
    }

    final Coding[] coding;
    final Quantization[] quantization;
    final int[] shifts;
    final boolean[] codingOwn;
    final boolean[] quantizationOwn;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Progression> changes = List.of();
    int style;
    int order;
    int layers;
    boolean transform;

    Tile(int components) {
        coding = new Coding[components];
        quantization = new Quantization[components];
        shifts = new int[components];
        codingOwn = new boolean[components];
        quantizationOwn = new boolean[components];
    }

    Tile(Tile main) {
        this(main.coding.length);
        System.arraycopy(main.coding, 0, coding, 0, coding.length);
        System.arraycopy(main.quantization, 0, quantization, 0, coding.length);
        System.arraycopy(main.shifts, 0, shifts, 0, coding.length);
        changes = main.changes;
        style = main.style;
        order = main.order;
        layers = main.layers;
        transform = main.transform;
    }

    Coding coding(int component) {
        return coding[component];
    }

    Quantization quantization(int component) {
        return quantization[component];
    }

    int shift(int component) {
        return shifts[component];
    }

    int layers() {
        return layers;
    }

    /// The first three components are one colour (Annex G).
    boolean transform() {
        return transform;
    }

    boolean startMarkers() {
        return (style & 2) != 0;
    }

    boolean endMarkers() {
        return (style & 4) != 0;
    }

    List<Progression> progressions() {
        return changes.isEmpty()
                ? List.of(new Progression(order, layers, 0, MOST_LEVELS + 1, 0, coding.length))
                : changes;
    }

    byte[] stream() {
        return bytes.toByteArray();
    }
}
