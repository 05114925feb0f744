// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Input.Slices;
import dev.gantry.model.Input;
import dev.gantry.preprocess.Fitting.Fitted;
import dev.gantry.preprocess.Fitting.Line;
import dev.gantry.preprocess.Fitting.Side;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.preprocess.Stack.Spot;
import dev.gantry.raster.Axis;
import dev.gantry.raster.Positions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// Draws the slices of a series. Frames are decoded one after the other, those that are not needed not at
/// all; no more than two are held at a time.
final class Series {
    private static final double SAME_SPACING = 0.01;

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

    /// What is the same for all slices of one series.
    ///
    /// @param lead  the frame that is decoded first: its size and window hold for all
    /// @param turn  which of the tensor's axes are which
    /// @param fits  how each frame comes to the size of a plane
    private record Sitting(Stack.Sorted stack, Lead lead, Turn turn, Fitted.Fits fits) {
        Frame frame() {
            return lead.frame;
        }

        double columnMm() {
            return lead.frame.spacingMm().map(Spacing::columnMm).orElse(1.0);
        }

        double rowMm() {
            return lead.frame.spacingMm().map(Spacing::rowMm).orElse(1.0);
        }
    }

    private record Lead(int index, Frame frame) {}

    /// A picture that cannot be drawn; caught at the door of this class.
    private static final class Undrawable extends Exception {
        private static final long serialVersionUID = 1;

        Undrawable(String why) {
            super(why, null, false, false);
        }
    }

    /// @param turn where the caller wants to know of it
    record Sheets(Drawn drawn, Turn turn) {}

