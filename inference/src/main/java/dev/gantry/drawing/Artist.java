// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.drawing;

import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Input;
import dev.gantry.raster.Axis;
import dev.gantry.raster.Ranks;
import dev.gantry.raster.Resampling;
import java.util.BitSet;
import java.util.Optional;

/// Draws single frames: tones, then resizes. Confined to one thread; reuses all it allocates.
public final class Artist {
    public static final String NO_NUMBERS = "the frame holds samples that are no finite numbers";

    private final Input input;
    private final Resampling resampling = new Resampling();
    private final Ranks ranks = new Ranks();
    private float[] scratch = new float[0];
    private float lowest;
    private float highest;

    public Artist(Input input) {
        this.input = input;
        forget();
    }

    /// Begins a new picture: what was lowest and highest so far belongs to the one before.
    public void forget() {
        lowest = Float.POSITIVE_INFINITY;
        highest = Float.NEGATIVE_INFINITY;
    }

    /// The lowest of all samples drawn by [#tones] since [#forget], negated ones as such; NaN when one was.
    public float lowest() {
        return lowest;
    }

    public float highest() {
        return highest;
    }

    /// How the samples of a frame become values; those of a series share the window.
    ///
    /// @param alone the frame is the whole picture: percentiles are of its samples
    public Grey tones(Frame frame, Optional<Frame.Window> window, boolean alone) {
        if (alone && input.samples() instanceof Samples.Percentiles(double low, double high)) {
            ranks.look(unpadded(frame), frame.samples().length);
            double black = ranks.percentile(frame.inverted() ? 100 - high : low);
            double white = ranks.percentile(frame.inverted() ? 100 - low : high);
            // without a range, the picture is flat: black
            return Grey.between(black, white > black ? white : black + 1, frame.inverted() && white > black);
        }
        var grey = Grey.of(input.samples(), window, frame.inverted());
        if (grey.spread()) {
            range(frame);
        }
        return grey;
    }

    /// Of any values.
    public Ranks ranks(float[] values, int count) {
        ranks.look(values, count);
        return ranks;
    }

    /// A copy with NaN where there is more padding than picture.
    public float[] without(float[] values, float[] padding, int count) {
        float[] copy = scratch(count);
        for (int i = 0; i < count; i++) {
            copy[i] = padding[i] > 0.5f ? Float.NaN : values[i];
        }
        return copy;
    }

    private float[] unpadded(Frame frame) {
        return frame.padding().map(padding -> {
            float[] copy = scratch(frame.samples().length);
            System.arraycopy(frame.samples(), 0, copy, 0, frame.samples().length);
            for (int i = padding.nextSetBit(0); i >= 0; i = padding.nextSetBit(i + 1)) {
                copy[i] = Float.NaN;
            }
            return copy;
        }).orElse(frame.samples());
    }

    /// Padding has the value of another sample, so it changes nothing.
    private void range(Frame frame) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float sample : frame.samples()) {
            low = Math.min(low, sample); // NaN stays NaN
            high = Math.max(high, sample);
        }
        lowest = Math.min(lowest, frame.inverted() ? -high : low);
        highest = Math.max(highest, frame.inverted() ? -low : high);
    }

    /// Draws one channel of a frame.
    ///
    /// @return whether all values are finite numbers
    public boolean draw(Frame frame, Grey grey, int channel, Axis across, Axis down, float[] out, int at) {
        resampling.resize(frame.samples(), across, down, grey.channels().get(channel), out, at);
        return Canvas.finite(out, at, across, down);
    }

    /// Whether it matters which samples are padding, and there are some.
    public boolean minds(Frame frame) {
        return frame.padding().isPresent()
                && (input.values().normalize() instanceof Normalize.PerImage
                        || input.samples() instanceof Samples.Percentiles);
    }

    /// Draws the share of padding.
    public void drawPadding(Frame frame, Axis across, Axis down, float[] out, int at) {
        int count = frame.samples().length;
        float[] mask = scratch(count);
        BitSet padding = frame.padding().orElseThrow();
        for (int i = 0; i < count; i++) {
            mask[i] = padding.get(i) ? 1 : 0;
        }
        resampling.resize(mask, across, down, Optional.empty(), out, at);
    }

    private float[] scratch(int count) {
        if (scratch.length < count) {
            scratch = new float[count];
        }
        return scratch;
    }
}
