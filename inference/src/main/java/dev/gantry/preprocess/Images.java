// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.drawing.Artist;
import dev.gantry.drawing.Canvas;
import dev.gantry.drawing.Fitting.Fitted;
import dev.gantry.drawing.Fitting.Line;
import dev.gantry.drawing.Fitting.Side;
import dev.gantry.drawing.Fitting;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.raster.Axis;
import java.util.Optional;
import java.util.OptionalDouble;

/// Draws pictures of one frame. Keeps the plans of the last sizes seen, so a scanner's next image costs no
/// allocation.
final class Images {
    private static final int SIZES = 4;
    private static final Along ONE_SLICE = new Along(0, 1, 1, OptionalDouble.empty());

    private final Fitting fitting;
    private final Artist artist;
    private final Plan[] plans = new Plan[SIZES];
    private int planned;

    Images(Fitting fitting, Artist artist) {
        this.fitting = fitting;
        this.artist = artist;
    }

    private record Plan(int rows, int columns, Optional<Spacing> spacing, Axis across, Axis down, Drawn drawn) {
        boolean fits(Frame frame) {
            return rows == frame.rows() && columns == frame.columns() && spacing.equals(frame.spacingMm());
        }
    }

    Drawn draw(Frame frame, Canvas canvas) {
        var plan = plan(frame);
        if (plan.drawn instanceof Drawn.Not) {
            return plan.drawn;
        }
        artist.forget();
        var grey = artist.tones(frame, frame.window(), true);
        canvas.size(grey.channels().size(), 1, plan.down.outputs(), plan.across.outputs());
        boolean finite = true;
        for (int channel = 0; channel < canvas.channels(); channel++) {
            finite &= artist.draw(frame, grey, channel, plan.across, plan.down, canvas.values(),
                    canvas.plane(channel, 0));
        }
        if (!finite) {
            return new Drawn.Not(Artist.NO_NUMBERS);
        }
        if (artist.minds(frame)) {
            canvas.usePadding();
            artist.drawPadding(frame, plan.across, plan.down, canvas.padding(), 0);
        }
        if (grey.spread() && !canvas.spread(artist.lowest(), artist.highest())) {
            return new Drawn.Not(Artist.NO_NUMBERS);
        }
        return grey.windowMissing() && plan.drawn instanceof Drawn.Done(var placement, var extent, _)
                ? new Drawn.Done(placement, extent, true)
                : plan.drawn;
    }

    private Plan plan(Frame frame) {
        for (var plan : plans) {
            if (plan != null && plan.fits(frame)) {
                return plan;
            }
        }
        var plan = newPlan(frame);
        plans[planned++ % SIZES] = plan;
        return plan;
    }

    private Plan newPlan(Frame frame) {
        int rows = frame.rows();
        int columns = frame.columns();
        var rowMm = mm(frame.spacingMm().map(Spacing::rowMm));
        var columnMm = mm(frame.spacingMm().map(Spacing::columnMm));
        var across = new Axis();
        var down = new Axis();
        return switch (fitting.fit(new Side(columns, columnMm, 'W'), new Side(rows, rowMm, 'H'))) {
            case Fitted.Cannot(String why) ->
                new Plan(rows, columns, frame.spacingMm(), across, down, new Drawn.Not(why));
            case Fitted.Fits(Line horizontal, Line vertical) -> {
                set(across, columns, horizontal);
                set(down, rows, vertical);
                var placement = new Placement(
                        along(across, columnMm), along(down, rowMm), ONE_SLICE);
                yield new Plan(rows, columns, frame.spacingMm(), across, down,
                        new Drawn.Done(placement, new Drawn.Extent(rows, columns, 0, 1), false));
            }
        };
    }

    private void set(Axis axis, int length, Line line) {
        axis.set(fitting.kernel(), length, line.outputs(), line.skip(), line.scale(), false);
    }

    static Along along(Axis axis, OptionalDouble mm) {
        return new Along(axis.start(), axis.perStep(), axis.inputs(), mm);
    }

    static OptionalDouble mm(Optional<Double> mm) {
        return mm.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }
}
