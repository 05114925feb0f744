// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Input;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Slot;
import dev.gantry.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns frames into the tensor that one model asks for: grey values from 0 (black) to 1 (white), resized,
/// normalized, one plane per channel.
///
/// MONOCHROME1 frames are inverted, so white is always high. Letterbox borders are black, and count for the
/// mean of `per-image`. Confined to one thread; everything it fills is reused, and nothing is allocated per
/// image once an image of the size has been seen.
public final class Preprocessing {
    private static final double SMALLEST_DEVIATION = 1e-6;

    private final Input input;
    private final Resampling resampling;
    private final float[] plane;
    private final Map<String, Tensor> feed;
    private final FloatBuffer tensor;
    private float[] windowed = new float[0];

    /// @param input N = 1, C = 1 or 3 (the same plane three times)
    public Preprocessing(Input input) {
        this.input = input;
        this.resampling = new Resampling(input);
        this.plane = new float[input.height() * input.width()];
        var shape = input.shape().stream().mapToLong(Integer::longValue).toArray();
        var values = Tensor.allocate(ElementType.FLOAT, shape);
        this.feed = Map.of(input.tensor(), values);
        this.tensor = values.floats();
    }

    /// The inputs that [#prepare] fills.
    public List<Slot> slots() {
        var shape = input.shape().stream().map(Integer::longValue).toList();
        return List.of(new Slot(input.tensor(), ElementType.FLOAT, shape));
    }

    public Preparation prepare(Picture picture) {
        return switch (picture) {
            case Picture.Image(Frame frame) -> prepare(frame);
            case Picture.Slices _ -> new Preparation.Unusable("the model takes one image, not a series");
            case Picture.Unreadable(String detail) -> new Preparation.Unusable(detail);
        };
    }

    Preparation prepare(Frame frame) {
        var window = window(frame);
        if (window.isPresent()) {
            if (windowed.length < frame.samples().length) {
                windowed = new float[frame.samples().length];
            }
            Grey.window(frame, window.get(), windowed);
            resampling.resize(windowed, frame.rows(), frame.columns(), frame.inverted() ? 1 : 0, plane);
            if (frame.inverted()) {
                invert();
            }
        } else {
            fromLowestToHighest(frame);
        }
        if (!Double.isFinite(sum())) {
            return new Preparation.Unusable("the frame holds samples that are no finite numbers");
        }
        normalize();
        return new Preparation.Ready(
                feed,
                resampling.placement(frame),
                window.isEmpty() && input.samples() instanceof Samples.DicomWindow);
    }

    private Optional<Window> window(Frame frame) {
        return switch (input.samples()) {
            case Samples.DicomWindow() -> frame.window();
            case Samples.FixedWindow(double center, double width) ->
                    Optional.of(new Window(center, width, Window.Function.LINEAR));
            case Samples.MinMax() -> Optional.empty();
        };
    }

    /// The mapping is a straight line and resizing keeps straight lines, so only the small plane is mapped.
    private void fromLowestToHighest(Frame frame) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float sample : frame.samples()) {
            low = Math.min(low, sample); // NaN stays NaN
            high = Math.max(high, sample);
        }
        float black = frame.inverted() ? high : low;
        resampling.resize(frame.samples(), frame.rows(), frame.columns(), black, plane);
        double range = (double) high - low;
        double scale = range > 0 ? 1 / range : 0 * range; // NaN stays NaN
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (float) (scale * (frame.inverted() ? high - plane[i] : plane[i] - low));
        }
    }

    private void invert() {
        for (int i = 0; i < plane.length; i++) {
            plane[i] = 1 - plane[i];
        }
    }

    private void normalize() {
        switch (input.normalize()) {
            case Normalize.None() -> fillAll(0, 1);
            case Normalize.PerImage() -> {
                double mean = sum() / plane.length;
                fillAll(mean, Math.max(Math.sqrt(squares(mean) / plane.length), SMALLEST_DEVIATION));
            }
            case Normalize.Fixed(var mean, var std) -> {
                for (int channel = 0; channel < input.channels(); channel++) {
                    fill(channel, mean.get(channel), std.get(channel));
                }
            }
        }
    }

    private void fillAll(double mean, double deviation) {
        for (int channel = 0; channel < input.channels(); channel++) {
            fill(channel, mean, deviation);
        }
    }

    private void fill(int channel, double mean, double deviation) {
        int at = channel * plane.length;
        for (int i = 0; i < plane.length; i++) {
            tensor.put(at + i, (float) ((plane[i] - mean) / deviation));
        }
    }

    private double sum() {
        double sum = 0;
        for (float value : plane) {
            sum += value;
        }
        return sum;
    }

    private double squares(double mean) {
        double sum = 0;
        for (float value : plane) {
            sum += (value - mean) * (value - mean);
        }
        return sum;
    }
}
