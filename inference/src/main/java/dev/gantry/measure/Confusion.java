// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What was taken for what, where each case is of exactly one class.
public final class Confusion {
    private final List<String> classes;
    private final long[][] counts;

    public Confusion(List<String> classes) {
        this.classes = List.copyOf(classes);
        this.counts = new long[classes.size()][classes.size()];
    }

    public void add(int truth, int answer) {
        counts[truth][answer]++;
    }

    public List<String> classes() {
        return classes;
    }

    public long count(int truth, int answer) {
        return counts[truth][answer];
    }

    public long cases() {
        return IntStream.range(0, classes.size()).mapToLong(this::row).sum();
    }

    public long row(int truth) {
        return IntStream.range(0, classes.size()).mapToLong(answer -> counts[truth][answer]).sum();
    }

    /// The share of all cases that got their class; with one answer per case also the micro average of
    /// precision, recall and F1.
    public Counts.Ratio accuracy() {
        long right = IntStream.range(0, classes.size()).mapToLong(i -> counts[i][i]).sum();
        return new Counts.Ratio(right, cases());
    }

    /// One class against all others.
    public Counts against(int one) {
        long hits = counts[one][one];
        long misses = row(one) - hits;
        long alarms = IntStream.range(0, classes.size()).mapToLong(truth -> counts[truth][one]).sum() - hits;
        return new Counts(hits, alarms, cases() - hits - misses - alarms, misses);
    }

    /// The mean over the classes, each class weighing the same; classes without a value are left out.
    public OptionalDouble macro(Function<Counts, OptionalDouble> figure) {
        return IntStream.range(0, classes.size())
                .mapToObj(i -> figure.apply(against(i)))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }
}
