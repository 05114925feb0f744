// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.quantize.Method;
import dev.gantry.quantize.Scheme;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What came of a quantization, in figures.
///
/// @param before   the float graph
/// @param pictures what was calibrated and judged with
/// @param after    one for each target
/// @param bounds   that the targets had to keep
public record Result(Before before, Calibration pictures, List<After> after, Order.Bounds bounds) {
    public Result {
        after = List.copyOf(after);
    }

    /// @param folded   operators that became part of weights
    /// @param medianMs for one picture
    /// @param auroc    over the labelled pictures, if there are any
    public record Before(
            String file, String sha256, long bytes, int folded, double medianMs, OptionalDouble auroc) {}

    /// @param used       histograms were made of
    /// @param judged     kept apart to compare outputs with
    /// @param unusable   no tensor could be made of
    /// @param complaints about the first of those
    /// @param labelled   pictures with labels that were scored
    public record Calibration(int used, int judged, int unusable, List<String> complaints, int labelled) {
        public Calibration {
            complaints = List.copyOf(complaints);
        }
    }

    /// @param outputs   signal to noise of each output in decibels, against the float graph
    /// @param operators that run after ONNX Runtime has fused them; empty where they run elsewhere
    /// @param medianMs  empty where it runs on another machine
    public record After(
            Scheme scheme,
            Written written,
            Method method,
            Map<String, Double> outputs,
            Measured measured,
            Map<String, Integer> operators,
            List<Layer> layers) {
        public After {
            outputs = Map.copyOf(outputs);
            layers = List.copyOf(layers);
        }
    }

    public record Written(String file, String sha256, long bytes) {}

    public record Measured(OptionalDouble medianMs, OptionalDouble auroc) {}

    /// One operator with weights.
    ///
    /// @param inFloat  it stayed as it was
    /// @param decibels signal to noise of its result, with all before it quantized too
    /// @param alone    of the outputs, with it alone quantized; only where that was measured
    public record Layer(String name, String op, boolean inFloat, double decibels, Optional<Double> alone) {}

    /// Whether a target keeps both bounds.
    public boolean good(After one) {
        return decibels(one) >= bounds.leastDecibels() && aurocLoss(one).orElse(0) <= bounds.mostAurocLoss();
    }

    public boolean good() {
        return after.stream().allMatch(this::good);
    }

    /// Signal to noise of the worst output.
    public static double decibels(After one) {
        return one.outputs().values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    public OptionalDouble aurocLoss(After one) {
        return before.auroc().isPresent() && one.measured().auroc().isPresent()
                ? OptionalDouble.of(before.auroc().getAsDouble() - one.measured().auroc().getAsDouble())
                : OptionalDouble.empty();
    }
}
