// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.drawing.Artist;
import dev.gantry.drawing.Canvas;
import dev.gantry.drawing.Fitting;
import dev.gantry.drawing.Grey;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Input.Slices;
import dev.gantry.model.Input;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.preprocess.Sitting.Undrawable;
import dev.gantry.preprocess.Stack.Spot;
import dev.gantry.raster.Axis;
import dev.gantry.raster.Positions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Draws the slices of a series. Frames are decoded one after the other, those that are not needed not at
/// all; no more than two are held at a time.
final class Series {
    private final Input input;
    private final Fitting fitting;
    private final Artist artist;
    private final Axis across = new Axis();
    private final Axis down = new Axis();
    private float[] plane = new float[0];

    Series(Input input, Fitting fitting, Artist artist) {
        this.input = input;
        this.fitting = fitting;
        this.artist = artist;
    }

    /// @param turn which of the tensor's axes the canvas' are
    record Result(Drawn drawn, Turn turn) {}

    Result draw(List<Slice> slices, Canvas canvas) {
        artist.forget();
        return switch (Stack.of(slices)) {
            case Stack.Unsound(String why) -> new Result(new Drawn.Not(why), Turn.NONE);
            case Stack.Sorted stack -> {
                try {
                    var turn = turn(stack);
                    yield new Result(
                            input.fit().space().slices() == Slices.INTERPOLATE
                                    ? interpolated(stack, turn, canvas)
                                    : picked(stack, turn, canvas),
                            turn);
                } catch (Undrawable e) {
                    yield new Result(new Drawn.Not(e.getMessage()), Turn.NONE);
                }
            }
        };
    }

    private Turn turn(Stack.Sorted stack) throws Undrawable {
        var wanted = input.fit().space().orientation();
        if (wanted.isEmpty()) {
            return Turn.NONE;
        }
        var plane = stack.plane().orElseThrow(() ->
                new Undrawable("orientation is asked for, and the images do not say where they lie"));
        return Turn.of(wanted.get(), plane);
    }

    private Drawn interpolated(Stack.Sorted stack, Turn turn, Canvas canvas) throws Undrawable {
        var depths = depths(stack, turn);
        var sitting = sitting(stack, turn, depths.firstUsed());
        canvas.size(channels(sitting), depths.outputs(), down.outputs(), across.outputs());
        var begun = new boolean[depths.outputs()];
        for (int i = 0; i < stack.slices().size(); i++) {
            if (depths.uses(i)) {
                add(i, sitting, depths, begun, canvas);
            }
        }
        int first = 0;
        while (first < begun.length - 1 && !begun[first]) {
            first++;
        }
        int filled = 0;
        for (boolean each : begun) {
            filled += each ? 1 : 0;
        }
        return done(sitting, depths.along(), first, filled, canvas);
    }

    private Depths depths(Stack.Sorted stack, Turn turn) throws Undrawable {
        int count = stack.slices().size();
        if (count < 2) {
            throw new Undrawable("a volume takes 2 images or more, the series has " + count);
        }
        var spacing = fitting.spacing(turn.through());
        refuseGaps(stack, spacing);
        var positions = new Positions(stack.slices().stream().mapToDouble(Spot::throughMm).toArray());
        int most = input.form().most(turn.through());
        var depths = Depths.of(positions, count, spacing, new Depths.Wish(
                input.form().length(turn.through()), most, input.fit().resize() == Resize.NONE,
                turn.backward().through()));
        if (depths.outputs() > most) {
            throw new Undrawable("the series takes " + depths.outputs() + " along " + turn.through()
                    + ", the limit is " + most);
        }
        return depths.weighed(positions, fitting.kernel(), stack.plane().isPresent());
    }

    private void refuseGaps(Stack.Sorted stack, OptionalDouble spacing) throws Undrawable {
        var gap = input.fit().space().maxGapMm();
        if ((spacing.isPresent() || gap.isPresent()) && stack.plane().isEmpty()) {
            throw new Undrawable((spacing.isPresent() ? "spacing-mm" : "max-gap-mm")
                    + " is asked for, and the images do not say where they lie");
        }
        int count = stack.slices().size();
        for (int i = 1; i < count; i++) {
            double apart = stack.slices().get(i).throughMm() - stack.slices().get(i - 1).throughMm();
            if (gap.isPresent() && apart > gap.getAsDouble() + Stack.SAME_PLACE_MM) {
                throw new Undrawable(String.format(Locale.ROOT,
                        "slices %d and %d of %d are %.1f mm apart, max-gap-mm is %.1f",
                        i, i + 1, count, apart, gap.getAsDouble()));
            }
        }
    }

