// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.drawing.Fitting.Fitted;
import dev.gantry.drawing.Fitting.Line;
import dev.gantry.drawing.Fitting.Side;
import dev.gantry.drawing.Fitting;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.preprocess.Stack.Spot;
import dev.gantry.raster.Axis;

/// What is the same for all slices of one series that is being drawn: the size and window of the frame that
/// was decoded first, and how each frame comes to the size of a plane.
final class Sitting {
    private static final double SAME_SPACING = 0.01;

    private final Stack.Sorted stack;
    private final Turn turn;
    private final Fitting fitting;
    private final int leadIndex;
    private final Frame lead;
    private final Fitted.Fits fits;
    private final Axis across;
    private final Axis down;

    /// A picture that cannot be drawn; caught at the door of [Series].
    static final class Undrawable extends Exception {
        private static final long serialVersionUID = 1;

        /// @param why without patient data
        Undrawable(String why) {
            super(why, null, false, false);
        }
    }

    /// @param leadIndex of the frame that is decoded now
    /// @param across    reused from series to series
    Sitting(Stack.Sorted stack, Turn turn, int leadIndex, Fitting fitting, Axis across, Axis down)
            throws Undrawable {
        this.stack = stack;
        this.turn = turn;
        this.fitting = fitting;
        this.leadIndex = leadIndex;
        this.across = across;
        this.down = down;
        this.lead = decode(leadIndex);
        var fitted = fitting.fit(
                new Side(lead.columns(), Images.mm(lead.spacingMm().map(Spacing::columnMm)), turn.across()),
                new Side(lead.rows(), Images.mm(lead.spacingMm().map(Spacing::rowMm)), turn.down()));
        switch (fitted) {
            case Fitted.Cannot(String why) -> throw new Undrawable(why);
            case Fitted.Fits found -> this.fits = found;
        }
        aim();
    }

    Frame lead() {
        return lead;
    }

    /// The frame of a slice, which must be as large as the first and have pixels as large.
    Frame frame(int index) throws Undrawable {
        var frame = index == leadIndex ? lead : decode(index);
        if (frame.rows() != lead.rows() || frame.columns() != lead.columns()) {
            throw new Undrawable("the images of the series have different sizes: " + lead.rows() + " x "
                    + lead.columns() + " and " + frame.rows() + " x " + frame.columns());
        }
        boolean alike = frame.spacingMm().isPresent() == lead.spacingMm().isPresent()
                && (lead.spacingMm().isEmpty() || alike(lead.spacingMm().get(), frame.spacingMm().get()));
        if (!alike) {
            throw new Undrawable("the images of the series have pixels of different sizes");
        }
        return frame;
    }

    private static boolean alike(Spacing one, Spacing other) {
        return Math.abs(one.rowMm() / other.rowMm() - 1) < SAME_SPACING
                && Math.abs(one.columnMm() / other.columnMm() - 1) < SAME_SPACING;
    }

    private Frame decode(int index) throws Undrawable {
        return switch (stack.slices().get(index).slice().pixels().get()) {
            case Decoding.Decoded(Frame frame) -> frame;
            case Decoding.Unreadable(String detail) -> throw new Undrawable(
                    "image " + (index + 1) + " of " + stack.slices().size() + ": " + detail);
        };
    }

    /// Points the axes at frames that all lie one behind the other.
    void aim() {
        aim(0, 0);
    }

    /// Points the axes at a slice where it truly lies: a tilted gantry moves each slice against the one
    /// before. The grid goes through the middle of the stack.
    void aimAt(int index) {
        Spot spot = stack.slices().get(index);
        Spot first = stack.slices().getFirst();
        Spot last = stack.slices().getLast();
        double right = spot.rightMm() - (first.rightMm() + last.rightMm()) / 2;
        double below = spot.downMm() - (first.downMm() + last.downMm()) / 2;
        aim(right / lead.spacingMm().map(Spacing::columnMm).orElse(1.0),
                below / lead.spacingMm().map(Spacing::rowMm).orElse(1.0));
    }

    private void aim(double right, double below) {
        aim(across, lead.columns(), fits.across(), right, turn.backward().across());
        aim(down, lead.rows(), fits.down(), below, turn.backward().down());
    }

    private void aim(Axis axis, int length, Line line, double shift, boolean turned) {
        double skip = line.skip() - shift / line.scale();
        axis.set(fitting.kernel(), length, line.outputs(), skip, line.scale(), turned);
    }

    /// @param through along the stack
    Placement placement(Along through) {
        aim();
        var horizontal = Images.along(across, Images.mm(lead.spacingMm().map(Spacing::columnMm)));
        var vertical = Images.along(down, Images.mm(lead.spacingMm().map(Spacing::rowMm)));
        return new Placement(
                of('W', horizontal, vertical, through),
                of('H', horizontal, vertical, through),
                of('D', horizontal, vertical, through),
                turn.permutes());
    }

    private Along of(char axis, Along horizontal, Along vertical, Along through) {
        return turn.across() == axis ? horizontal : turn.down() == axis ? vertical : through;
    }
}
