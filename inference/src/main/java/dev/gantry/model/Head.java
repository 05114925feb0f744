// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How outputs of the graph are read. `docs/heads.md` has the shapes and formulas.
public sealed interface Head {
    /// What is told of, in the order of the values; a quantity without a limit is no label, because it is
    /// neither positive nor negative.
    List<Label> labels();

    /// How values become probabilities.
    enum Activation {
        /// They are.
        NONE,
        SIGMOID,
        /// Over all labels of a place.
        SOFTMAX
    }

    /// One value per label.
    ///
    /// @param attention output with one weight per slice: the highest names the slice to look at
    record Scores(String tensor, Activation activation, List<Label> labels, Optional<String> attention)
            implements Head {
        public Scores {
            labels = List.copyOf(labels);
        }

        public Scores(String tensor, Activation activation, List<Label> labels) {
            this(tensor, activation, labels, Optional.empty());
        }
    }

    /// One value per slice and label.
    record Slices(String tensor, Activation activation, Pool pool, List<Label> labels) implements Head {
        public Slices {
            labels = List.copyOf(labels);
        }
    }

    /// How the probabilities of slices become one.
    enum Pool { MAX, MEAN }

    /// Boxes around what was found.
    record Boxes(List<Label> labels, BoxFormat format, Keeping keeping) implements Head {
        public Boxes {
            labels = List.copyOf(labels);
        }
    }

    /// Which boxes are kept.
    ///
    /// @param minScore   what scores less is no box at all
    /// @param candidates so many of the best go into the suppression; the best of each label always does
    /// @param most       so many come out of it; again the best of each label always may
    /// @param suppression empty where the graph does it itself
    record Keeping(double minScore, int candidates, int most, Optional<Suppression> suppression) {
        public Keeping {
            if (!(minScore >= 0 && minScore <= 1) || candidates < 1 || most < 1) {
                throw new IllegalArgumentException(
                        "not a way to keep boxes: %s %s %s".formatted(minScore, candidates, most));
            }
        }
    }

    /// Of two boxes that overlap by more than `iou` (intersection over union), the lower one goes.
    ///
    /// @param acrossLabels also where their labels differ
    record Suppression(double iou, boolean acrossLabels) {
        public Suppression {
            if (!(iou >= 0 && iou <= 1)) {
                throw new IllegalArgumentException("an overlap must be 0 to 1, is " + iou);
            }
        }
    }

    /// One plane or volume of values per label, or one of label numbers.
    record Mask(String tensor, Belonging belonging, Shapes shapes, List<Label> labels) implements Head {
        public Mask {
            labels = List.copyOf(labels);
        }
    }

    /// What makes a cell of a mask belong to a label.
    sealed interface Belonging {
        /// A probability of at least `cut`: labels may overlap.
        record Over(Activation activation, double cut) implements Belonging {
            public Over {
                if (!(cut > 0 && cut < 1) || activation == Activation.SOFTMAX) {
                    throw new IllegalArgumentException("not a cut: " + activation + " " + cut);
                }
            }
        }

        /// The highest logit of all labels.
        record Highest() implements Belonging {}

        /// The value is the label's number, 0 for the first.
        record Number() implements Belonging {}
    }

    /// Which connected shapes of a mask are told of, and how.
    ///
    /// @param minCells smaller ones are no shapes at all
    /// @param minSize  nor are those, in mm2 of a plane and ml of a volume, where the spacing is known
    /// @param most     the largest ones; others only add to the total
    /// @param points   of an outline, at most; 0 for no outlines
    /// @param score    what the probability of a shape is of those of its cells
    record Shapes(int minCells, double minSize, int most, int points, Pool score) {}

    /// A picture or volume that the model made.
    ///
    /// @param name       for people
    /// @param low        the value that is shown as black
    /// @param high       the value that is shown as white
    /// @param difference tells when the mean absolute difference to the input tensor is over its limit
    record Image(String name, String tensor, double low, double high, Optional<Quantity> difference)
            implements Head {
        public Image {
            if (!(high > low)) {
                throw new IllegalArgumentException("white must be over black: " + low + " to " + high);
            }
        }

        @Override
        public List<Label> labels() {
            return difference.flatMap(Quantity::label).stream().toList();
        }
    }

    /// One number per quantity.
    record Value(String tensor, List<Quantity> quantities) implements Head {
        public Value {
            quantities = List.copyOf(quantities);
        }

        @Override
        public List<Label> labels() {
            return quantities.stream().flatMap(quantity -> quantity.label().stream()).toList();
        }
    }

    /// Something measured: `factor * output + offset`, in `unit` (UCUM).
    record Quantity(String name, Code code, String unit, Scale scale, Limits limits) {
        /// What a limit decides has no probability: it counts as 1 or 0.
        public Optional<Label> label() {
            return limits.any()
                    ? Optional.of(new Label(name, Optional.of(new Reported(code, 1))))
                    : Optional.empty();
        }
    }

    record Scale(double factor, double offset) {}

    /// Over `above` or under `below` is positive; without either nothing is.
    record Limits(OptionalDouble above, OptionalDouble below) {
        public boolean any() {
            return above.isPresent() || below.isPresent();
        }

        public boolean crossedBy(double value) {
            return above.isPresent() && value > above.getAsDouble()
                    || below.isPresent() && value < below.getAsDouble();
        }
    }
}
