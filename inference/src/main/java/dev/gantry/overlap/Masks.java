// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.overlap;

import java.util.Arrays;
import java.util.OptionalDouble;

/// Pixels found against pixels drawn by people, of one class, over many pictures.
public final class Masks {
    private long shared;
    private long found;
    private long drawn;
    private long pictures;
    private double[] dices = new double[16];
    private int judged;

    /// Counts of one picture.
    public record Pixels(long shared, long found, long drawn) {
        public static Pixels of(boolean[] truth, boolean[] answer) {
            if (truth.length != answer.length) {
                throw new IllegalArgumentException(truth.length + " and " + answer.length + " pixels");
            }
            long shared = 0;
            long found = 0;
            long drawn = 0;
            for (int i = 0; i < truth.length; i++) {
                shared += truth[i] && answer[i] ? 1 : 0;
                found += answer[i] ? 1 : 0;
                drawn += truth[i] ? 1 : 0;
            }
            return new Pixels(shared, found, drawn);
        }

        /// Twice the shared pixels over the sum of both (Dice 1945); empty when both have none.
        public OptionalDouble dice() {
            return ratio(2 * shared, found + drawn);
        }

        /// Shared pixels over covered ones (Jaccard); empty when both have none.
        public OptionalDouble iou() {
            return ratio(shared, found + drawn - shared);
        }

        private static OptionalDouble ratio(long part, long of) {
            return of == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / of);
        }
    }

    public void add(Pixels pixels) {
        pictures++;
        shared += pixels.shared();
        found += pixels.found();
        drawn += pixels.drawn();
        if (pixels.drawn() > 0) {
            if (judged == dices.length) {
                dices = Arrays.copyOf(dices, 2 * judged);
            }
            dices[judged++] = pixels.dice().orElseThrow();
        }
    }

    public long pictures() {
        return pictures;
    }

    /// Pictures with at least one drawn pixel.
    public long drawnPictures() {
        return judged;
    }

    /// All pixels of all pictures together.
    public Pixels pooled() {
        return new Pixels(shared, found, drawn);
    }

    /// The mean of the pictures' own Dice, over those with drawn pixels; one that finds none there counts 0.
    public OptionalDouble meanDice() {
        return Arrays.stream(dices, 0, judged).average();
    }

    /// The middle one of them.
    public OptionalDouble medianDice() {
        if (judged == 0) {
            return OptionalDouble.empty();
        }
        var sorted = Arrays.copyOf(dices, judged);
        Arrays.sort(sorted);
        return OptionalDouble.of((sorted[(judged - 1) / 2] + sorted[judged / 2]) / 2);
    }
}
