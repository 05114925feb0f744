// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// How a picture becomes the tensors that the graph wants (docs/preprocessing.md has each formula).
///
/// @param with the graph's other inputs
public record Input(Form form, Samples samples, Fit fit, Values values, List<Extra> with) {
    /// A length that follows the picture.
    public static final int ANY = -1;

    public Input {
        with = List.copyOf(with);
    }

    /// The common case: one float tensor of fixed shape, N C H W or N C D H W.
    public Input(String tensor, List<Integer> shape, Samples samples, Resize resize, Normalize normalize) {
        this(new Form(tensor, Type.FLOAT, Form.usual(shape.size()), shape, new Open(List.of(), 1)),
                samples,
                new Fit(resize, Resample.ANTIALIAS, new Border(Align.CENTER, OptionalDouble.empty()),
                        OptionalInt.empty(), Space.PLAIN),
                new Values(1, normalize, Optional.empty()),
                List.of());
    }

    /// Name of the graph's input that holds the picture.
    public String tensor() {
        return form.tensor();
    }

    /// As in the manifest, in the order of the layout; [#ANY] where the length follows the picture.
    public List<Integer> shape() {
        return form.shape();
    }

    public int channels() {
        return form.length('C');
    }

    /// Slices of a volume or sequence, or [#ANY]; 1 where the layout has no D.
    public int depth() {
        return form.length('D');
    }

    public int height() {
        return form.length('H');
    }

    public int width() {
        return form.length('W');
    }

    /// Whether the graph takes the slices of a series at once.
    public boolean volume() {
        return form.has('D');
    }

    /// Whether something is carried from one run to the next: then slices are looked at one by one.
    public boolean stateful() {
        return with.stream().anyMatch(extra -> extra.content() instanceof Extra.Content.State);
    }

    /// @param layout one letter per length: N (1), C channels, D slices, H rows, W columns
    /// @param shape  [#ANY] only for D, H and W
    public record Form(String tensor, Type type, String layout, List<Integer> shape, Open open) {
        public Form {
            shape = List.copyOf(shape);
            if (layout.length() != shape.size()) {
                throw new IllegalArgumentException("layout " + layout + " does not fit shape " + shape);
            }
        }

        static String usual(int lengths) {
            return lengths == 5 ? "NCDHW" : "NCHW";
        }

        public boolean has(char axis) {
            return layout.indexOf(axis) >= 0;
        }

        /// 1 for an axis that the layout does not have.
        public int length(char axis) {
            int at = layout.indexOf(axis);
            return at < 0 ? 1 : shape.get(at);
        }

        /// The greatest length of the axis: its own, or the limit of one that is open.
        public int most(char axis) {
            int at = layout.indexOf(axis);
            if (at < 0 || shape.get(at) != ANY) {
                return length(axis);
            }
            int before = (int) shape.stream().limit(at).filter(length -> length == ANY).count();
            return open.limit().get(before);
        }
    }

    /// The type of the tensor's values, as in ONNX.
    public enum Type { FLOAT, FLOAT16, UINT8, INT8, INT32, INT64 }

    /// What lengths that follow the picture may be.
    ///
    /// @param limit      the most of each, in the order of the shape
    /// @param multipleOf H and W are padded up to a multiple of it
    public record Open(List<Integer> limit, int multipleOf) {
        public Open {
            limit = List.copyOf(limit);
        }
    }

    /// How samples in modality units become values, mostly from 0 (black) to 1 (white).
    public sealed interface Samples {
        /// The object's own VOI window (PS3.3 C.11.2.1.2); [MinMax] for an object that has none.
        record DicomWindow() implements Samples {}

        /// One linear window for all objects (PS3.3 C.11.2.1.2.1), in modality units.
        record FixedWindow(double center, double width) implements Samples {
            public FixedWindow {
                if (!(width >= 1)) { // written so that NaN fails too
                    throw new IllegalArgumentException("a window's width must be 1 or more, is " + width);
                }
            }
        }

        /// `low` in modality units becomes 0, `high` 1, what lies outside is clipped.
        record Range(double low, double high) implements Samples {
            public Range {
                if (!(low < high)) {
                    throw new IllegalArgumentException("a range goes up, not from " + low + " to " + high);
                }
            }
        }

        /// One [FixedWindow] or [Range] for each channel.
        record Windows(List<Samples> channels) implements Samples {
            public Windows {
                channels = List.copyOf(channels);
            }
        }

