// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import dev.gantry.amend.Draft.Line;
import dev.gantry.amend.Draft.Sign;
import java.util.ArrayList;
import java.util.List;

/// The lines in which two texts differ, with a few around them. Pure.
final class LineDiff {
    private static final int AROUND = 2;

    private LineDiff() {}

    /// In the order of the text; between two stretches a line [Sign#GAP].
    static List<Line> between(String before, String after) {
        return shortened(all(before.lines().toList(), after.lines().toList()));
    }

    private static List<Line> all(List<String> before, List<String> after) {
        var same = common(before, after);
        var lines = new ArrayList<Line>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(Sign.SAME, ++j, after.get(j - 1)));
                i++;
            } else if (i < before.size() && (j == after.size() || same[i + 1][j] >= same[i][j + 1])) {
                lines.add(new Line(Sign.WENT, ++i, before.get(i - 1)));
            } else {
                lines.add(new Line(Sign.CAME, ++j, after.get(j - 1)));
            }
        }
        return lines;
    }

    /// How many lines the rests of both have in common, from each place on.
    private static int[][] common(List<String> before, List<String> after) {
        var same = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                same[i][j] = before.get(i).equals(after.get(j))
                        ? same[i + 1][j + 1] + 1
                        : Math.max(same[i + 1][j], same[i][j + 1]);
            }
        }
        return same;
    }

    private static List<Line> shortened(List<Line> all) {
        var lines = new ArrayList<Line>();
        for (int i = 0; i < all.size(); i++) {
            if (all.subList(Math.max(0, i - AROUND), Math.min(all.size(), i + AROUND + 1)).stream()
                    .anyMatch(line -> line.sign() != Sign.SAME)) {
                lines.add(all.get(i));
            } else if (!lines.isEmpty() && lines.getLast().sign() != Sign.GAP) {
                lines.add(new Line(Sign.GAP, 0, ""));
            }
        }
        if (!lines.isEmpty() && lines.getLast().sign() == Sign.GAP) {
            lines.removeLast();
        }
        return lines;
    }
}
