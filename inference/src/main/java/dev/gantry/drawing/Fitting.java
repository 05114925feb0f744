// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.drawing;

import dev.gantry.model.Input.Align;
import dev.gantry.model.Input;
import dev.gantry.raster.Kernel;
import java.util.List;
import java.util.OptionalDouble;

/// How frames come to the tensor's size: which stretch of them each of its axes covers.
public final class Fitting {
    private static final String AXES = "DHW";

    private final Input input;

    public Fitting(Input input) {
        this.input = input;
    }

    /// One direction of a frame.
    ///
    /// @param axis the tensor's that it becomes
    public record Side(int length, OptionalDouble mm, char axis) {}

    /// What [dev.gantry.raster.Axis] wants to know.
    public record Line(int outputs, double skip, double scale) {}

    public sealed interface Fitted {
        record Fits(Line across, Line down) implements Fitted {}

        record Cannot(String why) implements Fitted {}
    }

    public Kernel kernel() {
        return switch (input.fit().resample()) {
            case ANTIALIAS -> Kernel.TRIANGLE;
            case HALF_PIXEL -> Kernel.TWO_NEAREST;
            case AREA -> Kernel.COVERAGE;
            case BICUBIC -> Kernel.CUBIC;
            case NEAREST -> Kernel.NEAREST;
        };
    }

    public Fitted fit(Side across, Side down) {
        return switch (input.fit().resize()) {
            case STRETCH -> new Fitted.Fits(stretched(across), stretched(down));
            case LETTERBOX -> boxed(across, down);
            case CROP -> cropped(across, down);
            case NONE -> unscaled(across, down);
        };
    }

    private Line stretched(Side side) {
        int length = input.form().length(side.axis());
        return new Line(length, 0, (double) side.length() / length);
    }

    private Fitted boxed(Side across, Side down) {
        double scale = Math.min(
                (double) input.form().most(down.axis()) / down.length(),
                (double) input.form().most(across.axis()) / across.length());
        return new Fitted.Fits(boxed(across, scale), boxed(down, scale));
    }

    /// In a corner as YOLOX does: cut to whole pixels; in the middle as YOLOv5 does: the smaller half before.
    private Line boxed(Side side, double scale) {
        boolean corner = input.fit().border().align() == Align.TOP_LEFT;
        double exact = side.length() * scale;
        int resized = Math.max(1, (int) (corner ? exact : Math.rint(exact)));
        int outputs = outputs(side.axis(), resized);
        return new Line(outputs, corner ? 0 : -((outputs - resized) / 2), (double) side.length() / resized);
    }

    private Fitted cropped(Side across, Side down) {
        if (input.fit().shortSide().isPresent()) {
            int wanted = input.fit().shortSide().getAsInt();
            int least = Math.min(across.length(), down.length());
            return new Fitted.Fits(resizedThenCropped(across, wanted, least), resizedThenCropped(down, wanted, least));
        }
        double scale = Math.max(
                (double) input.form().length(down.axis()) / down.length(),
                (double) input.form().length(across.axis()) / across.length());
        return new Fitted.Fits(
                cut(across, (int) Math.rint(across.length() * scale)),
                cut(down, (int) Math.rint(down.length() * scale)));
    }

    /// torchvision `Resize(shortSide)`: the longer side is cut to whole pixels.
    private Line resizedThenCropped(Side side, int wanted, int least) {
        return cut(side, (int) ((long) wanted * side.length() / least));
    }

    /// torchvision `CenterCrop`.
    private Line cut(Side side, int resized) {
        int length = input.form().length(side.axis());
        int covering = Math.max(length, resized);
        return new Line(length, Math.rint((covering - length) / 2.0), (double) side.length() / covering);
    }

    private Fitted unscaled(Side across, Side down) {
        for (var side : List.of(across, down)) {
            var why = misfit(side);
            if (!why.isEmpty()) {
                return new Fitted.Cannot(why);
            }
        }
        return new Fitted.Fits(unscaled(across), unscaled(down));
    }

    private String misfit(Side side) {
        if (spacing(side.axis()).isPresent() && side.mm().isEmpty()) {
            return "spacing-mm is asked for, and the image does not say how large its pixels are";
        }
        int needed = extent(side);
        return input.form().length(side.axis()) == Input.ANY && needed > input.form().most(side.axis())
                ? "the picture takes " + needed + " along " + side.axis() + ", the limit is "
                        + input.form().most(side.axis())
                : "";
    }

    private Line unscaled(Side side) {
        double scale = scale(side);
        int outputs = outputs(side.axis(), extent(side));
        if (input.fit().border().align() == Align.TOP_LEFT) {
            return new Line(outputs, 0, scale);
        }
        if (spacing(side.axis()).isPresent()) {
            return new Line(outputs, (side.length() / scale - outputs) / 2, scale);
        }
        int over = side.length() - outputs;
        return new Line(outputs, over < 0 ? -(-over / 2) : Math.rint(over / 2.0), scale);
    }

    private double scale(Side side) {
        var spacing = spacing(side.axis());
        return spacing.isPresent() ? spacing.getAsDouble() / side.mm().getAsDouble() : 1;
    }

    private int extent(Side side) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.ceil(side.length() / scale(side) - 1e-6)));
    }

    /// Of an axis that is open: what is needed, up to the next multiple.
    private int outputs(char axis, int needed) {
        int length = input.form().length(axis);
        if (length != Input.ANY) {
            return length;
        }
        int multiple = axis == 'D' ? 1 : input.form().open().multipleOf();
        return (needed + multiple - 1) / multiple * multiple;
    }

    /// What the manifest asks for along an axis of the tensor.
    public OptionalDouble spacing(char axis) {
        var all = input.fit().space().spacingMm();
        return all.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(all.get(AXES.indexOf(axis) - AXES.length() + all.size()));
    }
}
