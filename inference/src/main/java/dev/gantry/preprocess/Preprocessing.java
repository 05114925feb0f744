// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Frame;
import dev.gantry.drawing.Artist;
import dev.gantry.drawing.Canvas;
import dev.gantry.drawing.Fitting;
import dev.gantry.drawing.Normalizing;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Input;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Slot;
import dev.gantry.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/// Turns pictures into the tensors that one model asks for (docs/preprocessing.md).
///
/// Low samples that are shown white (MONOCHROME1) are turned over, so white is always high; modality units
/// are left as they are. Confined to one thread; everything it fills is reused, and nothing is allocated per
/// image once an image of the size has been seen.
public final class Preprocessing {
    private static final int SIZES = 4;

    private final Input input;
    private final Images images;
    private final Series series;
    private final Normalizing normalizing;
    private final Extras extras;
    private final Canvas canvas = new Canvas();
    private final Sheet[] sheets = new Sheet[SIZES];
    private int made;
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);
    private Optional<Preparation> noise = Optional.empty();

    public Preprocessing(Input input) {
        var fitting = new Fitting(input);
        var artist = new Artist(input);
        this.input = input;
        this.images = new Images(fitting, artist);
        this.series = new Series(input, fitting, artist);
        this.normalizing = new Normalizing(input);
        this.extras = new Extras(input);
    }

    /// The inputs that [#prepare] fills.
    public List<Slot> slots() {
        var slots = new ArrayList<Slot>();
        slots.add(new Slot(input.tensor(), ElementType.valueOf(input.form().type().name()),
                input.shape().stream().map(Integer::longValue).toList()));
        slots.addAll(extras.slots());
        return slots;
    }

    /// The outputs that are fed to the next run; they must be the graph's.
    public List<Slot> carried() {
        return extras.carried();
    }

    /// What the model looks at, one run after the other: the picture itself, or, when it carries a state from
    /// run to run, each slice of a series in the order of their places, decoded when it is asked for.
    public List<Supplier<Picture>> steps(Picture picture) {
        if (!input.stateful() || !(picture instanceof Picture.Slices(var slices))) {
            return List.of(() -> picture);
        }
        return switch (Stack.of(slices)) {
            case Stack.Unsound(String why) -> List.of(() -> new Picture.Unreadable(why));
            case Stack.Sorted(var spots, _) -> spots.stream()
                    .<Supplier<Picture>>map(spot -> () -> Picture.of(spot.slice().pixels().get()))
                    .toList();
        };
    }

    /// The slices in the order in which placements and findings count them; empty when they are no stack.
    public static List<Slice> stacked(List<Slice> slices) {
        return switch (Stack.of(slices)) {
            case Stack.Unsound _ -> List.of();
            case Stack.Sorted(var spots, _) -> spots.stream().map(Stack.Spot::slice).toList();
        };
    }

    /// Forgets the state that was carried: a new picture begins.
    public void rewind() {
        extras.rewind();
    }

    /// Feeds the next run what this one has put out, where the manifest says so.
    ///
    /// @param outputs of the run, by name
    /// @return why they do not fit, with names, types and shapes; empty when they do
    public Optional<String> carry(Map<String, Tensor> outputs) {
        return extras.carry(outputs);
    }

    public Preparation prepare(Picture picture) {
        if (input.samples() instanceof Samples.Noise(long seed)) {
            return noise(seed);
        }
        return switch (picture) {
            case Picture.Unreadable(String detail) -> new Preparation.Unusable(detail);
            case Picture.Image(Frame frame) -> input.volume()
                    ? new Preparation.Unusable("the model takes a series, not one image")
                    : finished(images.draw(frame, canvas), Turn.NONE);
            case Picture.Slices(var slices) -> {
                if (!input.volume()) {
                    yield new Preparation.Unusable("the model takes one image, not a series");
                }
                var drawn = series.draw(slices, canvas);
                yield finished(drawn.drawn(), drawn.turn());
            }
        };
    }

    private Preparation finished(Drawn drawn, Turn turn) {
        return switch (drawn) {
            case Drawn.Not(String why) -> new Preparation.Unusable(why);
            case Drawn.Done done -> {
                var sheet = sheet(turn);
                sheet.fill(canvas, turn, normalizing.of(canvas));
                yield extras.tell(done, sheet.tensor(), sheet.feed())
                        .<Preparation>map(Preparation.Unusable::new)
                        .orElseGet(() ->
                                new Preparation.Ready(sheet.feed(), done.placement(), done.windowMissing()));
            }
        };
    }

    /// Normal values have mean 0 and deviation 1: a fixed mean and std are all there is to do to them, and
    /// that is the graph's affair.
    private Preparation noise(long seed) {
        if (noise.isEmpty()) {
            int depth = input.depth();
            var sheet = made(depth, input.height(), input.width());
            sheet.tensor().noise(seed);
            var placement = new Placement(plain(input.width()), plain(input.height()), plain(depth));
            var extent = new Drawn.Extent(input.height(), input.width(), 0, depth);
            noise = Optional.of(extras.tell(new Drawn.Done(placement, extent, false), sheet.tensor(), sheet.feed())
                    .<Preparation>map(Preparation.Unusable::new)
                    .orElseGet(() -> new Preparation.Ready(sheet.feed(), placement, false)));
        }
        return noise.get();
    }

    private static Along plain(int length) {
        return new Along(0, 1, length, OptionalDouble.empty());
    }

    private Sheet sheet(Turn turn) {
        int depth = turn.length('D', canvas);
        int height = turn.length('H', canvas);
        int width = turn.length('W', canvas);
        for (var sheet : sheets) {
            if (sheet != null && sheet.fits(depth, height, width)) {
                return sheet;
            }
        }
        var sheet = made(depth, height, width);
        sheets[made++ % SIZES] = sheet;
        return sheet;
    }

    /// In the memory of the greatest so far: pictures of many sizes do not add up.
    private Sheet made(int depth, int height, int width) {
        int bytes = Sheet.bytes(input, depth, height, width);
        if (memory.capacity() < bytes) {
            memory = ByteBuffer.allocateDirect(bytes);
            Arrays.fill(sheets, null);
        }
        var part = memory.slice(0, bytes).order(ByteOrder.nativeOrder());
        return new Sheet(input, depth, height, width, part, extras.tensors(depth));
    }
}
