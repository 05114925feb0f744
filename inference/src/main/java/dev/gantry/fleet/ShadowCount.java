// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fleet;

/// Counts how a shadow version and the active one agree. Any thread.
public final class ShadowCount {
    private long agreed;
    private long disagreed;
    private long failed;
    private long skipped;
    private double sum;
    private double greatest;

    ShadowCount() {}

    /// @param agreed     both say the same of each label
    /// @param disagreed  they differ in one or more
    /// @param failed     the shadow gave no result where the active version did
    /// @param skipped    not run, or stopped, because there was other work
    /// @param meanDifference of the probabilities, each label for itself; 0 before any were compared
    public record Tally(
            long agreed, long disagreed, long failed, long skipped, double meanDifference, double maxDifference) {
        public long compared() {
            return agreed + disagreed;
        }
    }

    /// @param same       they say the same of each label
    /// @param difference mean of the labels' differences, 0 or more
    /// @param most       the greatest of them
    public synchronized void compared(boolean same, double difference, double most) {
        if (same) {
            agreed++;
        } else {
            disagreed++;
        }
        sum += difference;
        greatest = Math.max(greatest, most);
    }

    public synchronized void failed() {
        failed++;
    }

    public synchronized void skipped() {
        skipped++;
    }

    public synchronized Tally tally() {
        long compared = agreed + disagreed;
        return new Tally(agreed, disagreed, failed, skipped, compared == 0 ? 0 : sum / compared, greatest);
    }
}
