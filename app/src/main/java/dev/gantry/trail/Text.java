// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

/// What others say of themselves, fit for XML.
final class Text {
    private static final int MOST = 1024;

    private Text() {}

    /// In one line, without what XML 1.0 cannot say, and not too long.
    static String clean(String said) {
        var clean = new StringBuilder();
        said.codePoints().limit(MOST).map(c -> legible(c) ? c : '?').forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /// XML 1.0 2.2, without the line breaks.
    private static boolean legible(int c) {
        return c >= ' ' && c < 0x7F || c >= 0xA0 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF
                || c >= 0x10000 && c <= 0x10FFFF;
    }
}
