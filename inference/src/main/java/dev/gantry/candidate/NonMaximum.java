// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.candidate;

import dev.gantry.model.Head.Keeping;
import dev.gantry.model.Head.Suppression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Greedy non-maximum suppression, as `torchvision.ops.batched_nms` (per label) and `nms` (across labels): a
/// box goes when it overlaps a better one that stays by more than the limit.
///
/// Each box is compared with those that stay only, so n boxes of which k stay cost n * k.
final class NonMaximum {
    private NonMaximum() {}

    /// @param sorted the best first
    /// @param labels how many there are; the best of each may stay although there are enough
    static List<Detection> keep(List<Detection> sorted, Keeping keeping, int labels) {
        var kept = new ArrayList<Detection>();
        var seen = new boolean[labels];
        for (var box : sorted) {
            boolean room = kept.size() < keeping.most() || !seen[box.label()];
            if (room && !suppressed(box, kept, keeping.suppression())) {
                kept.add(box);
                seen[box.label()] = true;
            }
        }
        return kept;
    }

    private static boolean suppressed(Detection box, List<Detection> kept, Optional<Suppression> suppression) {
        if (suppression.isEmpty()) {
            return false;
        }
        boolean across = suppression.get().acrossLabels();
        double limit = suppression.get().iou();
        for (var better : kept) {
            if ((across || better.label() == box.label()) && better.where().overlap(box.where()) > limit) {
                return true;
            }
        }
        return false;
    }
}