    Sheets draw(List<Slice> slices, Canvas canvas) {
        artist.forget();
        return switch (Stack.of(slices)) {
            case Stack.Unsound(String why) -> new Sheets(new Drawn.Not(why), Turn.NONE);
            case Stack.Sorted stack -> {
                try {
                    var turn = turn(stack);
                    yield new Sheets(
                            input.fit().space().slices() == Slices.INTERPOLATE
                                    ? interpolated(stack, turn, canvas)
                                    : picked(stack, turn, canvas),
                            turn);
                } catch (Undrawable e) {
                    yield new Sheets(new Drawn.Not(e.getMessage()), Turn.NONE);
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
                add(frame(sitting, i), i, sitting, depths, begun, canvas);
            }
        }
        finish(sitting, canvas);
        int first = 0;
        while (first < begun.length - 1 && !begun[first]) {
            first++;
        }
        int filled = 0;
        for (boolean each : begun) {
            filled += each ? 1 : 0;
        }
        return done(sitting, depths.along(), new Drawn.Extent(
                sitting.frame().rows(), sitting.frame().columns(), first, filled));
    }

    private Depths depths(Stack.Sorted stack, Turn turn) throws Undrawable {
        int count = stack.slices().size();
        if (count < 2) {
            throw new Undrawable("a volume takes 2 images or more, the series has " + count);
        }
        var spacing = fitting.spacing(turn.through());
        var gap = input.fit().space().maxGapMm();
        if ((spacing.isPresent() || gap.isPresent()) && stack.plane().isEmpty()) {
            throw new Undrawable((spacing.isPresent() ? "spacing-mm" : "max-gap-mm")
                    + " is asked for, and the images do not say where they lie");
        }
        for (int i = 1; i < count; i++) {
            double apart = stack.slices().get(i).throughMm() - stack.slices().get(i - 1).throughMm();
            if (gap.isPresent() && apart > gap.getAsDouble() + Stack.SAME_PLACE_MM) {
                throw new Undrawable(String.format(Locale.ROOT,
                        "slices %d and %d of %d are %.1f mm apart, max-gap-mm is %.1f",
                        i, i + 1, count, apart, gap.getAsDouble()));
            }
        }
        var positions = new Positions(stack.slices().stream().mapToDouble(Spot::throughMm).toArray());
        var depths = Depths.of(positions, count, spacing, new Depths.Wish(
                input.form().length(turn.through()), input.form().most(turn.through()),
                input.fit().resize() == Resize.NONE, turn.backward().through()));
        if (depths.outputs() > input.form().most(turn.through())) {
            throw new Undrawable("the series takes " + depths.outputs() + " along " + turn.through()
                    + ", the limit is " + input.form().most(turn.through()));
        }
        return depths.weighed(positions, fitting.kernel(), stack.plane().isPresent());
    }

    /// Decodes the frame whose window holds for all, and finds out how frames come to their size.
    private Sitting sitting(Stack.Sorted stack, Turn turn, int first) throws Undrawable {
        int index = input.samples() instanceof Samples.DicomWindow ? stack.slices().size() / 2 : first;
        var frame = decode(stack, index);
        var fitted = fitting.fit(
                new Side(frame.columns(), Images.mm(frame.spacingMm().map(Spacing::columnMm)), turn.across()),
                new Side(frame.rows(), Images.mm(frame.spacingMm().map(Spacing::rowMm)), turn.down()));
        return switch (fitted) {
            case Fitted.Cannot(String why) -> throw new Undrawable(why);
            case Fitted.Fits fits -> {
                var sitting = new Sitting(stack, new Lead(index, frame), turn, fits);
                aim(sitting, 0, 0);
                yield sitting;
            }
        };
    }

    /// Points the axes at a frame that lies so many pixels to the right and further down than the grid.
    private void aim(Sitting sitting, double right, double below) {
        var horizontal = sitting.fits().across();
        var vertical = sitting.fits().down();
        aim(across, sitting.frame().columns(), horizontal, right, sitting.turn().backward().across());
        aim(down, sitting.frame().rows(), vertical, below, sitting.turn().backward().down());
    }

    private void aim(Axis axis, int length, Line line, double shift, boolean turned) {
        axis.set(fitting.kernel(), length, line.outputs(), line.skip() - shift / line.scale(), line.scale(), turned);
    }

    private int channels(Sitting sitting) {
        return Grey.of(input.samples(), sitting.frame().window(), false).channels().size();
    }

    private Frame frame(Sitting sitting, int index) throws Undrawable {
        var lead = sitting.lead();
        var frame = index == lead.index() ? lead.frame() : decode(sitting.stack(), index);
        var one = lead.frame();
        if (frame.rows() != one.rows() || frame.columns() != one.columns()) {
            throw new Undrawable("the images of the series have different sizes: " + one.rows() + " x "
                    + one.columns() + " and " + frame.rows() + " x " + frame.columns());
        }
        boolean alike = frame.spacingMm().isPresent() == one.spacingMm().isPresent()
                && (one.spacingMm().isEmpty() || alike(one.spacingMm().get(), frame.spacingMm().get()));
        if (!alike) {
            throw new Undrawable("the images of the series have pixels of different sizes");
        }
        return frame;
    }

    private static boolean alike(Spacing one, Spacing other) {
        return Math.abs(one.rowMm() / other.rowMm() - 1) < SAME_SPACING
                && Math.abs(one.columnMm() / other.columnMm() - 1) < SAME_SPACING;
    }

    private static Frame decode(Stack.Sorted stack, int index) throws Undrawable {
        return switch (stack.slices().get(index).slice().pixels().get()) {
            case Decoding.Decoded(Frame frame) -> frame;
            case Decoding.Unreadable(String detail) -> throw new Undrawable(
                    "image " + (index + 1) + " of " + stack.slices().size() + ": " + detail);
        };
    }

    /// Adds one slice to all planes that take a part of it, at its true place: a tilted gantry moves each
    /// slice against the one before.
    private void add(Frame frame, int index, Sitting sitting, Depths depths, boolean[] begun, Canvas canvas)
            throws Undrawable {
        var spot = sitting.stack().slices().get(index);
        var first = sitting.stack().slices().getFirst();
        var last = sitting.stack().slices().getLast();
        double right = spot.rightMm() - (first.rightMm() + last.rightMm()) / 2;
        double below = spot.downMm() - (first.downMm() + last.downMm()) / 2;
        aim(sitting, right / sitting.columnMm(), below / sitting.rowMm());
        var grey = artist.tones(frame, sitting.frame().window(), false);
        int size = canvas.height() * canvas.width();
        for (int channel = 0; channel < canvas.channels(); channel++) {
            blank(size);
            if (!artist.draw(frame, grey, channel, across, down, plane, 0)) {
                throw new Undrawable(Spreading.NO_NUMBERS);
            }
            depths.spread(index, plane, size, begun, canvas.values(), canvas.plane(channel, 0),
                    channel == canvas.channels() - 1);
        }
        if (artist.minds(frame)) {
            canvas.usePadding();
            Arrays.fill(plane, 0, size, 0);
            artist.drawPadding(frame, across, down, plane, 0);
            depths.addPadding(index, plane, size, canvas.padding());
        }
    }

    private void blank(int size) {
        if (plane.length < size) {
            plane = new float[size];
        }
        Arrays.fill(plane, 0, size, Float.NaN);
    }

    private Drawn picked(Stack.Sorted stack, Turn turn, Canvas canvas) throws Undrawable {
        if (turn.permutes()) {
            throw new Undrawable("slices that are taken as they are cannot be turned to " + input.fit().space()
                    .orientation().orElseThrow() + ": the series was made in another plane");
        }
        var picks = Picks.of(stack.slices().size(), input.form().length('D'), input.form().most('D'),
                input.fit().space().slices(), turn.backward().through());
        var sitting = sitting(stack, turn, picks.first());
        canvas.size(channels(sitting), picks.outputs(), down.outputs(), across.outputs());
        for (int k = 0; k < picks.outputs(); k++) {
            if (picks.fills(k)) {
                place(sitting, picks, k, canvas);
            }
        }
        finish(sitting, canvas);
        double mm = stack.slices().size() > 1 ? Math.abs(stack.meanGapMm()) : 0;
        return done(sitting,
                new Along(picks.start(), picks.perStep(), stack.slices().size(),
                        stack.plane().isPresent() && mm > 0 ? OptionalDouble.of(mm) : OptionalDouble.empty()),
                new Drawn.Extent(sitting.frame().rows(), sitting.frame().columns(), picks.firstFilled(),
                        picks.filled()));
    }

    private void place(Sitting sitting, Picks picks, int k, Canvas canvas) throws Undrawable {
        if (k > 0 && picks.slice(k) == picks.slice(k - 1)) {
            copy(canvas, k);
            return;
        }
        var frame = frame(sitting, picks.slice(k));
        var grey = artist.tones(frame, sitting.frame().window(), false);
        for (int channel = 0; channel < canvas.channels(); channel++) {
            if (!artist.draw(frame, grey, channel, across, down, canvas.values(), canvas.plane(channel, k))) {
                throw new Undrawable(Spreading.NO_NUMBERS);
            }
        }
        if (artist.minds(frame)) {
            canvas.usePadding();
            artist.drawPadding(frame, across, down, canvas.padding(), canvas.plane(0, k));
        }
    }

    private static void copy(Canvas canvas, int k) {
        int size = canvas.height() * canvas.width();
        for (int channel = 0; channel < canvas.channels(); channel++) {
            System.arraycopy(canvas.values(), canvas.plane(channel, k - 1), canvas.values(),
                    canvas.plane(channel, k), size);
        }
        if (canvas.padded()) {
            System.arraycopy(canvas.padding(), canvas.plane(0, k - 1), canvas.padding(), canvas.plane(0, k), size);
        }
    }

    /// What must wait for all slices.
    private void finish(Sitting sitting, Canvas canvas) throws Undrawable {
        if (!Grey.of(input.samples(), sitting.frame().window(), false).spread()) {
            return;
        }
        boolean numbers = input.samples() instanceof Samples.Percentiles(double low, double high)
                ? clip(canvas, low, high)
                : Spreading.spread(canvas, artist.lowest(), artist.highest());
        if (!numbers) {
            throw new Undrawable(Spreading.NO_NUMBERS);
        }
    }

    /// Of what is on the canvas: the samples themselves are gone.
    private boolean clip(Canvas canvas, double low, double high) {
        var values = canvas.values();
        int count = canvas.count();
        if (canvas.padded()) {
            values = artist.without(canvas.values(), canvas.padding(), count);
        }
        var ranks = artist.ranks(values, count);
        return Spreading.clip(canvas, ranks.percentile(low), ranks.percentile(high));
    }

    private Drawn done(Sitting sitting, Along through, Drawn.Extent extent) {
        aim(sitting, 0, 0);
        var turn = sitting.turn();
        var spacing = sitting.frame().spacingMm();
        var horizontal = Images.along(across, Images.mm(spacing.map(Spacing::columnMm)));
        var vertical = Images.along(down, Images.mm(spacing.map(Spacing::rowMm)));
        var placement = new Placement(
                of('W', turn, horizontal, vertical, through),
                of('H', turn, horizontal, vertical, through),
                of('D', turn, horizontal, vertical, through),
                turn.permutes());
        boolean missing = input.samples() instanceof Samples.DicomWindow
                && sitting.frame().window().equals(Optional.empty());
        return new Drawn.Done(placement, extent, missing);
    }

    private static Along of(char axis, Turn turn, Along across, Along down, Along through) {
        return turn.across() == axis ? across : turn.down() == axis ? down : through;
    }
}
