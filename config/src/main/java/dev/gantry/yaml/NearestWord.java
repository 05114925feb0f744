// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses what a mistyped word was meant to be.
final class NearestWord {
    private NearestWord() {}

    /// The known word that takes the fewest slips to become the wrong one: a letter too many, too few,
    /// another, or two swapped; else one that the wrong word begins. Empty when over a third of the letters
    /// would be slips.
    static Optional<String> to(String wrong, Collection<String> known) {
        int most = Math.max(1, wrong.length() / 3);
        return known.stream()
                .filter(word -> slips(wrong, word) <= most)
                .min(Comparator.comparingInt(word -> slips(wrong, word)))
                .or(() -> known.stream().filter(word -> word.startsWith(wrong + "-")).findFirst());
    }

    /// Optimal string alignment distance.
    private static int slips(String from, String to) {
        var table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : cell(table, from, to, i, j);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int cell(int[][] table, String from, String to, int i, int j) {
        int other = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(table[i - 1][j - 1] + other, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped = i > 1 && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
    }
}
