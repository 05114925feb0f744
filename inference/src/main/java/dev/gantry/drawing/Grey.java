// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.drawing;

import dev.gantry.dicom.pixel.Frame.Window.Function;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.model.Input.Samples;
import dev.gantry.raster.Lines;
import java.util.List;
import java.util.Optional;

/// How the samples of one picture become values, before they are resized.
///
/// What is no straight line must be done before samples are mixed. The way from the lowest to the highest is
/// one, so it is left until the picture is small: [#spread].
///
/// @param channels      one for each channel that differs, empty where samples stay as they are
/// @param spread        the values are still samples (negated where low is white), to be spread from 0 to 1
/// @param windowMissing the object's window was asked for, and it has none
public record Grey(List<Optional<Lines>> channels, boolean spread, boolean windowMissing) {
    /// The bits of 1.0f.
    private static final int ONE = 0x3F80_0000;
    private static final Lines NEGATED = (in, at, out, to, count) -> {
        for (int i = 0; i < count; i++) {
            out[to + i] = -in[at + i];
        }
    };

    /// @param window   of the object
    /// @param inverted low samples are white (MONOCHROME1): what comes out is turned, except modality units
    public static Grey of(Samples samples, Optional<Window> window, boolean inverted) {
        var spread = new Grey(List.of(inverted ? Optional.of(NEGATED) : Optional.empty()), true,
                samples instanceof Samples.DicomWindow);
        return switch (samples) {
            case Samples.DicomWindow() -> window.map(own -> one(window(own, inverted))).orElse(spread);
            case Samples.MinMax(), Samples.Percentiles(_, _) -> spread;
            case Samples.FixedWindow _, Samples.Range _ -> one(fixed(samples, inverted));
            case Samples.Windows(var windows) -> new Grey(
                    windows.stream().map(each -> Optional.of(fixed(each, inverted))).toList(), false, false);
            case Samples.Modality(var clip) ->
                new Grey(List.of(clip.map(range -> clip((float) range.low(), (float) range.high()))), false, false);
            case Samples.Noise _ -> throw new IllegalStateException("noise looks at no picture");
        };
    }

    static Grey between(double low, double high, boolean inverted) {
        return one(range(low, high, inverted));
    }

    private static Grey one(Lines lines) {
        return new Grey(List.of(Optional.of(lines)), false, false);
    }

    private static Lines fixed(Samples samples, boolean inverted) {
        return switch (samples) {
            case Samples.FixedWindow(double center, double width) ->
                window(new Window(center, width, Function.LINEAR), inverted);
            case Samples.Range(double low, double high) -> range(low, high, inverted);
            default -> throw new IllegalArgumentException("no window for all pictures: " + samples);
        };
    }

    /// PS3.3 C.11.2.1.2.
    private static Lines window(Window window, boolean inverted) {
        double center = window.center();
        double width = window.width();
        return switch (window.function()) {
            // C.11.2.1.2.1: a width of 1 is a step after center - 0.5.
            case LINEAR -> range(center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2, inverted);
            case LINEAR_EXACT -> range(center - width / 2, center + width / 2, inverted);
            case SIGMOID -> sigmoid(center, inverted ? -width : width);
        };
    }

    /// In float, and without a branch: many samples at a time. Clipped as whole numbers, in whose order floats
    /// from 0 to 1 are too and which take no care of NaN: half as long. What is no finite number is made NaN by
    /// the difference from itself.
    private static Lines range(double low, double high, boolean inverted) {
        if (!(low < high)) {
            return step((float) low, inverted);
        }
        float black = (float) (inverted ? high : low);
        float scale = (float) (1 / (inverted ? low - high : high - low));
        return (in, at, out, to, count) -> {
            for (int i = 0; i < count; i++) {
                float value = (in[at + i] - black) * scale;
                int bits = Math.max(0, Math.min(ONE, Float.floatToRawIntBits(value)));
                out[to + i] = Float.intBitsToFloat(bits) + (value - value);
            }
        };
    }

    private static Lines step(float after, boolean inverted) {
        float below = inverted ? 1 : 0;
        return (in, at, out, to, count) -> {
            for (int i = 0; i < count; i++) {
                float sample = in[at + i];
                out[to + i] = sample <= after ? below : sample > after ? 1 - below : Float.NaN;
            }
        };
    }

    private static Lines sigmoid(double center, double width) {
        return (in, at, out, to, count) -> {
            for (int i = 0; i < count; i++) {
                out[to + i] = (float) (1 / (1 + Math.exp(-4 * (in[at + i] - center) / width)));
            }
        };
    }

    private static Lines clip(float low, float high) {
        return (in, at, out, to, count) -> {
            for (int i = 0; i < count; i++) {
                out[to + i] = Math.max(low, Math.min(high, in[at + i]));
            }
        };
    }
}
