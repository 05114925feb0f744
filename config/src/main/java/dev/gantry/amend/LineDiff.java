// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import dev.gantry.amend.Draft.Line;
import dev.gantry.amend.Draft.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The lines in which two texts differ, with a few around them. Pure.
final class LineDiff {
    private static final int AROUND = 2;
    private static final long MOST_CELLS = 1 << 20;

    private LineDiff() {}

    /// In the order of the text; between two stretches a line [Sign#GAP].
    static List<Line> between(String before, String after) {
        return shortened(all(before.lines().toList(), after.lines().toList()));
    }

    /// What both begin and end with needs no comparing.
    private static List<Line> all(List<String> before, List<String> after) {
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        var lines = new ArrayList<Line>();
        for (int i = 0; i < head; i++) {
            lines.add(new Line(Sign.SAME, i + 1, after.get(i)));
        }
        middle(before.subList(0, before.size() - tail), after.subList(0, after.size() - tail), head, lines);
        for (int i = after.size() - tail; i < after.size(); i++) {
            lines.add(new Line(Sign.SAME, i + 1, after.get(i)));
        }
        return lines;
    }

    /// @param head lines at the beginning that are the same
    private static void middle(List<String> before, List<String> after, int head, List<Line> lines) {
        var same = common(before.subList(head, before.size()), after.subList(head, after.size()));
        int i = head;
        int j = head;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(Sign.SAME, ++j, after.get(j - 1)));
                i++;
            } else if (i < before.size() && (j == after.size() || same.isEmpty()
                    || same.get()[i - head + 1][j - head] >= same.get()[i - head][j - head + 1])) {
                lines.add(new Line(Sign.WENT, ++i, before.get(i - 1)));
            } else {
                lines.add(new Line(Sign.CAME, ++j, after.get(j - 1)));
            }
        }
    }

    /// How many lines the rests of both have in common, from each place on; empty where that would take too much
    /// memory.
    private static Optional<int[][]> common(List<String> before, List<String> after) {
        if ((long) before.size() * after.size() > MOST_CELLS) {
            return Optional.empty();
        }
        var same = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                same[i][j] = before.get(i).equals(after.get(j))
                        ? same[i + 1][j + 1] + 1
                        : Math.max(same[i + 1][j], same[i][j + 1]);
            }
        }
        return Optional.of(same);
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