        /// The lowest sample of the picture becomes 0, the highest 1.
        record MinMax() implements Samples {}

        /// From one percentile of the picture's samples to another, 0 to 100; what lies outside is clipped.
        record Percentiles(double low, double high) implements Samples {}

        /// Modality units, as they are; clipped if a range is given.
        record Modality(Optional<Range> clip) implements Samples {}

        /// Normal values of mean 0 and deviation 1, the same for each picture, which is not looked at.
        record Noise(long seed) implements Samples {}
    }

    /// How a picture is brought to the tensor's size.
    ///
    /// @param shortSide of [Resize#CROP]: the length that the shorter side gets before the crop
    public record Fit(Resize resize, Resample resample, Border border, OptionalInt shortSide, Space space) {}

    public enum Resize {
        /// Each direction to the tensor's length; the aspect may change.
        STRETCH,
        /// The whole frame, aspect kept, with a border.
        LETTERBOX,
        /// The whole tensor, aspect kept; what stands out on two sides is cut off evenly.
        CROP,
        /// Pixel by pixel, or at the manifest's spacing: the middle is cut out, or a border put around.
        NONE
    }

    /// Which inputs an output pixel is made of, and with which weights.
    public enum Resample {
        /// A triangle that grows with the shrink factor: Pillow's `BILINEAR`.
        ANTIALIAS,
        /// The two nearest pixels at half-pixel centres: torch `interpolate(mode="bilinear",
        /// align_corners=False)`, OpenCV `INTER_LINEAR`.
        HALF_PIXEL,
        /// The mean of what the output pixel covers: OpenCV `INTER_AREA`.
        AREA,
        /// A cubic that grows with the shrink factor: Pillow's `BICUBIC`.
        BICUBIC,
        /// The pixel under the output's centre: Pillow's `NEAREST`.
        NEAREST
    }

    /// @param pad the border's value, in the unit that [Values#scale] leaves; empty: 0
    public record Border(Align align, OptionalDouble pad) {}

    public enum Align { CENTER, TOP_LEFT }

    /// What is asked of the geometry of a series.
    ///
    /// @param spacingMm   of the tensor, in the order D H W or H W; empty: not asked
    /// @param orientation where W, H and D go: `LPS`; empty: as the scanner sends, slices along their normal
    /// @param maxGapMm    the farthest that two neighbouring slices may be apart
    public record Space(
            Slices slices, List<Double> spacingMm, Optional<String> orientation, OptionalDouble maxGapMm) {
        static final Space PLAIN =
                new Space(Slices.INTERPOLATE, List.of(), Optional.empty(), OptionalDouble.empty());

        public Space {
            spacingMm = List.copyOf(spacingMm);
        }
    }

    /// How the slices of a series become those of the tensor.
    public enum Slices {
        /// A grid of its own over the stack, between slices by their true positions.
        INTERPOLATE,
        /// Slices as they are, spread evenly over the series, doubled where it has too few.
        EVEN,
        /// Slices as they are from the middle of the series, empty ones around where it has too few.
        MIDDLE
    }

    /// What is done to the values at last: times `scale`, then normalized, then quantized.
    public record Values(double scale, Normalize normalize, Optional<Quantize> quantize) {}

    /// `rint(x / scale) + zeroPoint`, kept within the type's range.
    public record Quantize(double scale, int zeroPoint) {}

    public sealed interface Normalize {
        /// `(x - mean) / max(std, 1e-6)` with mean and population standard deviation of this very tensor.
        record PerImage(Over over, boolean perChannel) implements Normalize {
            public PerImage() {
                this(Over.WHOLE, false);
            }
        }

        /// What mean and deviation are taken of; never of pixel padding (PS3.3 C.7.5.1.1.2).
        enum Over {
            /// The whole tensor, borders too.
            WHOLE,
            /// What comes from the picture.
            PICTURE,
            /// The values that are not 0; those that are stay 0.
            NONZERO
        }

        /// The tensor's lowest value becomes `low`, its highest `high`; borders do not count.
        record Span(double low, double high) implements Normalize {}

        /// `(x - mean) / std`, one pair per channel.
        record Fixed(List<Double> mean, List<Double> std) implements Normalize {
            public Fixed {
                mean = List.copyOf(mean);
                std = List.copyOf(std);
            }
        }

        /// As they are.
        record None() implements Normalize {}
    }
}
