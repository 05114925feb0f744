// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.drawing.Canvas;
import dev.gantry.preprocess.Plane.Vector;

/// Which axes of the tensor (W, H, D) a series' columns, rows and slices become, and which of them run
/// backwards.
///
/// @param across   the tensor's axis along a frame's columns
/// @param down     along its rows
/// @param through  along the stack
/// @param backward of each, in this order
record Turn(char across, char down, char through, Backward backward) {
    static final Turn NONE = new Turn('W', 'H', 'D', new Backward(false, false, false));

    record Backward(boolean across, boolean down, boolean through) {}

    private static final String LETTERS = "WHD";
    /// What becomes of columns, rows and slices, in each of the ways there are.
    private static final String[] WAYS = {"WHD", "WDH", "HWD", "HDW", "DWH", "DHW"};

    /// The way in which each axis turns least.
    ///
    /// @param orientation where in the patient W, H and D shall go: three of L R, A P, S I
    static Turn of(String orientation, Plane plane) {
        Vector[] own = {plane.rightward(), plane.downward(), plane.normal()};
        Turn best = NONE;
        double bestSum = -1;
        for (var way : WAYS) {
            double sum = 0;
            var backward = new boolean[own.length];
            for (int i = 0; i < own.length; i++) {
                double along = own[i].dot(direction(orientation.charAt(LETTERS.indexOf(way.charAt(i)))));
                sum += Math.abs(along);
                backward[i] = along < 0;
            }
            if (sum > bestSum) {
                bestSum = sum;
                best = new Turn(way.charAt(0), way.charAt(1), way.charAt(2),
                        new Backward(backward[0], backward[1], backward[2]));
            }
        }
        return best;
    }

    /// In the patient's system: x to the left, y to the back, z to the head (PS3.3 C.7.6.2.1.1).
    private static Vector direction(char letter) {
        return switch (letter) {
            case 'L' -> new Vector(1, 0, 0);
            case 'R' -> new Vector(-1, 0, 0);
            case 'P' -> new Vector(0, 1, 0);
            case 'A' -> new Vector(0, -1, 0);
            case 'S' -> new Vector(0, 0, 1);
            case 'I' -> new Vector(0, 0, -1);
            default -> throw new IllegalArgumentException("no direction in a patient: " + letter);
        };
    }

    /// Of the tensor's axis, when the canvas is put into it.
    int length(char axis, Canvas canvas) {
        return across == axis ? canvas.width() : down == axis ? canvas.height() : canvas.depth();
    }

    /// Whether columns, rows and slices are no longer W, H and D.
    boolean permutes() {
        return across != 'W' || down != 'H';
    }
}
