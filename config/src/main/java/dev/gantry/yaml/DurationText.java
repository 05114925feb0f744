// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// A duration as people write it in files: `150ms`, `30s`, `10m`, `1h`, `1d`.
///
/// One whole number from 1 to 99999 and one unit: the longest, 99999 days, fits nanoseconds in a `long`.
public final class DurationText {
    /// For the `pattern` of a schema.
    public static final String PATTERN = "^[1-9][0-9]{0,4}(ms|s|m|h|d)$";

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})(ms|s|m|h|d)");

    /// The smallest first.
    private enum Unit {
        MS(ChronoUnit.MILLIS),
        S(ChronoUnit.SECONDS),
        M(ChronoUnit.MINUTES),
        H(ChronoUnit.HOURS),
        D(ChronoUnit.DAYS);

        private final ChronoUnit unit;

        Unit(ChronoUnit unit) {
            this.unit = unit;
        }

        private String suffix() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private DurationText() {}

    /// @throws IllegalArgumentException when the text is no such duration
    public static Duration parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("no duration like 150ms, 30s, 10m, 1h or 1d: '" + text + "'");
        }
        var unit = Unit.valueOf(form.group(2).toUpperCase(Locale.ROOT));
        return Duration.of(Long.parseLong(form.group(1)), unit.unit);
    }

    /// In the largest unit that divides it.
    ///
    /// @throws IllegalArgumentException when [#parse] could not read the text back: zero, negative, parts of
    ///                                  a millisecond, or more than five digits
    public static String of(Duration duration) {
        for (var unit : Arrays.asList(Unit.values()).reversed()) {
            var size = unit.unit.getDuration();
            long count = duration.dividedBy(size);
            if (count >= 1 && count <= 99_999 && size.multipliedBy(count).equals(duration)) {
                return count + unit.suffix();
            }
        }
        throw new IllegalArgumentException("cannot be written as 1 to 99999 ms, s, m, h or d: " + duration);
    }
}
