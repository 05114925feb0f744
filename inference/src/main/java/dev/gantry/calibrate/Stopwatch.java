// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How long graphs take for one picture. They take turns picture by picture, so that whatever else the machine does
/// slows all of them.
final class Stopwatch {
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 60;
    private static final long LONGEST_NANOS = 30_000_000_000L;

    private Stopwatch() {}

    /// Medians in milliseconds, in the order of the graphs.
    static List<Double> medians(List<Runs> graphs, Feeds feeds) throws IOException {
        var nanos = new ArrayList<long[]>();
        graphs.forEach(_ -> nanos.add(new long[ROUNDS]));
        long end = System.nanoTime() + LONGEST_NANOS;
        int rounds = 0;
        for (int i = -WARM_UP; i < ROUNDS && (i < 3 || System.nanoTime() < end); i++) {
            var feed = feeds.feed(Math.floorMod(i, feeds.size()));
            for (int g = 0; g < graphs.size(); g++) {
                long started = System.nanoTime();
                graphs.get(g).run(feed);
                nanos.get(g)[Math.max(i, 0)] = System.nanoTime() - started;
            }
            rounds = Math.max(i + 1, 0);
        }
        int counted = rounds;
        return nanos.stream().map(all -> median(Arrays.copyOf(all, counted))).toList();
    }

    private static double median(long... nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }
}
