// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import dev.gantry.runtime.Signature;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a head wants one output of the graph to be; asked of the graph at admission and of each tensor.
///
/// @param text the shape in words: `[1, N, 7]`
/// @param fits asked of shapes; -1 is a length that the graph leaves open
public record Wanted(String tensor, Kind kind, String text, Predicate<long[]> fits) {
    /// Any length, in patterns.
    public static final long ANY = -1;

    public enum Kind {
        REALS("FLOAT or FLOAT16"),
        INTEGERS("INT64, INT32 or UINT8"),
        NUMBERS("a number type");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean takes(String type) {
            return switch (this) {
                case REALS -> type.equals("FLOAT") || type.equals("FLOAT16");
                case INTEGERS -> type.equals("INT64") || type.equals("INT32") || type.equals("UINT8");
                case NUMBERS -> Arrays.stream(ElementType.values()).anyMatch(known -> known.name().equals(type));
            };
        }
    }

    /// One value for each of `count`, in one direction; all other lengths are 1.
    public static Wanted values(String tensor, int count) {
        return new Wanted(tensor, Kind.REALS, "with " + count + " value(s)", shape -> {
            long open = Arrays.stream(shape).filter(length -> length == ANY).count();
            long known = Arrays.stream(shape).filter(length -> length != ANY).reduce(1, (a, b) -> a * b);
            return known == count || open > 0 && known == 1;
        });
    }

    /// One of these shapes, [#ANY] where every length will do.
    public static Wanted shaped(String tensor, Kind kind, String text, List<long[]> patterns) {
        return new Wanted(tensor, kind, text, shape -> patterns.stream().anyMatch(each -> matches(each, shape)));
    }

    public static Wanted shaped(String tensor, String text, long... pattern) {
        return shaped(tensor, Kind.REALS, text, List.of(pattern));
    }

    private static boolean matches(long[] pattern, long[] shape) {
        if (pattern.length != shape.length) {
            return false;
        }
        for (int i = 0; i < shape.length; i++) {
            if (pattern[i] != shape[i] && pattern[i] != ANY && shape[i] != ANY) {
                return false;
            }
        }
        return true;
    }

    /// Why outputs of the graph are others: all that do not fit against all that there are; empty when they fit.
    ///
    /// An output of unknown rank looks like a scalar, so a shape without lengths passes: the golden cases tell.
    public static Optional<String> mismatch(List<Wanted> all, Signature signature) {
        var misfits = all.stream()
                .filter(wanted -> !wanted.fits(signature))
                .map(Wanted::toString)
                .distinct()
                .collect(Collectors.joining(", "));
        return misfits.isEmpty()
                ? Optional.empty()
                : Optional.of("output: manifest says %s, graph has %s"
                        .formatted(misfits, Signature.text(signature.outputs())));
    }

    private boolean fits(Signature signature) {
        return signature.output(tensor)
                .filter(port -> kind.takes(port.type()))
                .map(port -> port.shape().stream().mapToLong(Long::longValue).toArray())
                .filter(shape -> shape.length == 0 || fits.test(shape))
                .isPresent();
    }

    /// Why the tensor that came is another; empty when it fits.
    public Optional<String> nonsense(Map<String, Tensor> outputs) {
        if (!outputs.containsKey(tensor)) {
            return Optional.of("there is no output " + tensor);
        }
        var got = outputs.get(tensor);
        return kind.takes(got.type().name()) && fits.test(got.shape())
                ? Optional.empty()
                : Optional.of("expected %s, got %s%s"
                        .formatted(this, got.type().name(), Arrays.toString(got.shape())));
    }

    @Override
    public String toString() {
        return tensor + " " + kind.words + " " + text;
    }
}