    /// The window of the middle slice holds for all.
    private Sitting sitting(Stack.Sorted stack, Turn turn, int firstNeeded) throws Undrawable {
        int lead = input.samples() instanceof Samples.DicomWindow ? stack.slices().size() / 2 : firstNeeded;
        return new Sitting(stack, turn, lead, fitting, across, down);
    }

    private int channels(Sitting sitting) {
        return Grey.of(input.samples(), sitting.lead().window(), false).channels().size();
    }

    /// Adds one slice to all planes that take a part of it.
    private void add(int index, Sitting sitting, Depths depths, boolean[] begun, Canvas canvas)
            throws Undrawable {
        var frame = sitting.frame(index);
        sitting.aimAt(index);
        var grey = artist.tones(frame, sitting.lead().window(), false);
        int size = canvas.height() * canvas.width();
        for (int channel = 0; channel < canvas.channels(); channel++) {
            paint(size, Float.NaN);
            if (!artist.draw(frame, grey, channel, across, down, plane, 0)) {
                throw new Undrawable(Artist.NO_NUMBERS);
            }
            depths.spread(index, plane, size, begun, canvas.values(), canvas.plane(channel, 0),
                    channel == canvas.channels() - 1);
        }
        if (artist.minds(frame)) {
            canvas.usePadding();
            paint(size, 0);
            artist.drawPadding(frame, across, down, plane, 0);
            depths.addPadding(index, plane, size, canvas.padding());
        }
    }

    private void paint(int size, float value) {
        if (plane.length < size) {
            plane = new float[size];
        }
        Arrays.fill(plane, 0, size, value);
    }

    private Drawn picked(Stack.Sorted stack, Turn turn, Canvas canvas) throws Undrawable {
        if (turn.permutes()) {
            throw new Undrawable("slices that are taken as they are cannot be turned to " + input.fit().space()
                    .orientation().orElseThrow() + ": the series was made in another plane");
        }
        int slices = stack.slices().size();
        var picks = Picks.of(slices, input.form().length('D'), input.form().most('D'),
                input.fit().space().slices(), turn.backward().through());
        var sitting = sitting(stack, turn, picks.first());
        canvas.size(channels(sitting), picks.outputs(), down.outputs(), across.outputs());
        for (int k = 0; k < picks.outputs(); k++) {
            if (picks.fills(k)) {
                place(sitting, picks, k, canvas);
            }
        }
        var gap = slices > 1 && stack.plane().isPresent()
                ? OptionalDouble.of(stack.meanGapMm())
                : OptionalDouble.empty();
        return done(sitting, new Along(picks.start(), picks.perStep(), slices, gap),
                picks.firstFilled(), picks.filled(), canvas);
    }

    private void place(Sitting sitting, Picks picks, int k, Canvas canvas) throws Undrawable {
        if (k > 0 && picks.slice(k) == picks.slice(k - 1)) {
            canvas.repeat(k - 1, k);
            return;
        }
        var frame = sitting.frame(picks.slice(k));
        var grey = artist.tones(frame, sitting.lead().window(), false);
        for (int channel = 0; channel < canvas.channels(); channel++) {
            if (!artist.draw(frame, grey, channel, across, down, canvas.values(), canvas.plane(channel, k))) {
                throw new Undrawable(Artist.NO_NUMBERS);
            }
        }
        if (artist.minds(frame)) {
            canvas.usePadding();
            artist.drawPadding(frame, across, down, canvas.padding(), canvas.plane(0, k));
        }
    }

    private Drawn done(Sitting sitting, Along through, int first, int filled, Canvas canvas) throws Undrawable {
        var lead = sitting.lead();
        var grey = Grey.of(input.samples(), lead.window(), false);
        if (grey.spread() && !spread(canvas)) {
            throw new Undrawable(Artist.NO_NUMBERS);
        }
        return new Drawn.Done(
                sitting.placement(through),
                new Drawn.Extent(lead.rows(), lead.columns(), first, filled),
                grey.windowMissing());
    }

    /// What must wait for all slices. Percentiles are of what is on the canvas: the samples themselves are
    /// gone.
    private boolean spread(Canvas canvas) {
        if (!(input.samples() instanceof Samples.Percentiles(double low, double high))) {
            return canvas.spread(artist.lowest(), artist.highest());
        }
        int count = canvas.count();
        var ranks = artist.ranks(
                canvas.padded() ? artist.without(canvas.values(), canvas.padding(), count) : canvas.values(),
                count);
        boolean numbers = canvas.spread((float) ranks.percentile(low), (float) ranks.percentile(high));
        canvas.clip();
        return numbers;
    }
}
