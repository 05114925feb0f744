// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

/// How segments are called: of a [Journal], whose newest one is all of it, and of a [Log], to which all belong.
enum Names {
    JOURNAL("segment-", ".journal"),
    LOG("log-", ".segment");

    private static final int DIGITS = 16;

    private final String prefix;
    private final String suffix;

    Names(String prefix, String suffix) {
        this.prefix = prefix;
        this.suffix = suffix;
    }

    String of(long number) {
        return prefix + "%016d".formatted(number) + suffix;
    }

    String damaged(long number) {
        return prefix + "%016d.damaged".formatted(number);
    }

    /// The number in a name made by [#of], or -1 for any other name.
    long number(String name) {
        boolean ours = name.length() == prefix.length() + DIGITS + suffix.length()
                && name.startsWith(prefix)
                && name.endsWith(suffix);
        var digits = ours ? name.substring(prefix.length(), prefix.length() + DIGITS) : "";
        return digits.matches("\\d{16}") ? Long.parseLong(digits) : -1;
    }
}
