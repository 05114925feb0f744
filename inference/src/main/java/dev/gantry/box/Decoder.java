// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Candidates;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One way in which boxes stand in outputs.
sealed interface Decoder permits AnchorFree, CenterNet, Finished, Ssd, Yolo, YoloX {
    /// @param extent of the input, as far as it is known
    List<Wanted> wanted(Extent extent);

    /// Offers each box whose score counts.
    ///
    /// @param outputs each as [#wanted]
    /// @return what is wrong between the outputs; what is wrong with a value, the candidates know
    Optional<String> decode(Map<String, Tensor> outputs, Extent extent, Candidates candidates);
}
