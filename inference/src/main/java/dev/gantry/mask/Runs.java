// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import java.util.Arrays;

/// The cells of one label as runs along the rows, and which of them are connected: by an edge, a corner or,
/// between slices, any point.
///
/// Memory follows the runs, not the cells, and is reused. A run's number rises from slice to slice, row to
/// row and column to column; connected runs go by the lowest number among them.
final class Runs {
    /// So many runs are no shapes any more: a volume of 512 x 512 x 512 has 262 144 rows.
    static final int MOST = 1 << 22;

    private static final int AT_FIRST = 256;

    private int rows;
    private int count;
    private int lines;
    private int[] firstOfLine = new int[AT_FIRST];
    private int[] from = new int[AT_FIRST];
    private int[] to = new int[AT_FIRST];
    private int[] line = new int[AT_FIRST];
    private int[] parent = new int[AT_FIRST];
    private double[] sum = new double[AT_FIRST];
    private float[] highest = new float[AT_FIRST];

    void clear(Grid grid) {
        rows = grid.rows();
        count = 0;
        lines = 0;
        if (firstOfLine.length <= rows * grid.slices()) {
            firstOfLine = new int[rows * grid.slices() + 1];
        }
    }

    /// The next row, the rows of a slice one after the other.
    ///
    /// @param probabilities of each cell; 0 for one that does not belong
    /// @return false when there are too many runs
    boolean add(float[] probabilities, int columns) {
        firstOfLine[lines] = count;
        int x = 0;
        while (x < columns) {
            if (probabilities[x] == 0) {
                x++;
                continue;
            }
            if (count == MOST) {
                return false;
            }
            x = run(probabilities, x, columns);
        }
        firstOfLine[lines + 1] = count;
        connect();
        lines++;
        return true;
    }

    private int run(float[] probabilities, int start, int columns) {
        grow();
        double total = 0;
        float best = 0;
        int x = start;
        while (x < columns && probabilities[x] != 0) {
            total += probabilities[x];
            best = Math.max(best, probabilities[x]);
            x++;
        }
        from[count] = start;
        to[count] = x;
        line[count] = lines;
        parent[count] = count;
        sum[count] = total;
        highest[count] = best;
        count++;
        return x;
    }

    private void grow() {
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
            line = Arrays.copyOf(line, 2 * count);
            parent = Arrays.copyOf(parent, 2 * count);
            sum = Arrays.copyOf(sum, 2 * count);
            highest = Arrays.copyOf(highest, 2 * count);
        }
    }

    /// The row just added, with the one above and the three beside those in the slice before.
    private void connect() {
        int row = lines % rows;
        if (row > 0) {
            connect(lines - 1);
        }
        for (int beside = -1; beside <= 1 && lines >= rows; beside++) {
            if (row + beside >= 0 && row + beside < rows) {
                connect(lines - rows + beside);
            }
        }
    }

    private void connect(int other) {
        int a = firstOfLine[lines];
        int b = firstOfLine[other];
        while (a < firstOfLine[lines + 1] && b < firstOfLine[other + 1]) {
            if (from[a] <= to[b] && from[b] <= to[a]) { // a common corner is enough
                join(a, b);
            }
            if (to[a] < to[b]) {
                a++;
            } else {
                b++;
            }
        }
    }

    private void join(int a, int b) {
        int one = root(a);
        int other = root(b);
        parent[Math.max(one, other)] = Math.min(one, other);
    }

    /// The number that all connected runs go by.
    int root(int run) {
        int at = run;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    int count() {
        return count;
    }

    int firstOfLine(int number) {
        return firstOfLine[number];
    }

    int from(int run) {
        return from[run];
    }

    /// One after the last cell.
    int to(int run) {
        return to[run];
    }

    int row(int run) {
        return line[run] % rows;
    }

    int slice(int run) {
        return line[run] / rows;
    }

    /// Of the probabilities.
    double sum(int run) {
        return sum[run];
    }

    float highest(int run) {
        return highest[run];
    }
}
